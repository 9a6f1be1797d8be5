import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { smallCohort, warmCache } from '../../../tests/cohort.ts';
import { PAGE_HEADER } from './security/origins.ts';
import { tryServer, writeDataset } from './server.fixture.ts';

/** A server that is killed (SIGKILL) has all that it acknowledged when it is started again. */

/** A server as a process of its own, that says its address. */
const SCRIPT = `
  import { serve } from ${JSON.stringify(fileURLToPath(new URL('./index.ts', import.meta.url)))};
  const [project, cache] = process.argv.slice(2);
  const served = await serve({ project, cache, workers: 1, port: 0, version: '0.0.0' });
  console.log(served.address());
`;

const jobs = z.array(z.object({ kind: z.string(), state: z.string() }));

interface Started {
  readonly child: ChildProcess;
  readonly address: URL;
  readonly headers: Readonly<Record<string, string>>;
  post(path: string, body: unknown): Promise<Response>;
  kill(): Promise<void>;
}

async function start(folder: string, cache: string): Promise<Started> {
  // A file: what Node is told of a script on its command line its workers would be told, too.
  const script = join(dirname(folder), 'serve.mjs');
  await writeFile(script, SCRIPT);
  const child = spawn(process.execPath, [script, folder, cache], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = once(child, 'exit');
  const [line] = await once(createInterface(child.stdout), 'line');
  const address = new URL(String(line));
  const authorization = `Bearer ${address.searchParams.get('token')}`;
  const headers = { authorization, [PAGE_HEADER]: '1' };
  return {
    ...{ child, address, headers },
    post: (path, body) =>
      fetch(new URL(path, address), {
        ...{ method: 'POST', body: JSON.stringify(body) },
        headers: { ...headers, 'content-type': 'application/json' },
      }),
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
  };
}

describe('a server that is killed', () => {
  let home: string;
  let folder: string;
  let started: Started | undefined;
  let cohort: string;

  beforeAll(async () => {
    cohort = await smallCohort();
    await warmCache();
  }, 400_000);

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'wince-killed-'));
    folder = join(home, 'data');
  });
  afterEach(async () => {
    await started?.kill();
    await rm(home, { recursive: true, force: true });
  });

  it('in the midst of labels has each one that it acknowledged', async () => {
    await writeDataset(folder, [
      ['a.jpg', 's1', 'pain', 'x'],
      ['b.jpg', 's2', 'rest', 'y'],
    ]);
    const server = await start(folder, join(home, 'cache'));
    started = server;
    const acknowledged: number[] = [];
    const label = async (who: string) => {
      let after: number | null = null;
      for (;;) {
        const answer: Response = await server.post('/api/labels', {
          ...{ id: crypto.randomUUID(), dataset: '.', sample: 'a.jpg', who, scale: 'choice' },
          ...{ items: { choice: 1 }, after },
        });
        const { number }: { number: number } = await answer.json();
        expect(answer.status).toBe(200);
        acknowledged.push(number);
        after = number;
        if (acknowledged.length === 30) server.child.kill('SIGKILL');
      }
    };
    // Each ends with a connection that breaks.
    await Promise.allSettled(['anna', 'ben', 'carla'].map(label));
    await server.kill();
    expect(acknowledged.length).toBeGreaterThanOrEqual(30);
    const again = await tryServer({ folder, cache: join(home, 'cache') });
    const kept: number[] = [];
    for (const who of ['anna', 'ben', 'carla']) {
      const labels = (await again.get(`/api/labels?dataset=.&scale=choice&who=${who}`)).json() as {
        number: number;
      }[];
      kept.push(...labels.map(({ number }) => number));
    }
    expect(acknowledged.filter((number) => !kept.includes(number))).toEqual([]);
    expect((await again.get('/api/audit')).json()).toMatchObject({ intact: true });
    await again.close();
  });

  it('in the midst of an import has each file that it acknowledged, and nothing of the one that was coming', async () => {
    await writeDataset(folder, [['a.jpg', 's1', 'pain', 'x']]);
    const server = await start(folder, join(home, 'cache'));
    started = server;
    const grey = { create: { width: 64, height: 64, channels: 3, background: '#777' } } as const;
    const picture = await sharp(grey).png().toBuffer();
    const headers = { ...server.headers, 'content-type': 'application/octet-stream' };
    const brought = await fetch(new URL('/api/files?place=ward/first.png', server.address), {
      ...{ method: 'POST', headers, body: new Uint8Array(picture) },
    });
    expect(brought.status).toBe(201);
    const coming = request(new URL('/api/files?place=ward/second.png', server.address), {
      method: 'POST',
      headers: { ...headers, 'content-length': 2 * picture.length },
    });
    coming.on('error', () => undefined);
    coming.write(picture);
    const incoming = join(folder, '.wince', 'incoming');
    while ((await readdir(incoming)).length === 0) await setTimeout(20);
    await server.kill();
    const again = await tryServer({ folder, cache: join(home, 'cache') });
    expect((await readFile(join(folder, 'ward', 'first.png'))).equals(picture)).toBe(true);
    expect(await readdir(join(folder, 'ward'))).toEqual(['first.png']);
    // What a recording has left would stay for ever.
    expect(await readdir(incoming).catch(() => [])).toEqual([]);
    const log = await again.get('/api/audit');
    expect(log.json()).toMatchObject({ intact: true });
    expect(log.text).toContain('first.png');
    expect(log.text).not.toContain('second.png');
    await again.close();
  });

  it('in the midst of a run says so, has no half of a run, and runs it again', async () => {
    await cp(cohort, join(folder, 'ward'), { recursive: true });
    const cells =
      'features: [hog, lbp]\nkeep: [5, 10, 20]\nclassifiers: [knn, naive-bayes, svm-linear, random-forest]\npermutations: 9\n';
    await writeFile(join(folder, 'grid.yaml'), `dataset: ward\n${cells}`);
    const cache = await warmCache();
    const server = await start(folder, cache);
    started = server;
    expect((await server.post('/api/runs', { experiment: 'grid.yaml' })).status).toBe(202);
    const stateNow = async () => {
      const answer = await fetch(new URL('/api/jobs', server.address), { headers: server.headers });
      return jobs.parse(await answer.json()).map(({ state }) => state);
    };
    let state = await stateNow();
    for (; state[0] === 'waiting'; state = await stateNow()) await setTimeout(20);
    expect(state).toEqual(['running']);
    await server.kill();
    const again = await tryServer({ folder, cache });
    const told = async () => jobs.parse((await again.get('/api/jobs')).json());
    expect(await told()).toEqual([{ kind: 'run', state: 'broken-off' }]);
    expect((await again.get('/api/runs')).json()).toEqual([]);
    expect((await again.get('/api/audit')).json()).toMatchObject({ intact: true });
    expect((await again.post('/api/runs', { experiment: 'grid.yaml' })).status).toBe(202);
    while (!(await told()).some(({ state }) => state === 'done')) {
      expect((await told()).filter(({ state }) => state === 'failed')).toEqual([]);
      await setTimeout(200);
    }
    expect((await again.get('/api/runs')).json()).toMatchObject([{ cells: 24, problem: null }]);
    await again.close();
  }, 400_000);
});
