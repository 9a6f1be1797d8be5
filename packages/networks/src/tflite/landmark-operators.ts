import { toObject } from 'flatbuffers/js/flexbuffers.js';
import { z } from 'zod';
import type { TfliteReading } from './reading.ts';

const index = z.int().min(0);
const side = z.int().min(1).max(1024);

const matrixOptions = z.object({
  subset_idxs: z.array(index).min(2),
  left_rotation_idx: index,
  right_rotation_idx: index,
  // The reader of flexbuffers gives null for a float that is 0.
  target_rotation_radians: z
    .number()
    .nullable()
    .transform((angle) => angle ?? 0),
  output_height: side,
  output_width: side,
  scale_x: z.number().positive(),
  scale_y: z.number().positive(),
});

const mapOptions = z.object({ output_height: side, output_width: side });

/**
 * The operators that MediaPipe added for its face mesh with attention: where a region lies by the landmarks so far, the part of
 * a map that shows it upright, and what was found there back in the picture. Their second version is read.
 *
 * @source Grishchenko et al. 2020, arXiv:2006.10962; the operators of MediaPipe (Apache-2.0)
 */
export const landmarkOperators: Readonly<Record<string, (reading: TfliteReading) => void>> = {
  Landmarks2TransformMatrix(reading) {
    const options = optionsOf(reading, matrixOptions);
    const [count] = reading.shape(0);
    const points = [...options.subset_idxs, options.left_rotation_idx, options.right_rotation_idx];
    const beyond = points.find((point) => point >= count);
    if (beyond !== undefined) reading.fail(`landmark ${beyond} is named, but there are ${count} landmarks.`);
    reading.add(
      {
        kind: 'region-matrix',
        points: options.subset_idxs,
        from: options.left_rotation_idx,
        to: options.right_rotation_idx,
        angle: options.target_rotation_radians,
        size: [options.output_height, options.output_width],
        enlargement: [options.scale_y, options.scale_x],
      },
      reading.inputs,
    );
  },
  TransformTensorBilinear(reading) {
    const options = optionsOf(reading, mapOptions);
    reading.add({ kind: 'cut-region', size: [options.output_height, options.output_width] }, reading.inputs);
  },
  TransformLandmarks(reading) {
    checkVersion(reading);
    reading.add({ kind: 'transform-points' }, reading.inputs);
  },
};

function optionsOf<Options>(reading: TfliteReading, schema: z.ZodType<Options>): Options {
  checkVersion(reading);
  const parsed = schema.safeParse(flexible(reading));
  if (parsed.success) return parsed.data;
  return reading.fail(`its options cannot be read: ${z.prettifyError(parsed.error)}.`);
}

function checkVersion({ operator, version, unsupported }: TfliteReading): void {
  if (version !== 2)
    unsupported(`the operator ${operator} cannot be read in version ${version}, only in version 2.`);
}

/** What the flexbuffer holds; its reader throws errors of its own where it is damaged. */
function flexible({ customOptions, fail }: TfliteReading): unknown {
  try {
    // Not `slice`: that of a Buffer is no copy.
    return toObject(Uint8Array.from(customOptions).buffer);
  } catch (error) {
    return fail(
      `its options are not a flexbuffer: ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
}
