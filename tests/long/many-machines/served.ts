import assert from 'node:assert/strict';
import { cp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { inspect } from 'node:util';
import { type Running, startWince } from '../../start-wince.ts';

/** Milliseconds within which a server is killed: it starts, makes its database, and takes labels. */
const LIFE = 6000;

const WHO = ['anna', 'ben', 'carla'];

/**
 * Kills the server of a project at a random moment, while it starts or while three people label, and starts it again.
 *
 * @param ward a data set
 * @returns what it was doing
 */
export async function killedServer(ward: string, folder: string): Promise<string> {
  const project = join(folder, 'project');
  await cp(ward, project, { recursive: true });
  const sample = (await readFile(join(project, 'dataset.csv'), 'utf8')).split('\n')[1].split(',')[0];
  const call = ['serve', '--project', project, '--no-open', '--cache', join(folder, 'cache')];
  const server = startWince(call);
  const acknowledged: number[] = [];
  const labelling = addressOf(server).then((address) =>
    Promise.allSettled(address ? WHO.map((who) => label(address, { who, sample, acknowledged })) : []),
  );
  const began = Date.now();
  // One in two while it starts or is new; the others when labels come, however long it took to start.
  if (Math.random() < 0.5) await addressOf(server);
  await setTimeout(Math.random() * LIFE);
  const moment = Date.now() - began;
  server.child.kill('SIGKILL');
  await server.ended;
  // Each ends with a connection that breaks, and with nothing else.
  for (const one of await labelling)
    assert.ok(one.status === 'rejected' && !(one.reason instanceof assert.AssertionError), inspect(one));

  const again = startWince(call);
  const address = await addressOf(again);
  assert.ok(address, `the server did not start again: ${again.said()}`);
  const headers = headersOf(address);
  const kept = new Set<number>();
  for (const who of WHO) {
    const url = new URL(`/api/labels?dataset=.&scale=choice&who=${who}`, address);
    const labels: readonly { number: number }[] = await (await fetch(url, { headers })).json();
    for (const { number } of labels) kept.add(number);
  }
  const lost = acknowledged.filter((number) => !kept.has(number));
  assert.deepEqual(lost, [], 'labels that were acknowledged are lost');
  const audit: { intact: boolean } = await (await fetch(new URL('/api/audit', address), { headers })).json();
  assert.equal(audit.intact, true);
  again.child.kill('SIGTERM');
  await again.ended;
  await rm(folder, { recursive: true });
  return `${(moment / 1000).toFixed(1)} s, ${acknowledged.length} labels`;
}

/** The address that a server prints; null where it ended before. */
async function addressOf(server: Running): Promise<URL | null> {
  for (;;) {
    const [found] = /http:\/\/\S+/.exec(server.printed()) ?? [];
    if (found) return new URL(found);
    if (server.child.exitCode !== null || server.child.signalCode !== null) return null;
    await setTimeout(20);
  }
}

function headersOf(address: URL): Readonly<Record<string, string>> {
  const token = address.searchParams.get('token');
  return { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
}

/** Labels a sample again and again, until the server is gone. */
async function label(
  address: URL,
  { who, sample, acknowledged }: { who: string; sample: string; acknowledged: number[] },
): Promise<void> {
  const headers = headersOf(address);
  const labels: readonly { number: number }[] = await (
    await fetch(new URL(`/api/labels?dataset=.&scale=choice&who=${who}`, address), { headers })
  ).json();
  let after: number | null = labels.reduce<number | null>(
    (last, { number }) => Math.max(last ?? 0, number),
    null,
  );
  for (;;) {
    const answer: Response = await fetch(new URL('/api/labels', address), {
      method: 'POST',
      headers,
      body: JSON.stringify({
        ...{ id: crypto.randomUUID(), dataset: '.', sample, who, scale: 'choice' },
        ...{ items: { choice: 1 }, after },
      }),
    });
    assert.equal(answer.status, 200);
    const { number }: { number: number } = await answer.json();
    acknowledged.push(number);
    after = number;
  }
}
