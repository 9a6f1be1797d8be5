import { createHash } from 'node:crypto';
import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryBeside } from '../files/leftovers.ts';
import { openStore } from '../store/index.ts';
import { addFiles, errorOf, testFolder } from './dataset-folder.fixture.ts';
import { type ForgetOptions, forgetSubject } from './forget.ts';
import { readDataset } from './read.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const there = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

const CSV =
  '\ufeffpath,subject,label\r\n"a, 1.jpg",S1,pain\r\nb.jpg,S2,"re\nst"\r\nc.jpg,S1,rest\r\n\r\nshared.jpg,S2,rest\r\nd.jpg,S2,pain';

/** Two subjects, a cache, two runs, models, and the table that the data set was made from. */
async function cohort() {
  const folder = await testFolder({
    'dataset.csv': CSV,
    'a, 1.jpg': 'face of S1',
    'c.jpg': 'another of S1',
    'b.jpg': 'face of S2',
    'd.jpg': 'another of S2',
    'shared.jpg': 'both',
    'labels.csv': 'file,baby\na,S1\nb,S2\nc,S1\n',
  });
  const results = await testFolder({
    'run1/samples.csv': 'sample,subject,label,status,reason\n"a, 1.jpg",S1,pain,used,\nb.jpg,S2,rest,used,\n',
    'run1/report.html': 'the face of S1',
    'deep/er/run2/samples.csv': 'sample,subject,label,status,reason\nc.jpg,S1,rest,used,\n',
    'run3/samples.csv': 'sample,subject,label,status,reason\nb.jpg,S2,rest,used,\n',
    'other/samples.csv': 'sample,subject,label,status,reason\nx.jpg,S1,rest,used,\n',
    'renamed/samples.csv': 'sample,subject,label,status,reason\nc.jpg#0-1,baby 1,rest,used,\n',
    'broken/samples.csv': '"',
    'm1.wince': 'S1 S2',
    'm2.wince': 'S2',
    'm3.wince': 'damaged',
  });
  const cache = await testFolder();
  const opened = await openStore(cache);
  for (const text of ['face of S1', 'another of S1', 'face of S2']) {
    await opened.put({ of: 'recording', sha256: sha256(text), key: 'face' }, Buffer.from('x'));
    await opened.put({ of: 'recording', sha256: sha256(text), key: 'hog' }, Buffer.from('x'));
  }
  const options: ForgetOptions = {
    store: opened,
    modelSubjects: async (path) => {
      const text = await readFile(path, 'utf8');
      if (text === 'damaged') throw new Error('no model');
      return text.split(' ');
    },
    runs: [results],
    models: [results],
  };
  return { folder, results, cache, opened, options, dataset: await readDataset(folder) };
}

test('rows, cache and runs of the subject are gone, and nothing else', async () => {
  const { folder, results, opened, options, dataset } = await cohort();
  const forgotten = await forgetSubject(dataset, 'S1', options);
  expect(forgotten).toMatchObject({ subject: 'S1', dryRun: false, rows: 2, rowsLeft: 3, recordings: [] });
  expect(forgotten.cacheEntries).toHaveLength(4);
  expect(forgotten.runs).toEqual([join(results, 'run1')]);

  expect(await readFile(join(folder, 'dataset.csv'), 'utf8')).toBe(
    '\ufeffpath,subject,label\r\nb.jpg,S2,"re\nst"\r\n\r\nshared.jpg,S2,rest\r\nd.jpg,S2,pain',
  );
  expect(await opened.get({ of: 'recording', sha256: sha256('face of S1'), key: 'face' })).toBeNull();
  expect(await opened.get({ of: 'recording', sha256: sha256('another of S1'), key: 'hog' })).toBeNull();
  expect(await opened.get({ of: 'recording', sha256: sha256('face of S2'), key: 'hog' })).not.toBeNull();
  expect(await there(join(results, 'run1'))).toBe(false);
  for (const kept of ['run3', 'other', 'renamed', 'm1.wince', 'm2.wince'])
    expect(await there(join(results, kept))).toBe(true);
  expect(await there(join(folder, 'a, 1.jpg'))).toBe(true);
  // A model that learnt from the subject still names it.
  expect((await forgetSubject(await readDataset(folder), 'S1', options)).rows).toBe(0);
});

