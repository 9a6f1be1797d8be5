/** What lies between two values. */
export interface Range {
  readonly least: number;
  readonly most: number;
}

/** How whole numbers from 0 to 255 stand for values: `scale * (number - zero)`. */
export interface Steps {
  /** float32. */
  readonly scale: number;
  readonly zero: number;
}

/**
 * Weights take 129 whole numbers, -64 to 64, in the place of 255: a processor without instructions for sums of products of bytes (x86 with AVX2 alone)
 * adds two products in 16 bits, and 2 * 255 * 64 fits there, while 2 * 255 * 127 does not. So the network gives the same numbers on each.
 */
const MOST_WEIGHT = 64;

/** Biases stay below this, so that a sum in 32 bits does not overflow. */
const MOST_BIAS = 2 ** 30;

/** The steps of activations in a range, 0 being one of them. */
export function stepsOf({ least, most }: Range): Steps {
  const [low, high] = [Math.min(0, least), Math.max(0, most)];
  const scale = Math.fround((high - low) / 255);
  // A range of nothing, or of what float32 does not tell from nothing.
  if (!(scale > 0)) return { scale: 1, zero: 0 };
  return { scale, zero: Math.min(255, Math.max(0, Math.round(-low / scale))) };
}

/** Weights of outputs, each with a scale of its own. */
export interface QuantisedWeights {
  readonly values: Int8Array;
  /** float32, one an output. */
  readonly scales: Float32Array;
  /** In units of the scale of the input times that of the output. */
  readonly bias: Int32Array;
}

/** Weights and biases of the outputs of a convolution or a matrix. */
export interface OutputWeights {
  /** Row-major. */
  readonly values: Float32Array;
  /** [outputs, inputs, ...]: of a convolution in groups the inputs of one group, then rows and columns. */
  readonly dims: readonly number[];
  /** One an output. */
  readonly bias: Float32Array;
}

/**
 * Weights as whole numbers from -64 to 64, symmetric about 0, with a scale for each output, and biases in 32 bits.
 *
 * Rounding moves what comes out by the rounding of each weight times the mean of what it is multiplied with; the bias takes that back.
 *
 * @param inputScale of the activations that the weights are multiplied with
 * @param means of the channels that go in, in the order of the groups of a convolution; the bias stays as it is where they are not known
 * @source Nagel et al. 2019, doi:10.1109/ICCV.2019.00141 (bias correction)
 */
export function quantiseWeights(
  { values, bias, dims }: OutputWeights,
  inputScale: number,
  means: Float64Array = new Float64Array(),
): QuantisedWeights {
  const outputs = bias.length;
  const [, inputs] = dims;
  const groups = means.length / inputs;
  const each = values.length / outputs;
  const quantised = new Int8Array(values.length);
  const scales = new Float32Array(outputs);
  const biases = new Int32Array(outputs);
  for (let o = 0; o < outputs; o++) {
    const own = values.subarray(o * each, (o + 1) * each);
    let largest = 0;
    for (const value of own) largest = Math.max(largest, Math.abs(value));
    const needed = Math.abs(bias[o]) / (inputScale * MOST_BIAS);
    scales[o] = Math.max(largest / MOST_WEIGHT, needed) || 1;
    const scale = scales[o];
    let moved = 0;
    const first = Math.floor((o * groups) / outputs) * inputs;
    for (let i = 0; i < each; i++) {
      const steps = Math.max(-MOST_WEIGHT, Math.min(MOST_WEIGHT, Math.round(own[i] / scale)));
      quantised[o * each + i] = steps;
      const mean = means[first + Math.floor((i * inputs) / each)] ?? 0;
      moved += (own[i] - scale * steps) * mean;
    }
    biases[o] = Math.round((bias[o] + moved) / (inputScale * scale));
  }
  return { values: quantised, scales, bias: biases };
}
