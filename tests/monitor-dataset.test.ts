import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseExperiment, type RunEvent } from '@wince/core';
import { readRun, startRun } from '@wince/runtime';
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
    expect(printed).toContain('no rate is given for less than 10 hours');
    const run = await readRun(out);
    const { monitoring: found } = run;
    if (!found) throw new Error('the run has no monitoring.json');
    expect(run.manifest.specification.monitor).toMatchObject({ cell: CELL, on: 0.6, off: 0.4 });
    expect(found).toMatchObject({ cell: CELL, positive: 'pain', subjects: 3, events: 3 });
    expect(found.recordings.map(({ subject }) => subject)).toEqual(SUBJECTS);
    for (const { events, episodes, found: own, usable_seconds, quiet_seconds } of found.recordings) {
      expect(events).toEqual([{ start: 5, end: 10 }]);
      const within = episodes.filter(({ start }) => start >= 3 && start <= 10);
      expect(own).toBe(within.length > 0 ? 1 : 0);
      expect(usable_seconds).toBeGreaterThan(5);
      expect(quiet_seconds).toBeLessThanOrEqual(3);
    }
    const { recordings } = found;
    const sum = (of: (each: (typeof recordings)[number]) => number) =>
      recordings.reduce((total, each) => total + of(each), 0);
    expect(found.found).toBe(sum((each) => each.found));
    expect(found.false_alarms).toBe(sum((each) => each.false_alarms));
    expect(found.quiet_hours).toBeCloseTo(sum((each) => each.quiet_seconds) / 3600, 9);
    expect(found.metrics.sensitivity?.value).toBeCloseTo(found.found / 3, 12);
    expect(found.metrics.false_alarms_per_hour?.value).toBeNull();
    expect(found.false_alarms_upper95).toBeGreaterThan(0);
  }, 400_000);

  test('leaves no folder where it is stopped while it monitors', async () => {
    const out = join(folder, 'stopped');
    const specification = parseExperiment(
      {
        dataset: folder,
        features: ['hog'],
        selection: ['none'],
        classifiers: ['naive-bayes'],
        monitor: { cell: CELL, confirmation: 1 },
      },
      'a test',
    );
    const run = startRun(specification, { out, cache, workers: 1, faces: false });
    const stages: string[] = [];
    let last: RunEvent | undefined;
    for await (const event of run.events) {
      if (event.type === 'stage') stages.push(event.stage);
      if (event.type === 'progress' && event.stage === 'monitor-recordings') run.stop();
      last = event;
    }
    expect(stages).toEqual(['read-recordings', 'fit-cells', 'monitor-recordings']);
    expect(last).toMatchObject({ type: 'failed', code: 'interrupted' });
    await expect(run.done).rejects.toMatchObject({ code: 'interrupted' });
    expect((await readdir(folder)).filter((name) => name.includes('stopped'))).toEqual([]);
  }, 400_000);

  test('is refused before anything is computed where it cannot be monitored', async () => {
    const out = join(folder, 'refused');
    const folds = ['--protocol', 'stratified-k-folds?folds=3'];
    await winceRefuses(
      call(folder, out, '--monitor', CELL, ...folds),
      2,
      /leave-one-subject-out, not stratified-k-folds/,
    );
    await winceRefuses(call(cohort, out, '--monitor', CELL), 2, /has no video to monitor/);
    await expect(stat(out)).rejects.toThrow('ENOENT');
  }, 100_000);
});
