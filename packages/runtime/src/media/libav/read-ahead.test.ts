import { expect, test } from 'vitest';
import { readAhead } from './read-ahead.ts';

/** Counts up, and what has become of it. */
function counting(last: number, failure?: Error) {
  const state = { given: 0, ended: false };
  async function* count() {
    try {
      for (let i = 0; i < last; i++) {
        state.given++;
        yield i;
      }
      if (failure) throw failure;
    } finally {
      state.ended = true;
    }
  }
  return { state, values: count() };
}

test('values keep their order, and all come', async () => {
  const { values, state } = counting(10);
  const seen: number[] = [];
  for await (const value of readAhead(values, 3)) seen.push(value);
  expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(state.ended).toBe(true);
});

test('no more is asked for than may wait', async () => {
  const { values, state } = counting(100);
  const ahead = readAhead(values, 2);
  for (let asked = 1; asked <= 5; asked++) {
    await ahead.next();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(state.given).toBe(asked + 2);
  }
  await ahead.return();
  expect(state.ended).toBe(true);
});

test('an error comes behind the values before it', async () => {
  const { values } = counting(2, new Error('broken'));
  const ahead = readAhead(values, 3);
  expect(await ahead.next()).toEqual({ value: 0, done: false });
  expect(await ahead.next()).toEqual({ value: 1, done: false });
  await expect(ahead.next()).rejects.toThrow('broken');
});