test('a subject whose rows are gone is still found in runs that were not named before', async () => {
  const { folder, results, opened, options, dataset } = await cohort();
  await forgetSubject(dataset, 'S1');
  expect(await opened.get({ of: 'recording', sha256: sha256('face of S1'), key: 'face' })).not.toBeNull();
  const again = await forgetSubject(await readDataset(folder), 'S1', { ...options, models: undefined });
  expect(again).toMatchObject({ rows: 0, rowsLeft: 3, runs: [join(results, 'run1')] });
  // The run named the picture that dataset.csv names no more.
  expect(await opened.get({ of: 'recording', sha256: sha256('face of S1'), key: 'face' })).toBeNull();
  expect(again.unreachable.some((line) => line.includes('run2'))).toBe(false);
  const gone = await errorOf(async () =>
    forgetSubject(await readDataset(folder), 'S1', { ...options, models: undefined }),
  );
  expect(gone.code).toBe('unknown-subject');
});

test('papers whose tables name the subject are listed, and stay as they are', async () => {
  const { results, options, dataset } = await cohort();
  const write = async (paper: string, subjects: readonly string[]) => {
    await mkdir(join(results, paper, 'tables'), { recursive: true });
    await writeFile(join(results, paper, 'methods.md'), 'our own words');
    const rows = subjects.map((subject) => `hog/none/knn,${subject},2`);
    await writeFile(
      join(results, paper, 'tables/subjects.csv'),
      ['cell,subject,units', ...rows].join('\r\n'),
    );
  };
  await write('paper', ['S1', 'S2']);
  await write('other-paper', ['S2', 'S11']);
  await write('run1/paper', ['S1']);
  const { unreachable } = await forgetSubject(dataset, 'S1', options);
  expect(unreachable.filter((line) => line.includes('paper'))).toEqual([
    expect.stringMatching(/\/paper: its tables contain this subject\. Delete it/),
  ]);
  expect(await there(join(results, 'paper'))).toBe(true);
  expect(await there(join(results, 'run1'))).toBe(false);
});

test('what killed commands have left is removed from runs and cache, and what is being written is said', async () => {
  const { results, cache, options, dataset } = await cohort();
  const written = temporaryBeside(join(results, 'deep', 'run'));
  const dead = written.replace(/\.(\d+)-(\d+)-/, '.4000000-1-');
  for (const path of [written, dead]) {
    await mkdir(path, { recursive: true });
    await writeFile(join(path, 'report.html'), 'the face of S1');
  }
  const hash = sha256('face of S1');
  const entry = join(
    cache,
    'pictures',
    hash.slice(0, 2),
    `.${hash}-x.4000000-1-00000000.${crypto.randomUUID()}.tmp`,
  );
  await writeFile(entry, 'the face of S1');
  const { runs, cacheEntries, unreachable } = await forgetSubject(dataset, 'S1', options);
  expect(runs).toContain(dead);
  expect(cacheEntries).toContain(entry);
  expect([await there(dead), await there(entry), await there(written)]).toEqual([false, false, true]);
  expect(unreachable.some((line) => line.startsWith(`${written}: another command is writing it`))).toBe(true);
});

test('what is out of reach is said', async () => {
  const { options, dataset } = await cohort();
  const { unreachable } = await forgetSubject(dataset, 'S1', options);
  const said = (text: string) => unreachable.some((line) => line.includes(text));
  expect(said('m1.wince: it was trained with this subject')).toBe(true);
  expect(said('m2.wince')).toBe(false);
  expect(said('m3.wince: its manifest cannot be read')).toBe(true);
  expect(said('renamed: it contains rows with the same paths, but with another subject')).toBe(true);
  expect(said('broken: its samples.csv cannot be read')).toBe(true);
  expect(said('labels.csv: 2 rows with the subject S1')).toBe(true);
  expect(said('2 recordings of the subject: not deleted without --pictures')).toBe(true);
  expect(said('Backups')).toBe(true);
});

