import { describe, expect, it } from 'vitest';
import { boxBlur, gaussianBlur } from './filter.ts';

const [width, height] = [9, 7];
const values = Float32Array.from({ length: width * height }, (_, i) => ((i * 37) % 23) - 11);
const clampTo = (value: number, last: number): number => Math.min(last, Math.max(0, value));

describe('a blur', () => {
  it('leaves an even picture as it is, to its edges', () => {
    const even = new Float32Array(3 * width * height).fill(-2.5);
    const blurred = Float32Array.from(even);
    boxBlur(blurred, 3 * width, height, 4, 2);
    gaussianBlur(blurred, width, height, 3, 1.3);
    for (const value of blurred) expect(value).toBeCloseTo(-2.5, 5);
  });

  it('by a running mean is the mean of a square, where beyond the edge the nearest value counts', () => {
    const blurred = Float32Array.from(values);
    boxBlur(blurred, width, height, 2, 1);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        let sum = 0;
        for (let j = -2; j <= 2; j++) {
          for (let i = -2; i <= 2; i++)
            sum += values[clampTo(y + j, height - 1) * width + clampTo(x + i, width - 1)];
        }
        expect(blurred[y * width + x]).toBeCloseTo(sum / 25, 4);
      }
    }
  });

  it('by a Gaussian weighs each channel by distance', () => {
    const sigma = 0.8;
    const colours = Float32Array.from({ length: 2 * values.length }, (_, i) =>
      i % 2 === 0 ? values[i >> 1] : 0,
    );
    gaussianBlur(colours, width, height, 2, sigma);
    const weight = (d: number): number => (Math.abs(d) > 2 ? 0 : Math.exp(-0.5 * (d / sigma) ** 2));
    let total = 0;
    for (let d = -2; d <= 2; d++) total += weight(d);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        let sum = 0;
        for (let j = -2; j <= 2; j++) {
          for (let i = -2; i <= 2; i++) {
            const value = values[clampTo(y + j, height - 1) * width + clampTo(x + i, width - 1)];
            sum += (weight(i) * weight(j) * value) / total ** 2;
          }
        }
        expect(colours[2 * (y * width + x)]).toBeCloseTo(sum, 4);
        expect(colours[2 * (y * width + x) + 1]).toBe(0);
      }
    }
  });

  it('of no width leaves everything as it is', () => {
    const same = Float32Array.from(values);
    boxBlur(same, width, height, 0, 2);
    gaussianBlur(same, width, height, 1, 0);
    expect(same).toEqual(values);
  });
});
