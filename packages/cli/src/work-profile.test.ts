import { expect, test } from 'vitest';
import { flameOf } from './flame.ts';
import { openProgress } from './progress.ts';
import { openWorkProfile } from './work-profile.ts';

/** The lines of a table, each cut where there are two spaces or more. */
const cells = (table: string) => table.split('\n').map((line) => line.split(/ {2,}/));

test('a profile has a line for each part, with time of the clock and the processor, and memory', () => {
  const profile = openWorkProfile();
  profile.enter('counting');
  // As long as it takes on a busy machine to have the processor for so long.
  const before = process.cpuUsage();
  const spent = () => process.cpuUsage(before).user + process.cpuUsage(before).system;
  while (spent() < 60_000) Math.sqrt(spent());
  profile.enter('resting');
  profile.enter('counting');
  const [head, starting, counting, resting, ...others] = cells(profile.finish());
  expect(head).toEqual(['part', 'seconds', 'processor seconds', 'MB at most']);
  expect([starting[0], counting[0], resting[0], others]).toEqual(['starting', 'counting', 'resting', []]);
  expect(Number(counting[2])).toBeGreaterThanOrEqual(0.06);
  expect(Number(counting[1])).toBeGreaterThan(0);
  expect(Number(resting[2])).toBeLessThan(Number(counting[2]));
  expect(Number(counting[3])).toBeGreaterThan(20);
});

test('progress prints the profile at the end of the work, however it ends', async () => {
  for (const work of [Promise.resolve(), Promise.reject(new Error('stopped'))]) {
    const written: string[] = [];
    const write = (text: string) => written.push(text) > 0;
    const stream = Object.assign(Object.create(process.stderr), { isTTY: false, write });
    const progress = openProgress(stream, { profile: true });
    progress.update('fitting cells', 1, 2);
    progress.update('writing the report', 1, 1);
    await progress.during(work).catch(() => {});
    const table = cells(written.at(-1) ?? '').map(([part]) => part);
    expect(table).toEqual(['part', 'starting', 'fitting cells', 'writing the report', '']);
  }
});

test('a call for profiles of the processor is told from others, and loses the option', () => {
  const call = ['node', 'wince', 'evaluate'];
  expect(flameOf(call)).toBeNull();
  expect(flameOf([...call, '--flame'])).toBeNull();
  expect(flameOf([...call, '--flame', '--json'])).toBeNull();
  const found = { folder: '/tmp/profiles', argv: [...call, '--json'] };
  expect(flameOf([...call, '--flame', '/tmp/profiles', '--json'])).toEqual(found);
  expect(flameOf([...call, '--flame=/tmp/profiles', '--json'])).toEqual(found);
});
