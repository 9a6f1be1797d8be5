import { AV_NOPTS_VALUE } from 'node-av/constants';
import { expect, test } from 'vitest';
import { shownTimes } from './shown-times.ts';

test('a container that says when frames are shown is taken at its word', () => {
  const times = shownTimes(true);
  times.sent({ pts: 80n, dts: 0n });
  expect(times.timeOf(80n)).toBe(80n);
  expect(times.timeOf(AV_NOPTS_VALUE)).toBeUndefined();
});

test('else the frame that is shown as the n-th has the n-th time at which one is decoded', () => {
  const times = shownTimes(false);
  // As AVI has it: a frame that two others are predicted from is decoded ahead of them, and libav knows only some times.
  for (const [pts, dts] of [
    [0n, 0n],
    [AV_NOPTS_VALUE, 40n],
    [80n, 80n],
    [120n, 120n],
  ]) {
    times.sent({ pts, dts });
  }
  expect([0n, 80n, 120n, AV_NOPTS_VALUE].map((pts) => times.timeOf(pts))).toEqual([0n, 40n, 80n, 120n]);
  expect(times.timeOf(0n)).toBeUndefined();
});

test('a packet that fails takes its time with it', () => {
  const times = shownTimes(false);
  times.sent({ pts: 0n, dts: 0n });
  times.sent({ pts: 40n, dts: 40n });
  times.packetFailed();
  times.sent({ pts: AV_NOPTS_VALUE, dts: 80n });
  expect([times.timeOf(0n), times.timeOf(80n), times.timeOf(120n)]).toEqual([0n, 80n, undefined]);
});
