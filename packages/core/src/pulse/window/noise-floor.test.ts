import { expect, test } from 'vitest';
import { randomFrom } from '../../numbers/random.ts';
import { heightsOverNoise } from './noise-floor.ts';

const STEP = 0.03;

/** Noise whose power falls with the square of the frequency, each bin with two degrees of freedom. */
function falling(seed: number): Float64Array {
  const random = randomFrom('falling noise', seed);
  return Float64Array.from({ length: 500 }, (_, k) => {
    const size = 1 / Math.max(1, k * STEP);
    return (size * random.normal()) ** 2 + (size * random.normal()) ** 2;
  });
}

const meanBetween = (heights: Float64Array, from: number, to: number) => {
  const part = heights.slice(Math.round(from / STEP), Math.round(to / STEP));
  return part.reduce((sum, value) => sum + value, 0) / part.length;
};

test('noise that falls with the frequency is as high at both ends of the band, and a line stands out', () => {
  const low: number[] = [];
  const high: number[] = [];
  for (let seed = 0; seed < 40; seed++) {
    const heights = heightsOverNoise(falling(seed), STEP);
    low.push(meanBetween(heights, 1.2, 2));
    high.push(meanBetween(heights, 3.2, 4));
  }
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  expect(Math.abs(mean(low) - mean(high))).toBeLessThan(0.15);
  const power = falling(41);
  power[80] += 100 / (80 * STEP) ** 2;
  const heights = heightsOverNoise(power, STEP);
  expect(heights[80]).toBeGreaterThan(8);
  expect(heights.indexOf(Math.max(...heights))).toBe(80);
  expect(meanBetween(heights, 1.2, 2)).toBeLessThan(4);
});
