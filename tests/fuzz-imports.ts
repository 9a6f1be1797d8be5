/**
 * Damages networks in the forms of `network-forms.ts` by seed and imports them, with all that an import does: each must be imported or
 * refused with a typed error. Prints one JSON document with what was found for each form. Run by tests, in a process of its own:
 *
 *     node tests/fuzz-imports.ts MUTATIONS
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { WinceError } from '@wince/core';
import { importNetwork } from '@wince/runtime';
import { mutated, mutatedJson } from './mutations.ts';
import { type NetworkForm, networkForms } from './network-forms.ts';

/** What became of the mutations of one form. */
export interface FuzzedForm {
  readonly file: string;
  readonly mutations: number;
  readonly imported: number;
  /** How often each code was the reason. */
  readonly refused: Readonly<Record<string, number>>;
  /** Milliseconds. */
  readonly slowest: number;
  /** Seeds of errors that are not typed, with their texts. */
  readonly untyped: readonly string[];
}

const times = Number(process.argv[2]);
if (!Number.isSafeInteger(times) || times < 1) throw new RangeError('the number of mutations of a form');

const folder = await mkdtemp(path.join(tmpdir(), 'wince-fuzz-'));
const results: FuzzedForm[] = [];
try {
  for (const form of networkForms()) results.push(await fuzzed(form));
} finally {
  await rm(folder, { recursive: true, force: true });
}
console.log(JSON.stringify(results));

async function fuzzed({ file, content, beside }: NetworkForm): Promise<FuzzedForm> {
  const own = path.join(folder, file.replace('.', '-'));
  await mkdir(own);
  for (const [name, bytes] of Object.entries(beside)) await writeFile(path.join(own, name), bytes);
  const importOne = async (bytes: Uint8Array) => {
    await writeFile(path.join(own, file), bytes);
    const place = path.join(own, file);
    await importNetwork({
      file: place,
      name: 'fuzzed',
      mean: 'none',
      size: [4, 4],
      home: path.join(own, 'home'),
    });
  };
  // What is damaged must be whole at first.
  await importOne(content);
  let [imported, slowest] = [0, 0];
  const refused: Record<string, number> = {};
  const untyped: string[] = [];
  for (let seed = 0; seed < times; seed++) {
    const isJson = file.endsWith('.json') && seed % 4 !== 0;
    const bytes = isJson ? mutatedJson(content, seed) : mutated(content, seed);
    const start = performance.now();
    try {
      await importOne(bytes);
      imported += 1;
    } catch (error) {
      if (error instanceof WinceError) refused[error.code] = (refused[error.code] ?? 0) + 1;
      else untyped.push(`seed ${seed}: ${error instanceof Error ? error.stack : String(error)}`);
    }
    slowest = Math.max(slowest, performance.now() - start);
  }
  return { file, mutations: times, imported, refused, slowest, untyped };
}
