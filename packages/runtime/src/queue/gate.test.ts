import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openGate } from './gate.ts';

test('work that is to be alone begins when all else has ended, and nothing begins before it has ended', async () => {
  const gate = openGate();
  const log: string[] = [];
  const work = (name: string, wait: number) => async () => {
    log.push(`begin ${name}`);
    await setTimeout(wait);
    log.push(`end ${name}`);
    if (name === 'fails') throw new Error(name);
    return name;
  };
  const all = [
    gate.pass(false, work('a', 20)),
    gate.pass(false, work('b', 5)),
    gate.pass(true, work('alone', 5)),
    gate.pass(false, work('c', 5)),
    gate.pass(false, work('fails', 1)),
    gate.pass(true, work('last', 1)),
  ];
  const ended = await Promise.allSettled(all);
  expect(ended.map(({ status }) => status)).toEqual([...Array(4).fill('fulfilled'), 'rejected', 'fulfilled']);
  expect(log).toEqual([
    ...['begin a', 'begin b', 'end b', 'end a', 'begin alone', 'end alone'],
    ...['begin c', 'begin fails', 'end fails', 'end c', 'begin last', 'end last'],
  ]);
});