test('a dry run says the same and changes nothing', async () => {
  const { folder, results, opened, options, dataset } = await cohort();
  const dry = await forgetSubject(dataset, 'S1', { ...options, dryRun: true, pictures: true });
  expect(await readFile(join(folder, 'dataset.csv'), 'utf8')).toBe(CSV);
  expect(await there(join(results, 'run1'))).toBe(true);
  expect(await opened.get({ of: 'recording', sha256: sha256('face of S1'), key: 'face' })).not.toBeNull();
  expect(await there(join(folder, 'c.jpg'))).toBe(true);
  const done = await forgetSubject(dataset, 'S1', { ...options, pictures: true });
  expect(dry).toEqual({ ...done, dryRun: true });
});

test('recordings are deleted when that is asked for, unless another subject has them', async () => {
  const { folder, options } = await cohort();
  // c.jpg is of S1 and of S2, in two intervals.
  await writeFile(
    join(folder, 'dataset.csv'),
    'path,subject,label,start,end\n"a, 1.jpg",S1,pain,,\nc.jpg,S1,rest,0,1\nc.jpg,S2,rest,1,2\n',
  );
  const forgotten = await forgetSubject(await readDataset(folder), 'S1', { ...options, pictures: true });
  expect(forgotten.recordings).toEqual(['a, 1.jpg']);
  expect(await there(join(folder, 'a, 1.jpg'))).toBe(false);
  expect(await there(join(folder, 'c.jpg'))).toBe(true);
  expect(forgotten.unreachable).toContain('c.jpg: it also belongs to S2, so it is not deleted.');
});

describe('with less at hand', () => {
  test('nothing that was not searched is called clean', async () => {
    const { dataset } = await cohort();
    const { unreachable, cacheEntries, runs } = await forgetSubject(dataset, 'S1');
    expect([cacheEntries, runs]).toEqual([[], []]);
    for (const what of ['The cache', 'Run folders', 'Trained models']) {
      expect(unreachable.some((line) => line.startsWith(what))).toBe(true);
    }
  });

  test('a picture that is gone already cannot be found in the cache, which is said', async () => {
    const { folder, options } = await cohort();
    await addFiles(folder, { 'dataset.csv': `${CSV}\ngone.jpg,S1,pain\n` });
    const { unreachable, rows } = await forgetSubject(await readDataset(folder), 'S1', options);
    expect(rows).toBe(3);
    expect(
      unreachable.some((line) => line.startsWith('gone.jpg: it cannot be read (it does not exist)')),
    ).toBe(true);
  });

  test('an unknown subject and a wrong folder change nothing', async () => {
    const { folder, results, opened, options, dataset } = await cohort();
    const error = await errorOf(() => forgetSubject(dataset, 's1', options));
    expect(error.code).toBe('unknown-subject');
    expect(error.message).toContain('Did you mean "S1"?');
    expect((await errorOf(() => forgetSubject(dataset, 'S3', options))).message).not.toContain(
      'Did you mean',
    );
    for (const wrong of [
      { runs: [results, join(results, 'nowhere')] },
      { models: [join(results, 'nowhere')] },
    ]) {
      expect((await errorOf(() => forgetSubject(dataset, 'S1', { ...options, ...wrong }))).code).toBe(
        'no-such-folder',
      );
    }
    expect(await readFile(join(folder, 'dataset.csv'), 'utf8')).toBe(CSV);
    expect(await there(join(results, 'run1'))).toBe(true);
    expect(await opened.get({ of: 'recording', sha256: sha256('face of S1'), key: 'face' })).not.toBeNull();
  });
});
