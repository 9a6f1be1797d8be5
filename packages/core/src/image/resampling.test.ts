import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import goldens from './goldens/image.json' with { type: 'json' };
import { type RgbImage, toGrey } from './image.ts';
import { resizeGrey, resizeRgb } from './resize.ts';
import type { ResizeMethod } from './taps.ts';
import { type Border, cropRgb, rotateRgb, warpGrey, warpRgb } from './warp.ts';

interface Packed {
  readonly shape: readonly number[];
  readonly base64: string;
}

function bytes(packed: Packed): Uint8Array {
  return Uint8Array.from(atob(packed.base64), (c) => c.charCodeAt(0));
}

function picture(packed: Packed): RgbImage {
  return { width: packed.shape[1], height: packed.shape[0], data: bytes(packed) };
}

/** The largest and the mean difference of two arrays of the same length, in grey levels. */
function difference(a: Uint8Array, b: Uint8Array): { most: number; mean: number } {
  expect(a.length).toBe(b.length);
  let most = 0;
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    most = Math.max(most, Math.abs(a[i] - b[i]));
    sum += Math.abs(a[i] - b[i]);
  }
  return { most, mean: sum / a.length };
}

const source = picture(goldens.picture);

describe('colour to grey', () => {
  test("equals OpenCV's cvtColor", () => {
    expect(toGrey(source).data).toEqual(bytes(goldens.grey));
  });
});

describe('resize', () => {
  test.each(goldens.resize)('agrees with OpenCV: $width x $height, $method', (golden) => {
    const method: ResizeMethod = golden.method === 'area' ? 'area' : 'bilinear';
    const resized = resizeRgb(source, golden.width, golden.height, method);
    const { most, mean } = difference(resized.data, bytes(golden.pixels));
    // OpenCV rounds its weights (2^-11) and, for fractional areas, halves to even.
    expect(most).toBeLessThanOrEqual(1);
    expect(mean).toBeLessThan(0.2);
  });

  test('leaves a picture of one colour as it is, whatever the size', () => {
    const size = fc.integer({ min: 1, max: 40 });
    const method = fc.constantFrom<ResizeMethod>('area', 'bilinear');
    fc.assert(
      fc.property(size, size, size, size, fc.nat(255), method, (w0, h0, w1, h1, level, how) => {
        const flat = { width: w0, height: h0, data: new Uint8Array(w0 * h0).fill(level) };
        expect(resizeGrey(flat, w1, h1, how).data).toEqual(new Uint8Array(w1 * h1).fill(level));
      }),
    );
  });

  test('refuses a size that is none', () => {
    expect(() => resizeRgb(source, 0, 5, 'area')).toThrow(RangeError);
    expect(() => resizeRgb(source, 5.5, 5, 'area')).toThrow(RangeError);
  });
});

describe('warp', () => {
  test.each(goldens.warp)('agrees with $name, border $border', (golden) => {
    const border: Border = golden.border === 'replicate' ? 'replicate' : 0;
    const warped = warpRgb(source, golden.map, golden.width, golden.height, border);
    const { most, mean } = difference(warped.data, bytes(golden.pixels));
    // scikit-image computes in float64, as we do. OpenCV rounds every position to 1/32 pixel, which on this picture,
    // whose neighbours differ by up to some 100 levels, is worth a few levels.
    if (golden.name.startsWith('scikit-image')) {
      expect(most).toBeLessThanOrEqual(1); // where a value lies within rounding of a half
      expect(mean).toBeLessThan(0.001);
    } else {
      expect(most).toBeLessThanOrEqual(2);
      expect(mean).toBeLessThan(0.2);
    }
  });

  test.each(goldens.shrink)('is free of aliasing when it shrinks by $scale', (golden) => {
    const big = picture(goldens.big);
    const shrunk = warpRgb(big, golden.map, golden.width, golden.height, 'replicate');
    const { most, mean } = difference(shrunk.data, bytes(golden.pixels));
    // The reference averages 12 x 12 samples of scikit-image a pixel.
    expect(mean).toBeLessThan(1.2);
    expect(most).toBeLessThan(6);
  });

  test("equals OpenCV's area means where it shrinks by a whole number", () => {
    const golden = goldens.resize[0];
    const third = { a: 3, b: 0, c: 1, d: 0, e: 3, f: 1 };
    const { most } = difference(warpRgb(source, third, 16, 12).data, bytes(golden.pixels));
    expect(most).toBe(0);
  });

  test('moves pixels exactly at whole translations and quarter turns', () => {
    const corner = cropRgb(source, 5, 7, 20, 10);
    for (let y = 0; y < 10; y++) {
      const from = ((y + 7) * source.width + 5) * 3;
      expect(corner.data.subarray(y * 60, y * 60 + 60)).toEqual(source.data.subarray(from, from + 60));
    }
    const right = rotateRgb(source, 90);
    expect([right.width, right.height]).toEqual([source.height, source.width]);
    // The top-left pixel moves to the top right.
    expect(right.data.subarray((right.width - 1) * 3, right.width * 3)).toEqual(source.data.subarray(0, 3));
    const back = rotateRgb(rotateRgb(rotateRgb(right, 90), 450), -270);
    expect(back.data).toEqual(source.data);
  });

  test('does not change the picture and refuses a map that is not finite', () => {
    const before = source.data.slice();
    const grey = toGrey(source);
    warpGrey(grey, { a: 5, b: 0, c: -300, d: 0, e: 5, f: 1000 }, 8, 8, 'replicate');
    expect(source.data).toEqual(before);
    expect(() => warpRgb(source, { a: Number.NaN, b: 0, c: 0, d: 0, e: 1, f: 0 }, 8, 8)).toThrow(RangeError);
  });
});
