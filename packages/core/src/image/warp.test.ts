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

it('beyond each edge a picture goes on with its nearest pixel', () => {
  const random = randomFrom('beyond the edges');
  const [width, height, side, margin] = [7, 5, 24, 20];
  const image = {
    width,
    height,
    data: Uint8Array.from({ length: 3 * width * height }, () => random.below(256)),
  };
  // The same picture with its edges written out.
  const wide = { width: width + 2 * margin, height: height + 2 * margin };
  const written = {
    ...wide,
    data: Uint8Array.from({ length: 3 * wide.width * wide.height }, (_, i) => {
      const pixel = Math.floor(i / 3);
      const x = Math.min(width - 1, Math.max(0, (pixel % wide.width) - margin));
      const y = Math.min(height - 1, Math.max(0, Math.floor(pixel / wide.width) - margin));
      return image.data[3 * (y * width + x) + (i % 3)];
    }),
  };
  for (const map of [
    { a: 1, b: 0, c: -8, d: 0, e: 1, f: -9 },
    { a: 0.875, b: 0.25, c: -9.25, d: -0.25, e: 0.875, f: -5.5 },
    { a: 1.25, b: -0.25, c: -8.75, d: 0.25, e: 1.25, f: -14.5 },
  ]) {
    const inWritten = { ...map, c: map.c + margin, f: map.f + margin };
    expect(warpRgb(image, map, side, side, 'replicate').data).toEqual(
      warpRgb(written, inWritten, side, side, 'replicate').data,
    );
  }
});
