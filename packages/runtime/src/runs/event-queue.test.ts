import type { RunEvent } from '@wince/core';
import { describe, expect, test } from 'vitest';
import { openEventQueue } from './event-queue.ts';

const step = (done: number): RunEvent => ({ type: 'progress', stage: 'fit-cells', done, total: 9 });
const stage: RunEvent = { type: 'stage', stage: 'fit-cells', total: 9 };
const cell: RunEvent = { type: 'cell-finished', cell: 'a', rows: 2, accuracy: 1, auc: null };

describe('an event queue', () => {
  test('hands on events while they come, and ends', async () => {
    const queue = openEventQueue();
    const seen: RunEvent[] = [];
    const reading = (async () => {
      for await (const event of queue.events) seen.push(event);
    })();
    for (const event of [stage, step(1), step(2), cell]) {
      queue.push(event);
      await new Promise(setImmediate);
    }
    expect(seen).toEqual([stage, step(1), step(2), cell]);
    queue.end();
    await reading;
  });

  test('keeps for a slow reader all but steps of one stage', async () => {
    const queue = openEventQueue();
    for (const event of [stage, step(1), step(2), step(3), cell, step(4), step(5)]) queue.push(event);
    queue.end();
    expect(await gathered(queue.events)).toEqual([stage, step(3), cell, step(5)]);
  });

  test('forgets what comes after its reader has left', async () => {
    const queue = openEventQueue();
    queue.push(stage);
    for await (const event of queue.events) {
      expect(event).toEqual(stage);
      break;
    }
    queue.push(cell);
    queue.end();
    expect(await gathered(queue.events)).toEqual([]);
  });
});

/** All events, in order. */
async function gathered<Event>(events: AsyncIterable<Event>): Promise<readonly Event[]> {
  const all: Event[] = [];
  for await (const event of events) all.push(event);
  return all;
}
