import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { FuzzedForm } from './fuzz-imports.ts';

/** Milliseconds that an import of a small file may take, with all that a slow machine adds. */
export const SLOWEST = 10_000;

/** Codes that a damaged file may be refused with. */
const OF_A_FILE = new Set([
  'bad-network-file',
  'unsupported-layer',
  'network-size',
  'network-self-test',
  'unclear-preprocessing',
  'bad-mean',
]);

const figures = z.array(
  z.object({
    file: z.string(),
    mutations: z.int(),
    imported: z.int(),
    refused: z.record(z.string(), z.int()),
    slowest: z.number(),
    untyped: z.array(z.string()),
  }),
);

/** Damages and imports each form so many times, in one process that must end well. */
export async function fuzzedForms(mutations: number): Promise<readonly FuzzedForm[]> {
  const program = fileURLToPath(new URL('fuzz-imports.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [program, String(mutations)], {
    maxBuffer: 2 ** 26,
  });
  return figures.parse(JSON.parse(stdout));
}

/** What of the bounds a form breaks; empty where it breaks none. */
export function brokenFormBounds({ refused, slowest, untyped }: FuzzedForm): readonly string[] {
  const others = Object.keys(refused).filter((code) => !OF_A_FILE.has(code));
  return [
    ...untyped,
    ...others.map((code) => `refused with ${code}`),
    ...(slowest < SLOWEST ? [] : [`took ${slowest} ms`]),
  ];
}
