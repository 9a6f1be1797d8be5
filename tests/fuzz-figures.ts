import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { Fuzzed } from './fuzz-networks.ts';

/** What is asked of a file that was damaged: it is read or refused, soon, and takes little. */
export const FUZZ_BOUNDS = {
  /** Milliseconds. */
  slowest: 5000,
  /** Times the file: what a network that was read may hold. */
  held: 10,
  /**
   * Times the file, and bytes beside: all that may be taken with what is thrown away, of which any parser takes some, and
   * with what V8 takes for the code that it compiles meanwhile. As much may be kept when all mutations have been read.
   */
  taken: 10,
  takenBeside: 4e6,
} as const;

const figures = z.array(
  z.object({
    file: z.string(),
    bytes: z.int(),
    mutations: z.int(),
    refused: z.int(),
    slowest: z.number(),
    taken: z.number(),
    held: z.number(),
    kept: z.number(),
    untyped: z.array(z.string()),
  }),
);

/** Damages each file so many times, in one process that must end well. */
export async function fuzzFigures(mutations: number): Promise<readonly Fuzzed[]> {
  const program = fileURLToPath(new URL('fuzz-networks.ts', import.meta.url));
  const flags = ['--expose-gc', '--min-semi-space-size=512', '--max-semi-space-size=512'];
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, program, String(mutations)]);
  return figures.parse(JSON.parse(stdout));
}

/** What of the bounds a file breaks; empty where it breaks none. */
export function brokenBounds({ bytes, slowest, taken, held, kept, untyped }: Fuzzed): readonly string[] {
  const most = FUZZ_BOUNDS.taken * bytes + FUZZ_BOUNDS.takenBeside;
  return [
    ...untyped,
    ...(slowest < FUZZ_BOUNDS.slowest ? [] : [`took ${slowest} ms`]),
    ...(held <= FUZZ_BOUNDS.held * bytes ? [] : [`held ${held} bytes for ${bytes}`]),
    ...(taken <= most ? [] : [`took ${taken} bytes for ${bytes}`]),
    ...(kept <= most ? [] : [`kept ${kept} bytes for ${bytes}`]),
  ];
}
