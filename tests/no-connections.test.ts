import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cacheOfNetworks, smallCohort, warmCache } from './cohort.ts';
import { group } from './groups.ts';
import { startProcess, WINCE, winceWorks } from './run-wince.ts';

/** `tests/long/no-connections.ts` does the same with the demo and with training. */
group('no command opens a connection', 'strace', () => {
  let folder: string;
  let model: string;
  const cell = ['--features', 'hog', '--select', 'none', '--classifiers', 'knn'];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wince-traced-'));
    model = join(folder, 'model.wince');
    const train = ['train', '--dataset', await smallCohort(), ...cell, '--cell', 'hog/none/knn'];
    await winceWorks([...train, '--out', model, '--cache', await warmCache()]);
  }, 400_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** The lines of the calls to connect() of a process and all its threads and children. */
  async function connects(command: readonly string[]): Promise<readonly string[]> {
    const trace = join(folder, `${crypto.randomUUID()}.trace`);
    const strace = ['strace', '-f', '--seccomp-bpf', '-qq', '-e', 'trace=connect', '-o', trace];
    const { status, err } = await startProcess([...strace, ...command]).ended;
    expect(status, err).toBe(0);
    const lines = (await readFile(trace, 'utf8')).split('\n');
    return lines.filter((line) => line.includes('connect('));
  }

  test('a process that does is seen', async () => {
    const code = "require('node:net').connect(9, '127.0.0.1').on('error', () => {})";
    expect(await connects([process.execPath, '-e', code])).toHaveLength(1);
  });

  test('evaluate', async () => {
    const call = ['evaluate', '--dataset', await smallCohort(), ...cell, '--out', join(folder, 'run')];
    expect(await connects([process.execPath, WINCE, ...call, '--cache', await warmCache()])).toEqual([]);
  });

  test('predict, with the networks that find a face', async () => {
    const cache = await cacheOfNetworks(join(folder, 'cache'));
    const picture = join(await smallCohort(), 'pictures/S02/01.jpg');
    const call = ['predict', picture, '--model', model, '--cache', cache, '--json'];
    expect(await connects([process.execPath, WINCE, ...call])).toEqual([]);
  });
});
