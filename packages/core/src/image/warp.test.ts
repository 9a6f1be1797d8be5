import { expect, it } from 'vitest';
import { randomFrom } from '../numbers/random.ts';
import { type Border, warpRgb } from './warp.ts';

/* A large warp goes through WebAssembly, a row of it through plain loops. Maps of 64ths are exact, so a shift changes no rounding. */
it.each<[Border, number]>([
  [0, 1],
  [128, 2],
  ['replicate', 3],
])('gives a row of a large picture as the row alone, border %s', (border, seed) => {
  const random = randomFrom('rows of a warp', String(seed));
  const [width, height, side] = [300, 260, 180];
  const image = {
    width,
    height,
    data: Uint8Array.from({ length: 3 * width * height }, () => random.below(256)),
  };
  const part = (bound: number) => (random.below(2 * bound) - bound) / 64;
  for (let n = 0; n < 6; n++) {
    const map = {
      a: 1 + part(40),
      b: part(40),
      c: 60 + part(6000),
      d: part(40),
      e: 1 + part(40),
      f: 60 + part(6000),
    };
    const whole = warpRgb(image, map, side, side, border).data;
    for (let y = 0; y < side; y += 7) {
      const shifted = { ...map, c: map.c + map.b * y, f: map.f + map.e * y };
      const row = warpRgb(image, shifted, side, 1, border).data;
      expect(whole.subarray(3 * side * y, 3 * side * (y + 1))).toEqual(row);
    }
  }
});
