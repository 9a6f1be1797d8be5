import type { RgbImage } from '../image/image.ts';

/** Bits of a difference hash: 16 rows of 16 comparisons. */
export const DIFFERENCE_HASH_BITS = 256;

const CELLS = 16;

/**
 * Difference hash of a picture: its grey values are averaged over 17 x 16 cells, and each bit says whether a cell is
 * darker than its right neighbour. A copy that was scaled, compressed or lightened keeps nearly all bits.
 *
 * @returns 8 words of 32 bits; compare them with `hashDistance`
 */
export function differenceHash({ width, height, data }: RgbImage): Uint32Array {
  const columns = CELLS + 1;
  const sums = new Float64Array(columns * CELLS);
  const counts = new Uint32Array(columns * CELLS);
  for (let y = 0; y < height; y++) {
    const row = Math.floor((y * CELLS) / height) * columns;
    for (let x = 0, i = y * width * 3; x < width; x++, i += 3) {
      const cell = row + Math.floor((x * columns) / width);
      sums[cell] += 0.299 * data[i] + 0.587 * data[i + 1] + 0.114 * data[i + 2];
      counts[cell]++;
    }
  }
  const hash = new Uint32Array(DIFFERENCE_HASH_BITS / 32);
  for (let row = 0, bit = 0; row < CELLS; row++) {
    for (let column = 0; column < CELLS; column++, bit++) {
      const left = row * columns + column;
      const darker = sums[left] * counts[left + 1] < sums[left + 1] * counts[left];
      if (darker) hash[bit >>> 5] |= 1 << (bit & 31);
    }
  }
  return hash;
}

/** In how many bits two hashes of the same length differ. */
export function hashDistance(a: Uint32Array, b: Uint32Array): number {
  let distance = 0;
  for (let i = 0; i < a.length; i++) {
    let x = a[i] ^ b[i];
    x -= (x >>> 1) & 0x55555555;
    x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
    distance += (((x + (x >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
  }
  return distance;
}
