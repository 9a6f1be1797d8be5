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
  /** Times the file, and bytes beside: all that may be taken with what is thrown away, of which any parser takes some. */
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
    untyped: z.array(z.string()),
  }),
);

/**
 * Files that one process reads. HDF5 does not give back what it held when an error interrupted it, some half a megabyte a
 * damaged file, so that its memory grows with the number of them, in ever larger steps; a command reads one.
 */
const A_PROCESS = 25;

/** Damages each file so many times, in processes of their own that must end well. */
export async function fuzzFigures(mutations: number): Promise<readonly Fuzzed[]> {
  let all: readonly Fuzzed[] = [];
  for (let first = 0; first < mutations; first += A_PROCESS) {
    const found = await fuzzBatch(Math.min(A_PROCESS, mutations - first), first);
    all = first === 0 ? found : all.map((one, i) => together(one, found[i]));
  }
  return all;
}

function together(a: Fuzzed, b: Fuzzed): Fuzzed {
  return {
    file: a.file,
    bytes: a.bytes,
    mutations: a.mutations + b.mutations,
    refused: a.refused + b.refused,
    slowest: Math.max(a.slowest, b.slowest),
    taken: Math.max(a.taken, b.taken),
    held: Math.max(a.held, b.held),
    untyped: [...a.untyped, ...b.untyped],
  };
}

async function fuzzBatch(mutations: number, first: number): Promise<readonly Fuzzed[]> {
  const program = fileURLToPath(new URL('fuzz-networks.ts', import.meta.url));
  const flags = ['--expose-gc', '--min-semi-space-size=512', '--max-semi-space-size=512'];
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...flags,
    program,
    String(mutations),
    String(first),
  ]);
  return figures.parse(JSON.parse(stdout));
}

/** What of the bounds a file breaks; empty where it breaks none. */
export function brokenBounds({ bytes, slowest, taken, held, untyped }: Fuzzed): readonly string[] {
  return [
    ...untyped,
    ...(slowest < FUZZ_BOUNDS.slowest ? [] : [`took ${slowest} ms`]),
    ...(held <= FUZZ_BOUNDS.held * bytes ? [] : [`held ${held} bytes for ${bytes}`]),
    ...(taken <= FUZZ_BOUNDS.taken * bytes + FUZZ_BOUNDS.takenBeside
      ? []
      : [`took ${taken} bytes for ${bytes}`]),
  ];
}
