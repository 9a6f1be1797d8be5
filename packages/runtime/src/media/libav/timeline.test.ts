import { expect, test } from 'vitest';
import { openTimeline } from './timeline.ts';

/** Frames of 40 ticks of a millisecond. */
const options = { tick: 0.001, usual: 40n, first: null, clockChanges: true };

function placed(stated: readonly (number | null)[], more: Partial<typeof options> = {}) {
  const timeline = openTimeline({ ...options, ...more });
  const times = stated.map((time) => timeline.place(time === null ? null : BigInt(time), 0n));
  return { times: times.map((time) => (time === null ? null : Number(time))), ...timeline.notes() };
}

test('times that rise are taken as they are', () => {
  const stated = [0, 40, 80, 81, 9000];
  expect(placed(stated)).toEqual({ times: stated, interpolated: 0, jumps: [] });
});

test('a frame without a time follows the one before it', () => {
  expect(placed([100, null, null, 220, null])).toMatchObject({
    times: [100, 140, 180, 220, 260],
    interpolated: 3,
  });
});

test('without any time before it, it lies where the file begins', () => {
  expect(placed([null, null, 80]).times).toEqual([null, null, 80]);
  const timeline = openTimeline({ ...options, first: 5n });
  expect([null, null].map((time) => timeline.place(time, 0n))).toEqual([5n, 45n]);
});

test('a time that does not rise is moved behind the frame before it', () => {
  expect(placed([100, 100, 140])).toMatchObject({ times: [100, 120, 140], interpolated: 1 });
  expect(placed([100, 140, 110, 200]).times).toEqual([100, 140, 160, 200]);
});

test('a clock that begins anew goes on from where it was', () => {
  const { times, jumps } = placed([5000, 5040, 5080, 0, 40, 80]);
  expect(times).toEqual([5000, 5040, 5080, 5120, 5160, 5200]);
  expect(jumps).toEqual([{ at: 5.08, by: -5.08, isClosed: true }]);
});

test('a clock that jumps ahead goes on, too, where such a container has clocks that change', () => {
  const stated = [0, 40, 3_600_000, 3_600_040];
  expect(placed(stated).times).toEqual([0, 40, 80, 120]);
  const kept = placed(stated, { clockChanges: false });
  expect(kept.times).toEqual(stated);
  expect(kept.jumps).toEqual([{ at: 0.04, by: 3599.96, isClosed: false }]);
});
