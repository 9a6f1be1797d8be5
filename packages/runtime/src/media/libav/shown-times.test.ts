import { expect, test } from 'vitest';
import { shownTimes } from './shown-times.ts';

test('a container that says when frames are shown is taken at its word', () => {
  const times = shownTimes(true, true);
  times.sent({ pts: 80n, dts: 0n });
  expect(times.timeOf(80n)).toBe(80n);
  expect(times.timeOf(null)).toBeNull();
});

test('else the frame that is shown as the n-th has the n-th time at which one is decoded', () => {
  const times = shownTimes(false, true);
  // As AVI has it: a frame that two others are predicted from is decoded ahead of them, and libav knows only some times.
  for (const [pts, dts] of [
    [0n, 0n],
    [null, 40n],
    [80n, 80n],
    [120n, 120n],
  ]) {
    times.sent({ pts, dts });
  }
  expect([0n, 80n, 120n, null].map((pts) => times.timeOf(pts))).toEqual([0n, 40n, 80n, 120n]);
  expect(times.timeOf(0n)).toBeNull();
});

test('a packet that fails takes its time with it', () => {
  const times = shownTimes(false, true);
  times.sent({ pts: 0n, dts: 0n });
  times.sent({ pts: 40n, dts: 40n });
  times.packetFailed();
  times.sent({ pts: null, dts: 80n });
  expect([times.timeOf(0n), times.timeOf(80n), times.timeOf(120n)]).toEqual([0n, 80n, null]);
});

test('a container that states times of decoding as those of showing is not taken at its word', () => {
  // Frames are decoded in the order 0, 3, 1, 2, and each packet bears the time at which it is decoded.
  const packets = [0n, 40n, 80n, 120n];
  const sent = (isReordered: boolean) => {
    const times = shownTimes(true, isReordered);
    for (const time of packets) times.sent({ pts: time, dts: time });
    return [0n, 80n, 120n, 40n].map((pts) => times.timeOf(pts));
  };
  expect(sent(true)).toEqual([0n, 40n, 80n, 120n]);
  expect(sent(false)).toEqual([0n, 80n, 120n, 40n]);
});
