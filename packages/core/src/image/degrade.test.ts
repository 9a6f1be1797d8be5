import { expect, test } from 'vitest';
import { degrade } from './degrade.ts';
import type { RgbImage } from './image.ts';

const [WIDTH, HEIGHT] = [60, 40];
const pixels = (of: (x: number, y: number) => number): RgbImage => ({
  ...{ width: WIDTH, height: HEIGHT },
  data: Uint8Array.from({ length: 3 * WIDTH * HEIGHT }, (_, i) => {
    const pixel = Math.floor(i / 3);
    return of(pixel % WIDTH, Math.floor(pixel / WIDTH));
  }),
});
const at = ({ data }: RgbImage, x: number, y: number) => data[3 * (y * WIDTH + x)];
const grey = pixels(() => 128);
const edge = pixels((x) => (x < 30 ? 0 : 200));

test('blur is a Gaussian: an edge becomes its integral, and an even picture stays', () => {
  expect(degrade(grey, { kind: 'blur', level: 5 }, null).data).toEqual(grey.data);
  // 5 % of 40 pixels: a standard deviation of 2. Half a pixel off the edge the integral is 0.4013, two off 0.1056.
  const soft = degrade(edge, { kind: 'blur', level: 5 }, null);
  expect(at(soft, 29, 20)).toBeGreaterThan(76);
  expect(at(soft, 29, 20)).toBeLessThan(84);
  expect(at(soft, 26, 20)).toBeGreaterThan(6);
  expect(at(soft, 26, 20)).toBeLessThan(12);
});

test('darkness takes away light, not grey levels', () => {
  // Half the light of 188 (0.503 linear) is 0.2515: 138 as sRGB has it.
  expect(
    at(
      degrade(
        pixels(() => 188),
        { kind: 'darkness', level: 0.5 },
        null,
      ),
      1,
      1,
    ),
  ).toBeCloseTo(138, -0.5);
  expect(degrade(grey, { kind: 'darkness', level: 0 }, null).data).toEqual(grey.data);
});

test('a turn of a quarter goes clockwise, and a shift to the right', () => {
  const mark = pixels((x, y) => (y === 10 && x === 30 ? 255 : 0));
  const turned = degrade(mark, { kind: 'rotation', level: 90 }, null);
  // Ten pixels above the middle becomes ten to the right of it.
  const [mx, my] = [29.5 + 9.5, 19.5 + 0.5];
  expect(at(turned, Math.round(mx), Math.round(my))).toBeGreaterThan(100);
  const moved = degrade(mark, { kind: 'shift', level: 10 }, null);
  expect(at(moved, 36, 10)).toBe(255);
});

test('noise has its deviation, and is the same each time', () => {
  const one = degrade(grey, { kind: 'noise', level: 20 }, null);
  expect(one).toEqual(degrade(grey, { kind: 'noise', level: 20 }, null));
  const spread = Math.sqrt(one.data.reduce((sum, value) => sum + (value - 128) ** 2, 0) / one.data.length);
  expect(spread).toBeGreaterThan(19);
  expect(spread).toBeLessThan(21);
});

test('covering begins at the chin, and needs a face', () => {
  const face = { left: 10, top: 5, right: 50, bottom: 35 };
  const half = degrade(edge, { kind: 'covering', level: 0.5 }, face);
  expect([at(half, 20, 19), at(half, 20, 21), at(half, 20, 35), at(half, 20, 36)]).toEqual([0, 150, 150, 0]);
  expect(at(half, 55, 30)).toBe(200);
  expect(degrade(edge, { kind: 'covering', level: 0.5 }, null)).toBe(edge);
});
