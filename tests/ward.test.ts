import { access, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readDataset, readRun } from '@wince/runtime';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { main } from '../packages/cli/src/main.ts';
import { drawWard, WARD_FILES } from '../scripts/draw-ward.ts';
import { filesUnder, smallCohort, warmCache } from './cohort.ts';
import { blocksOf, readPage } from './markdown.ts';

/** The commands of `docs/guide/ward.md`, in this process, in a folder that holds the ward. */
const commands = blocksOf(await readPage('docs/guide/ward.md'))
  .filter(({ language }) => language === 'sh')
  .map(({ text }) => text.trim().split(' ').slice(2));
const home = process.cwd();
let place: string;

beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'wince-ward-'));
  await drawWard(await smallCohort(), join(place, 'ward'));
  vi.stubEnv('WINCE_CACHE', await warmCache());
  process.chdir(place);
}, 300_000);

afterAll(async () => {
  process.chdir(home);
  vi.unstubAllEnvs();
  await rm(place, { recursive: true, force: true });
});

async function call(args: readonly string[]): Promise<{ status: number; out: string }> {
  const lines: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((line) => lines.push(String(line)));
  const err = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
  try {
    return { status: await main(['node', 'wince', ...args]), out: lines.join('\n') };
  } finally {
    log.mockRestore();
    err.mockRestore();
  }
}

test('five commands lead from the folder to a report, and every file is accounted for', async () => {
  expect(commands).toHaveLength(5);
  expect(await filesUnder(join(place, 'ward'))).toHaveLength(WARD_FILES);
  const [create, check, plan, evaluate, train] = commands;

  const created = await call([...create, '--json']);
  expect(created.status).toBe(0);
  const { rows, files, unmatched, others, links, missing } = JSON.parse(created.out);
  expect(files).toBe(WARD_FILES);
  expect(rows + unmatched.length + others.length + links.length).toBe(WARD_FILES);
  // HEIC and AVIF may be read or not; everything else is known.
  expect([22, 24]).toContain(rows);
  expect(unmatched).toEqual(['Station 2/Visite.wmv', 'Station 2/❤️ Foto.JPG', 'von der Kamera 👶🏽.jpg']);
  const reasons = Object.entries(Object.groupBy(others, ({ reason }: { reason: string }) => reason)).map(
    ([reason, own]) => [reason.split(/[ ,(]/)[0], own?.length],
  );
  expect(reasons).toEqual(
    expect.arrayContaining([
      ['hidden', 14],
      ['not', 4],
      ['camera', 6],
      ['empty', 4],
      ['JPEG', 2],
    ]),
  );
  expect(missing).toEqual(['Säugling_S03_91', 'verlegt_1']);
  const { samples, description } = await readDataset('ward');
  expect(description.labels).toMatchObject({ from: 'scale', scale: 'nips', column: 'NIPS' });
  expect(samples[0].columns['Gewicht (kg)']).toMatch(/^\d\.\d+$/);
  expect(samples.every(({ period, label }) => period !== null && label !== '')).toBe(true);

  const checked = await call(check);
  expect(checked.status, checked.out).toBe(0);
  expect(checked.out).toContain('6 files in the folder are not read: camera RAW');
  expect(JSON.parse((await call(plan)).out).cells).toEqual(['hog/relieff-50/svm-linear']);

  const evaluated = await call(evaluate);
  expect(evaluated.status).toBe(0);
  expect(evaluated.out).toContain('the declared cell, hog/relieff-50/svm-linear:');
  const run = await readRun('run');
  expect(run.samples).toHaveLength(samples.length);
  expect(await readFile(join('run', 'report.html'), 'utf8')).toContain('hog/relieff-50/svm-linear');
  expect((await call(train)).status).toBe(0);
  await access('ward.wince');
}, 120_000);
