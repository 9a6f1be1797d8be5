import { spawnSync } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { smallCohort, warmCache } from './cohort.ts';
import { libraryEntries } from './library-entries.ts';
import { blocksOf, readPage } from './markdown.ts';

const page = await readPage('docs/library.md');
const examples = blocksOf(page)
  .filter(({ language }) => language === 'ts')
  .map(({ text, start }) => ({
    text,
    entry:
      page
        .slice(0, start)
        .match(/^## (.*)$/gm)
        ?.at(-1)
        ?.slice(3) ?? '',
  }));

describe('the page on the library', () => {
  it('has an example for each entry, in the order of its table', () => {
    const entries = [...libraryEntries.keys()].filter((name) => name !== 'wince' && name !== 'wince/core');
    expect(examples.map(({ entry }) => entry)).toEqual(entries);
    expect(examples.filter(({ text, entry }) => !text.includes(`'${entry}'`))).toEqual([]);
  });
});

describe('an example', () => {
  let folder: string;
  const before = process.cwd();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wince-library-'));
    await cp(await smallCohort(), join(folder, 'ward'), { recursive: true });
    vi.stubEnv('WINCE_CACHE', await warmCache());
    process.chdir(folder);
  });

  afterAll(async () => {
    process.chdir(before);
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true, force: true });
  });

  it.each(examples)('of $entry runs, and prints what it says', async ({ text, entry }) => {
    const file = join(folder, `${entry.replace('/', '-')}.ts`);
    await writeFile(
      file,
      text.replaceAll(/from '([^']+)'/g, (_, name: string) => `from '${sourceOf(name)}'`),
    );
    const printed: string[] = [];
    const log = vi
      .spyOn(console, 'log')
      .mockImplementation((...words) => printed.push(words.map(written).join(' ')));
    try {
      await import(file);
    } finally {
      log.mockRestore();
    }
    const said = Array.from(text.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm), ([, words]) => words);
    expect(printed).toEqual(expect.arrayContaining(said));
    // What depends on the weights of networks is printed, and no more is said of it.
    if (!text.includes('export function')) expect(printed.length).toBeGreaterThan(0);
  });
});

describe('metrics alone', () => {
  it('load neither ONNX Runtime nor a decoder', () => {
    const loaded = (entry: string) => {
      const { stdout, stderr } = spawnSync(
        process.execPath,
        ['--input-type=module', '--eval', LOADED, pathToFileURL(sourceOf(entry)).href],
        { encoding: 'utf8' },
      );
      expect(stderr).toBe('');
      return stdout.trim().split('\n');
    };
    const modules = loaded('wince/evaluation');
    expect(modules.some((url) => url.endsWith('core/src/evaluation/metrics.ts'))).toBe(true);
    expect(
      modules.filter((url) =>
        /node_modules\/(onnxruntime|sharp|node-av|mediabunny)|packages\/runtime/.test(url),
      ),
    ).toEqual([]);
  });
});

/** Imports the file that is named, and prints what was loaded for it. */
const LOADED = `
  import { registerHooks } from 'node:module';
  registerHooks({ load(url, context, next) { console.log(url); return next(url, context); } });
  await import(process.argv[1]);
`;

function sourceOf(name: string): string {
  return libraryEntries.get(name) ?? fileURLToPath(import.meta.resolve(name));
}

function written(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value).replaceAll(/([{:,}])/g, ' $1 ') : String(value);
}
