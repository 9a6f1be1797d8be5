import { CHANNELS, type Colours } from '../colour-trace.ts';

/** Size of the pulse of blood in red, green and blue, as a share of the level of each, but for a factor. @source de Haan and van Leest 2014, doi:10.1088/0967-3334/35/9/1913 */
export const BLOOD = [0.33, 0.77, 0.53] as const;

/** The mean of a signal from `from` to `to`, the last one not among them. */
export function meanOf(signal: Float64Array, from = 0, to: number = signal.length): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += signal[i];
  return sum / (to - from);
}

/** The standard deviation of a signal from `from` to `to`, divided by their number. */
export function standardDeviation(signal: Float64Array, from = 0, to: number = signal.length): number {
  const mean = meanOf(signal, from, to);
  let squares = 0;
  for (let i = from; i < to; i++) squares += (signal[i] - mean) ** 2;
  return Math.sqrt(squares / (to - from));
}

/** Each channel divided by its mean, less 1: by which share the level is above it. */
export function relativeTo(colours: Colours): Colours {
  return mapped(colours, (signal) => {
    const mean = meanOf(signal);
    return signal.map((level) => level / mean - 1);
  });
}

/** The same done to each channel. */
export function mapped(colours: Colours, change: (signal: Float64Array) => Float64Array): Colours {
  return { red: change(colours.red), green: change(colours.green), blue: change(colours.blue) };
}

/** Inner products of the channels with each other: 3 x 3, row by row. */
export function productsOf(colours: Colours): Float64Array {
  const products = new Float64Array(9);
  CHANNELS.forEach((a, row) => {
    CHANNELS.forEach((b, column) => {
      let sum = 0;
      for (let i = 0; i < colours[a].length; i++) sum += colours[a][i] * colours[b][i];
      products[3 * row + column] = sum;
    });
  });
  return products;
}

/** A weighted sum of the channels. */
export function weighted({ red, green, blue }: Colours, weights: ArrayLike<number>): Float64Array {
  return red.map((level, i) => weights[0] * level + weights[1] * green[i] + weights[2] * blue[i]);
}
