import { z } from 'zod';

/**
 * What becomes of an image of bytes (RGB, rows from the top) before the network's first layer sees it.
 * It is built into the ONNX file: (value - mean) * scale, in the network's own order of colours.
 */
export const preprocessing = z.strictObject({
  /** Pixels. */
  width: z.int().positive(),
  height: z.int().positive(),
  /** The order in which the network was trained to see colours, or `grey` for luma (ITU-R BT.601). */
  colour: z.enum(['rgb', 'bgr', 'grey']),
  /** Subtracted, 0 to 255: nothing, one number a colour in the network's order, or an image (colours, rows, columns). */
  mean: z.union([z.null(), z.array(z.number()).min(1).max(3), z.instanceof(Float32Array)]),
  /** Multiplied with what is left. */
  scale: z.number().positive(),
  /**
   * How its authors brought pictures to this size, as far as the file says. For the record: a registered face fills the
   * picture, and nothing of it is cropped.
   */
  resizing: z
    .strictObject({
      /** By the file's own word: `bilinear`, `bicubic`. */
      interpolation: z.string().optional(),
      /** Rows and columns that were cropped off a larger picture, in pixels, both sides together. */
      border: z.tuple([z.number(), z.number()]).optional(),
      /** Whether the sides kept their proportion. */
      keptAspect: z.boolean().optional(),
    })
    .optional(),
});

/** What becomes of a picture before a network sees it; see `preprocessing`. */
export type Preprocessing = z.infer<typeof preprocessing>;

/** What is expected behind the preprocessing of a picture whose bytes are evenly spread over 0 to 255. */
export function expectedInput({ mean, scale }: Preprocessing): { mean: number; meanSquare: number } {
  const subtracted =
    mean === null ? 0 : Float64Array.from(mean).reduce((sum, each) => sum + each, 0) / mean.length;
  const centre = 127.5 - subtracted;
  return { mean: centre * scale, meanSquare: scale ** 2 * (centre ** 2 + 255 ** 2 / 12) };
}
