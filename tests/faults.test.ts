import { spawnSync } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseExtraction } from '@wince/core';
import {
  evaluate,
  extract,
  forgetSubject,
  importNetwork,
  networkCatalogue,
  parseSpecification,
  readDataset,
  readRun,
} from '@wince/runtime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { vggF } from '../packages/networks/src/architectures/vgg.ts';
import { narrow } from '../packages/networks/src/fixtures/narrow.fixture.ts';
import { sha256OfFile } from '../packages/runtime/src/files/hash.ts';
import { removeLeftoversUnder, temporaryBeside } from '../packages/runtime/src/files/leftovers.ts';
import { openStore } from '../packages/runtime/src/store/index.ts';
import { filesUnder, smallCohort } from './cohort.ts';
import { group } from './groups.ts';
import { writeNoise } from './noise-table.ts';
import { wince } from './run-wince.ts';
import { drawnGraph, type WrittenNetwork, writeNetwork } from './written-networks.ts';

/** What docs/guide/faults.md says of disks, folders and other processes, fault by fault. */

let folder: string;
let ward: { readonly dataset: string; readonly table: string };
let network: WrittenNetwork;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-faults-'));
  ward = await writeNoise(join(folder, 'ward'), { subjects: 4, rows: 4, seed: 3, columns: 4 });
  network = await writeNetwork(drawnGraph(narrow(vggF)), 'mat5', join(folder, 'networks'), 'net');
}, 300_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

const places = ({ out = 'run', cache = 'cache' } = {}) => ({
  ...{ out: join(folder, out), cache: join(folder, cache), workers: 1, faces: false },
});

const ofTables = () =>
  parseSpecification(
    {
      ...{ dataset: ward.dataset, features: [`table:${ward.table}`] },
      ...{ selection: ['none'], classifiers: ['naive-bayes'] },
    },
    'a test',
  );

/** An experiment on one drawn face, which needs the networks that find faces. */
async function ofOneFace() {
  const [cohort, dataset] = [await smallCohort(), join(folder, 'one-face')];
  await mkdir(dataset, { recursive: true });
  const [header, ...rows] = (await readFile(join(cohort, 'dataset.csv'), 'utf8')).trim().split('\n');
  const own = rows.filter((row) => /,(1|2),\d+,truth/.test(row)).map((row) => row.split(','));
  await cp(join(cohort, own[0][0]), join(dataset, 'face.jpg'));
  const columns = header.split(',').slice(0, 3).join(',');
  await writeFile(join(dataset, 'dataset.csv'), `${columns}\nface.jpg,S1,pain\n`);
  return parseExtraction({ dataset, features: ['hog'] }, 'a test');
}

const code = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'no error',
    (error: { readonly code?: unknown }) => error.code ?? error,
  );

test('a subject that is forgotten while a run goes on: the run ends, and nothing of the subject is kept', async () => {
  const { dataset, table } = await writeNoise(join(folder, 'forgets'), { subjects: 4, rows: 4, seed: 3 });
  const cache = join(folder, 'forgets-cache');
  const picture = join(folder, 'forgets', 's02-0.jpg');
  await writeFile(picture, 'a face');
  const store = await openStore(cache);
  const specification = parseSpecification(
    { dataset, features: [`table:${table}`], selection: ['none'], classifiers: ['naive-bayes'] },
    'a test',
  );
  let forgotten: Promise<unknown> | undefined;
  const run = evaluate(specification, {
    ...{ out: join(folder, 'forgets-run'), cache, workers: 1, faces: false },
    onEvent(event) {
      if (event.type !== 'stage' || event.stage !== 'fit-cells') return;
      forgotten ??= readDataset(dataset).then((read) => forgetSubject(read, 's02', { store }));
    },
  });
  await expect(run).rejects.toMatchObject({
    code: 'dataset-changed',
    message: expect.stringContaining('has lost 4 rows while this command worked with it'),
  });
  await forgotten;
  expect(await readFile(dataset, 'utf8')).not.toContain('s02');
  expect((await readdir(folder)).filter((name) => name.includes('forgets-run'))).toEqual([]);
  expect(await store.get({ of: 'recording', sha256: await sha256OfFile(picture), key: 'face' })).toBeNull();
});

