import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exampleRun } from '../../../pages/src/report/example-run.fixture.ts';
import { parseCsv } from '../tables/csv.ts';
import { writePaper } from './write-paper.ts';

const run = {
  ...exampleRun({ subjects: 6, classifiers: ['knn'], synthetic: false, middle: false, faces: null }),
  ...{
    folder: 'run',
    groups: [],
    hidden: [],
    taken: [],
    tuned: [],
    clips: [],
    monitoring: null,
    permutation: null,
  },
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-paper-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

test('is written whole into a folder of its own, and nothing is left beside it', async () => {
  const out = join(folder, 'new', 'paper');
  const files = await writePaper(run, { out });
  for (const file of files) expect((await readFile(join(out, file))).length).toBeGreaterThan(0);
  expect(await readdir(join(folder, 'new'))).toEqual(['paper']);
  expect((await readdir(out)).filter((name) => !name.startsWith('.')).sort()).toEqual([
    ...[
      'figures',
      'methods.md',
      'methods.tex',
      'model-card.md',
      'references.bib',
      'stard.md',
      'tables',
      'tripod-ai.md',
    ],
  ]);
  expect(
    parseCsv(await readFile(join(out, 'tables/subjects.csv')), 'subjects.csv', 'utf-8', ',').rows.length,
  ).toBeGreaterThan(6);
});

test('a paper that is there, perhaps edited, is replaced only where that is asked for', async () => {
  const out = join(folder, 'edited');
  await writePaper(run, { out });
  const methods = join(out, 'methods.md');
  await writeFile(methods, 'our own words');
  const refused = { code: 'folder-in-use', status: 2, hint: expect.stringContaining('--overwrite') };
  await expect(writePaper(run, { out })).rejects.toMatchObject(refused);
  expect(await readFile(methods, 'utf8')).toBe('our own words');
  await writePaper(run, { out, overwrite: true });
  expect(await readFile(methods, 'utf8')).toContain('# Methods');
});

test('a folder with other things in it is never replaced', async () => {
  const out = join(folder, 'thesis');
  await mkdir(out);
  await writeFile(join(out, 'thesis.tex'), 'years of work');
  for (const overwrite of [false, true])
    await expect(writePaper(run, { out, overwrite })).rejects.toMatchObject({ code: 'folder-in-use' });
  expect(await readdir(out)).toEqual(['thesis.tex']);
  expect((await readdir(folder)).filter((name) => name.includes('thesis'))).toEqual(['thesis']);
});

test('the same run gives the same bytes', async () => {
  const [a, b] = [join(folder, 'a'), join(folder, 'b')];
  const files = await writePaper(run, { out: a });
  await writePaper(run, { out: b });
  for (const file of files) expect(await readFile(join(a, file))).toEqual(await readFile(join(b, file)));
});
