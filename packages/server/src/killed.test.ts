import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { PAGE_HEADER } from './security/origins.ts';
import { tryServer, writeDataset } from './server.fixture.ts';

/** A server as a process of its own, that says its address. */
const SCRIPT = `
  import { serve } from ${JSON.stringify(fileURLToPath(new URL('./index.ts', import.meta.url)))};
  const [project, cache] = process.argv.slice(1);
  const served = await serve({ project, cache, workers: 1, port: 0, version: '0.0.0' });
  console.log(served.address());
`;

it('a server that is killed in the midst of labels has each one that it acknowledged, and opens the project again', async () => {
  const home = await mkdtemp(join(tmpdir(), 'wince-killed-'));
  const folder = join(home, 'data');
  try {
    await writeDataset(folder, [
      ['a.jpg', 's1', 'pain', 'x'],
      ['b.jpg', 's2', 'rest', 'y'],
    ]);
    const child = spawn(
      process.execPath,
      ['--input-type=module', '-e', SCRIPT, folder, join(home, 'cache')],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const [line] = await once(createInterface(child.stdout), 'line');
    const address = new URL(String(line));
    const headers = {
      authorization: `Bearer ${address.searchParams.get('token')}`,
      'content-type': 'application/json',
      [PAGE_HEADER]: '1',
    };
    const acknowledged: number[] = [];
    const label = async (who: string) => {
      let after: number | null = null;
      for (;;) {
        const body: Record<string, unknown> = {
          id: crypto.randomUUID(),
          dataset: '.',
          sample: 'a.jpg',
          who,
          scale: 'choice',
          items: { choice: 1 },
          after,
        };
        const answer: Response = await fetch(new URL('/api/labels', address), {
          method: 'POST',
          headers,
          body: JSON.stringify(body),
        });
        const { number }: { number: number } = await answer.json();
        expect(answer.status).toBe(200);
        acknowledged.push(number);
        after = number;
        if (acknowledged.length === 30) child.kill('SIGKILL');
      }
    };
    const gone = once(child, 'exit');
    // Each ends with a connection that breaks.
    await Promise.allSettled(['anna', 'ben', 'carla'].map(label));
    await gone;
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
  } finally {
    await rm(home, { recursive: true, force: true });
  }
});