test('subjects, labels and columns that JavaScript gives a meaning are words like any other', async () => {
  const own = join(folder, 'words');
  const { dataset, table } = await writeNoise(own, { subjects: 4, rows: 4, seed: 3, columns: 4 });
  const words = { s01: '__proto__', s02: 'constructor', s03: 'toString', s04: 'hasOwnProperty' };
  const csv = (await readFile(dataset, 'utf8'))
    .trim()
    .replace(/,(s0\d),(pain|rest),/g, (_, subject: keyof typeof words, label) => {
      return `,${words[subject]},${label === 'pain' ? '__proto__' : 'constructor'},`;
    })
    .split('\n')
    .map((line, i) => `${line},${i === 0 ? '__proto__,valueOf' : '1,2'}`);
  await writeFile(dataset, `${csv.join('\n')}\n`);
  await writeFile(join(own, 'dataset.yaml'), 'positive: __proto__\n');
  const named = (await readFile(table, 'utf8')).replace('f0,f1', '__proto__,constructor');
  await writeFile(table, named);
  const specification = { ...ofTables(), dataset, features: [`table:${table}`] };
  const run = await evaluate(specification, places({ out: 'words-run' }));
  const plain = await evaluate(ofTables(), places({ out: 'plain-run' }));
  const scores = ({ predictions }: typeof run) =>
    Object.fromEntries(predictions.map(({ sample, score }) => [sample, score]));
  expect(scores(run)).toEqual(scores(plain));
  expect(new Set(run.predictions.map(({ subject }) => subject))).toEqual(new Set(Object.values(words)));
  expect(run.metrics.cells[0].auc).toBe(plain.metrics.cells[0].auc);
});

describe('two runs at once', () => {
  test('into one folder with one cache: both succeed, and one run is there', async () => {
    const runs = await Promise.all([1, 2].map(() => evaluate(ofTables(), places({ out: 'twice' }))));
    expect(runs[0].metrics).toEqual(runs[1].metrics);
    const written = JSON.parse(await readFile(join(folder, 'twice', 'metrics.json'), 'utf8'));
    expect(written.cells).toHaveLength(1);
    expect((await readdir(folder)).filter((name) => name.includes('twice'))).toEqual(['twice']);
    expect((await filesUnder(join(folder, 'cache'))).filter((name) => name.includes('.tmp'))).toEqual([]);
  });

  test('as processes of their own: each succeeds or leaves all as it is, and one whole run is there', async () => {
    const args = [
      ...['evaluate', '--dataset', ward.dataset, '--features', `table:${ward.table}`, '--select', 'none'],
      ...[
        '--classifiers',
        'naive-bayes',
        '--out',
        join(folder, 'processes'),
        '--cache',
        join(folder, 'cache'),
      ],
    ];
    const ended = await Promise.all([1, 2].map(() => wince(args)));
    for (const { status, err } of ended) if (status !== 0) expect(err).toContain('Nothing was changed');
    expect(ended.some(({ status }) => status === 0)).toBe(true);
    const { metrics } = await readRun(join(folder, 'processes'));
    expect(metrics.cells).toHaveLength(1);
    expect((await readdir(folder)).filter((name) => name.includes('processes'))).toEqual(['processes']);
  });
});

group('a disk that is full', 'tmpfs', () => {
  let disk: string;

  beforeAll(async () => {
    disk = await mkdtemp(join(folder, 'disk-'));
    const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', disk]);
    expect(status).toBe(0);
    await writeNoise(join(disk, 'ward'), { subjects: 4, rows: 4, seed: 3, columns: 4 });
    await openStore(join(disk, 'old-cache'));
    const { bavail, bsize } = await statfs(disk);
    await writeFile(join(disk, 'films'), Buffer.alloc(bavail * bsize - 4096));
  });
  afterAll(() => {
    spawnSync('umount', ['-l', disk]);
  });

  const left = async () => (await filesUnder(disk)).filter((file) => file.includes('.tmp'));

  test('for the run folder', async () => {
    const run = evaluate(ofTables(), { ...places(), out: join(disk, 'run') });
    expect(await code(run)).toBe('disk-full');
    expect(await readdir(disk)).not.toContain('run');
    expect(await left()).toEqual([]);
  });

  test('for tables of features', async () => {
    const { dataset, features } = ofTables();
    const tables = extract(parseExtraction({ dataset, features }, 'a test'), {
      ...places(),
      out: join(disk, 'tables'),
    });
    expect(await code(tables)).toBe('disk-full');
    expect(await left()).toEqual([]);
  });

  test('for the cache, also where the networks do not fit into it', async () => {
    const tables = extract(await ofOneFace(), { ...places({ out: 'tables' }), cache: join(disk, 'cache') });
    expect(await code(tables)).toBe('network-cache-unusable');
    const store = await openStore(join(disk, 'old-cache'));
    const name = { of: 'fits', key: 'a' } as const;
    expect(await code(store.put(name, Buffer.alloc(100_000)))).toBe('disk-full');
    expect(await store.get(name)).toBeNull();
    expect(await left()).toEqual([]);
  });

  test('for imported networks', async () => {
    const home = join(disk, 'home');
    expect(await code(importNetwork({ ...network, home, name: 'net' }))).toBe('network-store-unusable');
    expect((await readdir(home).catch(() => [])).filter((name) => name !== '.content')).toEqual([]);
  });

  test('for the data set, when a subject is forgotten: the rows stay as they are', async () => {
    const path = join(disk, 'ward', 'dataset.csv');
    const before = await readFile(path, 'utf8');
    await rm(join(disk, 'films'));
    const { bavail, bsize } = await statfs(disk);
    await writeFile(join(disk, 'films'), Buffer.alloc(bavail * bsize));
    expect(await code(forgetSubject(await readDataset(path), 's01'))).toBe('disk-full');
    expect(await readFile(path, 'utf8')).toBe(before);
    expect(await left()).toEqual([]);
  });
});

