import { z } from 'zod';

/**
 * Parameters of dense optical flow by polynomial expansion. The defaults are those that the golden fields were made
 * with: OpenCV's documented choice of neighbourhood and sigma (5 and 1.2), and a window of 15 pixels, which on a face
 * of some 250 pixels is about the width of an eye.
 */
export const flowParameters = z.strictObject({
  pyramidScale: z
    .number()
    .min(0.1)
    .max(0.95)
    .default(0.5)
    .describe(
      'The size of a level of the pyramid over that of the level below it. 0.5: each level is half as wide.',
    ),
  levels: z
    .int()
    .min(0)
    .max(10)
    .default(3)
    .describe(
      'Levels above the picture itself. Levels less than `smallest` pixels wide or high are left out. With 3, a movement of some 8 times the neighbourhood is still found, more than a face makes between two frames.',
    ),
  smallest: z
    .int()
    .min(8)
    .default(32)
    .describe(
      'Pixels: no level is less wide or high than this; below, windows would see more border than picture.',
    ),
  window: z
    .int()
    .min(3)
    .max(101)
    .refine((side) => side % 2 === 1, 'each side of a window must have an odd number of pixels')
    .default(15)
    .describe(
      'Pixels: the side of the window over which neighbours are taken to move alike. Odd, so that it has a middle.',
    ),
  windowKind: z
    .enum(['box', 'gaussian'])
    .default('box')
    .describe(
      '`box` weighs all pixels of a window alike; `gaussian` with a deviation of 0.3 of half its side: slower, smoother.',
    ),
  iterations: z
    .int()
    .min(1)
    .max(20)
    .default(3)
    .describe('Estimates at each level, each beginning at the last.'),
  neighbourhood: z
    .int()
    .min(2)
    .max(15)
    .default(5)
    .describe('Pixels to each side that the polynomial of a pixel is fitted to.'),
  sigma: z
    .number()
    .min(0.3)
    .max(10)
    .default(1.2)
    .describe(
      'Pixels: the deviation of the Gaussian that weighs the neighbourhood. 1.1 to 1.5 for neighbourhoods of 5 to 7.',
    ),
});
