import { expect, test } from 'vitest';
import { faceLight } from './light.ts';

test('the light counts the masked pixels alone', () => {
  const grey = { width: 6, height: 1, data: Uint8Array.of(0, 4, 5, 255, 0, 9) };
  expect(faceLight(grey, Uint8Array.of(1, 1, 1, 1, 0, 0))).toMatchObject({ dark: 0.5, bright: 0.25 });
  expect(faceLight(grey, new Uint8Array(6))).toEqual({ dark: 0, bright: 0, brightness: 0, evenness: 0 });
});

test.each([
  [100, 100, 1],
  [40, 160, 0.25],
  [160, 40, 0.25],
])('of halves of %i and %i grey levels the evenness is %f', (right, left, evenness) => {
  const data = Uint8Array.from({ length: 64 }, (_, i) => (i % 8 < 4 ? right : left));
  const light = faceLight({ width: 8, height: 8, data }, new Uint8Array(64).fill(1));
  expect(light.evenness).toBeCloseTo(evenness, 12);
  expect(light.brightness).toBe(Math.max(right, left));
});