group('a disk that can only be read', 'tmpfs', () => {
  let disk: string;
  const name = { of: 'recording', sha256: 'ab'.repeat(32), key: 'face' } as const;

  beforeAll(async () => {
    disk = await mkdtemp(join(folder, 'locked-'));
    spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', disk]);
    await writeNoise(join(disk, 'ward'), { subjects: 4, rows: 4, seed: 3, columns: 4 });
    await writeFile(join(disk, 'ward', 's01-0.jpg'), 'a face');
    const store = await openStore(join(disk, 'cache'));
    await store.put(name, Buffer.from('seen'));
    const sha256 = await sha256OfFile(join(disk, 'ward', 's01-0.jpg'));
    await store.put({ ...name, sha256 }, Buffer.from('seen'));
    await mkdir(join(disk, 'home'));
    expect(spawnSync('mount', ['-o', 'remount,ro', disk]).status).toBe(0);
  });
  afterAll(() => {
    spawnSync('umount', ['-l', disk]);
  });

  test('data sets and what is in a cache are read from it', async () => {
    const store = await openStore(join(disk, 'cache'));
    expect(String(await store.get(name))).toBe('seen');
    const run = await evaluate(
      { ...ofTables(), dataset: join(disk, 'ward', 'dataset.csv') },
      places({ out: 'read' }),
    );
    expect(run.metrics.cells).toHaveLength(1);
  });

  test('what has to be written there is told, and nothing is changed', async () => {
    const before = await filesUnder(disk);
    const store = await openStore(join(disk, 'cache'));
    const run = evaluate(ofTables(), { ...places(), out: join(disk, 'run') });
    expect(await code(run)).toBe('cannot-write');
    expect(await code(openStore(join(disk, 'new')))).toBe('cannot-write');
    expect(await code(store.put(name, Buffer.from('x')))).toBe('cannot-write');
    const home = join(disk, 'home');
    expect(await code(importNetwork({ ...network, home, name: 'net' }))).toBe('network-store-unusable');
    const dataset = await readDataset(join(disk, 'ward'));
    expect(await code(forgetSubject(dataset, 's01', { store }))).toBe('cannot-remove');
    expect(await code(forgetSubject(dataset, 's02', { store }))).toBe('cannot-write');
    expect(await filesUnder(disk)).toEqual(before);
  });
});

describe('what belongs to another user', () => {
  const NOBODY = 65_534;
  let theirs: string;

  /** As another user where this one may read everything; else files are closed to their owner, too. */
  async function asOther(work: () => Promise<void>): Promise<void> {
    const isRoot = process.getuid?.() === 0;
    const places = ['.', ...(await readdir(theirs, { recursive: true }))].map((path) => join(theirs, path));
    if (isRoot) process.seteuid?.(NOBODY);
    else for (const path of places.toReversed()) await chmod(path, 0);
    try {
      await work();
    } finally {
      if (isRoot) process.seteuid?.(0);
      else for (const path of places) await chmod(path, 0o700);
    }
  }

  test('a cache and a folder of networks: each command says so', async () => {
    theirs = await mkdtemp(join(folder, 'theirs-'));
    await chmod(folder, 0o755);
    await writeNoise(join(folder, 'shared'), { subjects: 3, rows: 2, seed: 3, columns: 2 });
    const picture = join(folder, 'shared', 's01-0.jpg');
    await writeFile(picture, 'a face');
    const name = { of: 'recording', sha256: await sha256OfFile(picture), key: 'face' } as const;
    const store = await openStore(join(theirs, 'cache'));
    await store.put(name, Buffer.from('seen'));
    await mkdir(temporaryBeside(join(theirs, 'run')));
    const dataset = await readDataset(join(folder, 'shared'));
    await asOther(async () => {
      expect(await code(store.get(name))).toBe('unreadable-cache');
      expect(await code(store.put(name, Buffer.from('x')))).toBe('cannot-write');
      expect(await code(openStore(join(theirs, 'new')))).toBe('cannot-write');
      expect(await code(forgetSubject(dataset, 's01', { store }))).toBe('unreadable-cache');
      expect(await code(networkCatalogue(theirs))).toBe('bad-network-store');
      expect(await removeLeftoversUnder(theirs)).toEqual({
        removed: [],
        kept: [{ path: theirs, reason: 'it cannot be read (you have no permission)' }],
      });
    });
    expect(String(await store.get(name))).toBe('seen');
    expect((await readDataset(join(folder, 'shared'))).samples).toHaveLength(6);
  });
});
