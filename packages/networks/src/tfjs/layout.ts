import type { Padding, Pair, Weights } from '../graph/graph.ts';
import type { Constant } from './weights.ts';

/** Filters [height, width, input, output] as [output, input, height, width]. */
export function convolutionFilters({ dims, data }: Constant): Weights {
  const [height, width, input, output] = dims;
  const out = new Float32Array(data.length);
  let i = 0;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < input; c++)
        for (let o = 0; o < output; o++) out[((o * input + c) * height + y) * width + x] = data[i++];
  return { dims: [output, input, height, width], data: out };
}

/** Filters [height, width, channels, multiplier] as [channels * multiplier, 1, height, width]. */
export function depthwiseFilters({ dims, data }: Constant): Weights {
  const [height, width, channels, multiplier] = dims;
  const { data: out } = convolutionFilters({ dims: [height, width, 1, channels * multiplier], data });
  return { dims: [channels * multiplier, 1, height, width], data: out };
}

/** A matrix [inputs, outputs] as [outputs, inputs]. */
export function transposed({ dims, data }: Constant): Weights {
  const { data: out } = convolutionFilters({ dims: [1, 1, ...dims], data });
  return { dims: [dims[1], dims[0]], data: out };
}

/**
 * The zeros that TensorFlow puts around a map for `SAME`: so many that the output has ceil(size / stride) rows;
 * an odd one goes to the bottom and right.
 */
export function samePadding(size: Pair, extent: Pair, strides: Pair): Padding {
  const [top, bottom] = sameAlong(size[0], extent[0], strides[0]);
  const [left, right] = sameAlong(size[1], extent[1], strides[1]);
  return { top, left, bottom, right };
}

function sameAlong(size: number, extent: number, stride: number): Pair {
  const total = Math.max((Math.ceil(size / stride) - 1) * stride + extent - size, 0);
  const before = Math.floor(total / 2);
  return [before, total - before];
}

/** Axes of [height, width, channels] as those of [channels, height, width]. */
export const HWC_TO_CHW: readonly number[] = [2, 0, 1];
/** And back. */
export const CHW_TO_HWC: readonly number[] = [1, 2, 0];
