import { describe, expect, test } from 'vitest';
import goldens from './goldens/sharpness.json' with { type: 'json' };
import { halved, sharpness } from './sharpness.ts';

const bytes = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));

describe('sharpness', () => {
  const mask = bytes(goldens.mask);
  const measure = (data: Uint8Array): number => sharpness({ width: 64, height: 64, data }, mask);

  test.each(goldens.pictures)('agrees with OpenCV, blurred by $sigma', ({ grey, sharpness: expected }) => {
    expect(measure(bytes(grey))).toBeCloseTo(expected, 10);
  });

  test('does not depend on contrast, and is 0 for one grey', () => {
    const sharp = bytes(goldens.pictures[0].grey);
    const pale = sharp.map((value) => 60 + (value >> 2) * 2);
    const full = sharp.map((value) => (value >> 2) * 4);
    expect(measure(pale)).toBeCloseTo(measure(full), 10);
    expect(measure(new Uint8Array(4096).fill(77))).toBe(0);
  });

  test('hardly depends on where the light comes from', () => {
    const sharp = bytes(goldens.pictures[0].grey);
    // From full light on one side to a fifth of it on the other.
    const lit = sharp.map((value, i) => value * (1 - (0.8 * (i % 64)) / 63));
    expect(measure(lit) / measure(sharp)).toBeGreaterThan(0.85);
    expect(measure(lit) / measure(sharp)).toBeLessThan(1.2);
  });
});

test('a picture is halved by the means of four pixels, and its mask where all four are inside', () => {
  const data = Uint8Array.of(0, 10, 200, 200, 9, 20, 30, 200, 201, 9);
  const { image, mask } = halved({ width: 5, height: 2, data }, Uint8Array.of(1, 1, 1, 1, 1, 1, 1, 1, 0, 1));
  expect(image).toEqual({ width: 2, height: 1, data: Uint8Array.of(15, 200) });
  expect(mask).toEqual(Uint8Array.of(1, 0));
});
