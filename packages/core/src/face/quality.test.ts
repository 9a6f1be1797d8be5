import { describe, expect, test } from 'vitest';
import goldens from './goldens/sharpness.json' with { type: 'json' };
import { clippedShares, sharpness } from './quality.ts';

const bytes = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));

describe('sharpness', () => {
  const mask = bytes(goldens.mask);
  test.each(goldens.pictures)('agrees with OpenCV, blurred by $sigma', ({ grey, sharpness: expected }) => {
    expect(sharpness({ width: 64, height: 64, data: bytes(grey) }, mask)).toBeCloseTo(expected, 10);
  });

  test('does not depend on contrast, and is 0 for one grey', () => {
    const sharp = bytes(goldens.pictures[0].grey);
    const pale = sharp.map((value) => 60 + (value >> 2) * 2);
    const full = sharp.map((value) => (value >> 2) * 4);
    const measure = (data: Uint8Array): number => sharpness({ width: 64, height: 64, data }, mask);
    expect(measure(pale)).toBeCloseTo(measure(full), 10);
    expect(measure(new Uint8Array(4096).fill(77))).toBe(0);
  });
});

test('clipped shares count the masked pixels alone', () => {
  const grey = { width: 5, height: 1, data: Uint8Array.of(0, 4, 5, 255, 0) };
  expect(clippedShares(grey, Uint8Array.of(1, 1, 1, 1, 0))).toEqual({ dark: 0.5, bright: 0.25 });
  expect(clippedShares(grey, new Uint8Array(5))).toEqual({ dark: 0, bright: 0 });
});
