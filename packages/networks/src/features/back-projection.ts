import type { Shape } from '../graph/graph.ts';
import { LEVELS, type Pool } from './pooling.ts';

/**
 * Where in a map [channels, height, width] the values of pooled columns come from: spreads a weight for each column over the positions that
 * it was pooled from, and adds it to `out`. Of a mean each position takes a share by the size of its value in this channel, of a maximum
 * the greatest one takes all; a column of a whole map is one position.
 *
 * @param weights one for each column, in the order of `poolMap`
 * @param out `height * width` sums, which grow by the sum of the weights
 */
export function backProjectMap(
  values: Float32Array,
  shape: Shape,
  pool: Pool,
  weights: Float64Array,
  out: Float64Array,
): void {
  const [channels, height, width] = shape;
  if (pool === 'whole') {
    for (let i = 0; i < weights.length; i++) out[i % (height * width)] += weights[i];
    return;
  }
  const isMaximum = pool === 'max' || pool === 'pyramid';
  const sides: readonly number[] = pool.startsWith('pyramid') ? LEVELS : [1];
  let column = 0;
  for (const side of sides) {
    for (let cell = 0; cell < side * side; cell++) {
      const [row, across] = [Math.floor(cell / side), cell % side];
      const [top, bottom] = [Math.floor((row * height) / side), Math.ceil(((row + 1) * height) / side)];
      const [left, right] = [Math.floor((across * width) / side), Math.ceil(((across + 1) * width) / side)];
      for (let channel = 0; channel < channels; channel++, column++) {
        const weight = weights[column];
        if (weight === 0) continue;
        const at = channel * height * width;
        const places: number[] = [];
        for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) places.push(y * width + x);
        if (isMaximum) out[greatest(values, at, places)] += weight;
        else spread(values, at, places, weight, out);
      }
    }
  }
}

function greatest(values: Float32Array, at: number, places: readonly number[]): number {
  return places.reduce((best, place) => (values[at + place] > values[at + best] ? place : best), places[0]);
}

function spread(
  values: Float32Array,
  at: number,
  places: readonly number[],
  weight: number,
  out: Float64Array,
): void {
  const sum = places.reduce((total, place) => total + Math.abs(values[at + place]), 0);
  for (const place of places)
    out[place] += sum > 0 ? (weight * Math.abs(values[at + place])) / sum : weight / places.length;
}
