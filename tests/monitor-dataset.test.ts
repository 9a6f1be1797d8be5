import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitoringDocument } from '@wince/runtime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cacheOfNetworks, readRows, smallCohort } from './cohort.ts';
import { winceRefuses, winceWorks } from './run-wince.ts';
import { slides } from './slides.ts';

const SUBJECTS = ['S01', 'S02', 'S03'];
const CELL = 'hog/none/naive-bayes';
/** Five frames a second: five seconds without pain, then five of pain. */
const TIMES = Array.from({ length: 50 }, (_, i) => i / 5);

let folder: string;
let cohort: string;
let cache: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-monitored-'));
  cohort = await smallCohort();
  cache = await cacheOfNetworks(join(folder, 'cache'));
  const rows = await readRows(join(cohort, 'dataset.csv'));
  const lines = ['path,subject,label,start,end'];
  for (const subject of SUBJECTS) {
    const picture = (label: string) => {
      const row = rows.find((each) => each.subject === subject && each.label === label);
      if (!row) throw new Error(`no ${label} of ${subject}`);
      return join(cohort, row.path);
    };
    await writeFile(
      join(folder, `${subject}.mp4`),
      await slides([picture('no-pain'), picture('pain')], TIMES),
    );
    lines.push(`${subject}.mp4,${subject},no-pain,0,5`, `${subject}.mp4,${subject},pain,5,10`);
  }
  await writeFile(join(folder, 'dataset.csv'), `${lines.join('\n')}\n`);
  await writeFile(join(folder, 'dataset.yaml'), 'positive: pain\nsynthetic: true\n');
}, 400_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

const call = (dataset: string, out: string, ...more: readonly string[]) => [
  ...[
    'evaluate',
    '--dataset',
    dataset,
    '--features',
    'hog',
    '--select',
    'none',
    '--classifiers',
    'naive-bayes',
  ],
  ...['--out', out, '--cache', cache, ...more],
];

describe('a data set of videos', () => {
  test('is monitored by models that have not seen the subject, and its numbers add up', async () => {
    const out = join(folder, 'run');
    const printed = await winceWorks(call(folder, out, '--monitor', CELL));
    expect(printed).toMatch(/sensitivity \(\d of 3 events found\)/);
    expect(printed).toContain('under 10 hours no rate is given');
    const found = monitoringDocument.parse(JSON.parse(await readFile(join(out, 'monitoring.json'), 'utf8')));
    expect(found).toMatchObject({ cell: CELL, positive: 'pain', subjects: 3, events: 3 });
    expect(found.recordings.map(({ subject }) => subject)).toEqual(SUBJECTS);
    for (const { events, episodes, found: own, usable_seconds, quiet_seconds } of found.recordings) {
      expect(events).toEqual([{ start: 5, end: 10 }]);
      const within = episodes.filter(({ start }) => start >= 3 && start <= 10);
      expect(own).toBe(within.length > 0 ? 1 : 0);
      expect(usable_seconds).toBeGreaterThan(5);
      expect(quiet_seconds).toBeLessThanOrEqual(3);
    }
    const sum = (of: (each: (typeof found.recordings)[number]) => number) =>
      found.recordings.reduce((total, each) => total + of(each), 0);
    expect(found.found).toBe(sum((each) => each.found));
    expect(found.false_alarms).toBe(sum((each) => each.false_alarms));
    expect(found.quiet_hours).toBeCloseTo(sum((each) => each.quiet_seconds) / 3600, 9);
    expect(found.metrics.sensitivity?.value).toBeCloseTo(found.found / 3, 12);
    expect(found.metrics.false_alarms_per_hour?.value).toBeNull();
    expect(found.false_alarms_upper95).toBeGreaterThan(0);
  }, 400_000);

  test('is refused before anything is computed where it cannot be monitored', async () => {
    const out = join(folder, 'refused');
    const folds = ['--protocol', 'stratified-k-folds?folds=3'];
    await winceRefuses(
      call(folder, out, '--monitor', CELL, ...folds),
      2,
      /without one subject each, not stratified-k-folds/,
    );
    await winceRefuses(call(cohort, out, '--monitor', CELL), 2, /names no video to monitor/);
    await expect(stat(out)).rejects.toThrow('ENOENT');
  }, 100_000);
});
