import { expect, test } from 'vitest';
import { soundClock } from './sound-clock.ts';

/** Places pieces of 100 samples that the container states to begin at these positions. */
function placed(stated: readonly (number | undefined)[]) {
  const clock = soundClock(10);
  return stated.map((position) => clock.place(position, 100));
}

test('pieces follow each other, whatever the container rounds', () => {
  expect(placed([0, 104, 197, undefined, 400]).map(({ position }) => position)).toEqual([
    0, 100, 200, 300, 400,
  ]);
});

test('the first piece begins where it says, and at 0 where it says nothing', () => {
  expect(placed([-50, 50]).map(({ position }) => position)).toEqual([-50, 50]);
  expect(placed([undefined])[0].position).toBe(0);
});

test('a gap moves what comes after it', () => {
  expect(placed([0, 140, 240]).map(({ position }) => position)).toEqual([0, 140, 240]);
});

test('what lies in what came before is left out', () => {
  expect(placed([0, 60, 160, 20])).toEqual([
    { position: 0, overlap: 0 },
    { position: 100, overlap: 40 },
    { position: 160, overlap: 0 },
    { position: 260, overlap: 100 },
  ]);
});

test('a clock that drifts is followed once it is off by more than the tolerance', () => {
  const positions = placed([0, 104, 208, 312, 416]).map(({ position }) => position);
  expect(positions).toEqual([0, 100, 200, 312, 412]);
});
