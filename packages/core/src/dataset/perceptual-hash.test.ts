import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RgbImage } from '../image/image.ts';
import { randomFrom } from '../numbers/random.ts';
import { DIFFERENCE_HASH_BITS, differenceHash, hashDistance } from './perceptual-hash.ts';

/** Smooth blobs: a picture whose grey changes slowly, as faces do. */
function blobs(seed: number, width: number, height: number, gain = 1): RgbImage {
  const random = randomFrom('blobs', seed);
  const centres = Array.from({ length: 12 }, () => [random.next(), random.next(), random.next() * 2 - 1]);
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let value = 110;
      for (const [cx, cy, weight] of centres) {
        const square = ((x + 0.5) / width - cx) ** 2 + ((y + 0.5) / height - cy) ** 2;
        value += 90 * weight * Math.exp(-square / 0.02);
      }
      data.fill(Math.max(0, Math.min(255, gain * value)), (y * width + x) * 3, (y * width + x) * 3 + 3);
    }
  }
  return { width, height, data };
}

test('a scaled and a lighter copy keep nearly all bits, another picture does not', () => {
  const distances = { scaled: [] as number[], lighter: [] as number[], other: [] as number[] };
  for (let seed = 0; seed < 10; seed++) {
    const hash = differenceHash(blobs(seed, 170, 160));
    distances.scaled.push(hashDistance(hash, differenceHash(blobs(seed, 340, 320))));
    distances.lighter.push(hashDistance(hash, differenceHash(blobs(seed, 170, 160, 1.1))));
    distances.other.push(hashDistance(hash, differenceHash(blobs(seed + 100, 170, 160))));
  }
  expect(Math.max(...distances.scaled)).toBeLessThanOrEqual(8);
  expect(Math.max(...distances.lighter)).toBeLessThanOrEqual(20);
  expect(Math.min(...distances.other)).toBeGreaterThan(60);
});

test('the distance is a count of bits', () => {
  const words = fc.uint32Array({ minLength: 8, maxLength: 8 });
  fc.assert(
    fc.property(words, words, (a, b) => {
      let bits = 0;
      for (let i = 0; i < a.length; i++) {
        for (let bit = 0; bit < 32; bit++) bits += ((a[i] ^ b[i]) >>> bit) & 1;
      }
      expect(hashDistance(a, b)).toBe(bits);
      expect(hashDistance(b, a)).toBe(bits);
      expect(hashDistance(a, a)).toBe(0);
    }),
  );
  expect(hashDistance(new Uint32Array(8), new Uint32Array(8).fill(0xffffffff))).toBe(DIFFERENCE_HASH_BITS);
});

test('a picture of one pixel has a hash', () => {
  expect(differenceHash({ width: 1, height: 1, data: new Uint8Array(3) })).toEqual(new Uint32Array(8));
});
