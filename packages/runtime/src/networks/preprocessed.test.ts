import { type RgbImage, randomFrom } from '@wince/core';
import type { Preprocessing } from '@wince/networks';
import { expect, test } from 'vitest';
import { preprocessed } from './preprocessed.ts';

const [WIDTH, HEIGHT] = [5, 3];
const PIXELS = WIDTH * HEIGHT;
const COLOURS = { rgb: [0, 1, 2], bgr: [2, 1, 0] } as const;

const random = randomFrom('preprocessing');
const image: RgbImage = {
  width: WIDTH,
  height: HEIGHT,
  data: Uint8Array.from({ length: PIXELS * 3 }, () => random.below(256)),
};
const average = Float32Array.from({ length: PIXELS * 3 }, () => 255 * random.next());

/** Written out: channel c of the network is the colour that stands there in its order. */
function expected({ colour, mean, scale }: Preprocessing, { data }: RgbImage): number[] {
  return Array.from({ length: (colour === 'grey' ? 1 : 3) * PIXELS }, (_, i) => {
    const [c, p] = [Math.floor(i / PIXELS), i % PIXELS];
    const [r, g, b] = data.subarray(3 * p, 3 * p + 3);
    const value = colour === 'grey' ? 0.299 * r + 0.587 * g + 0.114 * b : data[3 * p + COLOURS[colour][c]];
    return (value - (mean === null ? 0 : mean.length > 3 ? mean[i] : mean[c])) * scale;
  });
}

const size = { width: WIDTH, height: HEIGHT };
const cases: readonly Preprocessing[] = [
  { ...size, colour: 'rgb', mean: null, scale: 1 / 255 },
  { ...size, colour: 'rgb', mean: [129.1863, 104.7624, 93.594], scale: 1 },
  { ...size, colour: 'rgb', mean: average, scale: 1 },
  { ...size, colour: 'bgr', mean: null, scale: 1 },
  { ...size, colour: 'bgr', mean: [93.594, 104.7624, 129.1863], scale: 1 },
  { ...size, colour: 'bgr', mean: average, scale: 1 / 128 },
  { ...size, colour: 'grey', mean: null, scale: 1 },
  { ...size, colour: 'grey', mean: [127.5], scale: 1 / 127.5 },
];
const named = cases.map((each) => {
  const mean = each.mean === null ? 'no mean' : each.mean.length > 3 ? 'an average picture' : 'a mean colour';
  return [each.colour, mean, each] as const;
});

test.each(named)(
  '%s with %s is what stands in the graph, and red and blue swapped are not',
  async (_, __, own) => {
    const found = await preprocessed(own, image);
    const wanted = expected(own, image);
    expect(found.length).toBe(wanted.length);
    expect(worst(found, wanted)).toBeLessThan(1e-4 * Math.max(1, own.scale));
    const swapped = { ...image, data: image.data.map((_, i, all) => all[i - (i % 3) + 2 - (i % 3)]) };
    expect(worst(await preprocessed(own, swapped), wanted)).toBeGreaterThan(10 * own.scale);
  },
);

test('a mean in the other order of colours is another preprocessing', async () => {
  const own: Preprocessing = { ...size, colour: 'bgr', mean: [93.594, 104.7624, 129.1863], scale: 1 };
  const wrong: Preprocessing = { ...own, mean: [129.1863, 104.7624, 93.594] };
  expect(worst(await preprocessed(wrong, image), expected(own, image))).toBeCloseTo(129.1863 - 93.594, 3);
});

function worst(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a, (value, i) => Math.abs(value - b[i])).reduce((most, each) => Math.max(most, each), 0);
}
