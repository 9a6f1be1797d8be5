import type { Shape } from '../graph/graph.ts';
import { elements } from '../graph/shapes.ts';

/** Rises when the numbers that a pooling gives change. */
export const POOLING_VERSION = 1;

/**
 * What is kept of a map of convolutions:
 *
 * - `whole`: every number, channel by channel, rows from the top;
 * - `mean`, `max`: one number a channel;
 * - `pyramid`: the greatest number of each channel in the whole map, in its quarters and in its sixteenths
 *   (spatial pyramid pooling, He et al. 2015, doi:10.1109/TPAMI.2015.2389824): 21 numbers a channel;
 * - `pyramid-mean`: the same with means.
 */
export const pools = ['whole', 'mean', 'max', 'pyramid', 'pyramid-mean'] as const;
export type Pool = (typeof pools)[number];

/** Cells a side at each level of a pyramid. */
export const LEVELS = [1, 2, 4] as const;
const CELLS = LEVELS.reduce((sum, side) => sum + side * side, 0);

/** How many numbers a pooling keeps of a map [channels, height, width]. A vector can only be kept whole. */
export function pooledLength(shape: Shape, pool: Pool): number {
  if (pool === 'whole') return elements(shape);
  return pool.startsWith('pyramid') ? shape[0] * CELLS : shape[0];
}

/**
 * Pools one map.
 *
 * A pyramid is written level by level, cell by cell from the top left, and channel by channel in each cell. Cell i of n
 * covers the rows from floor(i * height / n) to ceil((i + 1) * height / n), so neighbours share a row where the height
 * does not divide; a map with fewer rows than cells repeats them. Sums are in double precision.
 *
 * @param values the map, row-major, of the given shape
 * @param out receives `pooledLength(shape, pool)` numbers
 */
export function poolMap(values: Float32Array, shape: Shape, pool: Pool, out: Float32Array): void {
  if (pool === 'whole') {
    out.set(values);
    return;
  }
  const reduce = pool === 'mean' || pool === 'pyramid-mean' ? meanOf : greatestOf;
  const levels: readonly number[] = pool.startsWith('pyramid') ? LEVELS : [1];
  const [channels, height, width] = shape;
  let at = 0;
  for (const side of levels) {
    for (let row = 0; row < side; row++) {
      const top = Math.floor((row * height) / side);
      const bottom = Math.ceil(((row + 1) * height) / side);
      for (let column = 0; column < side; column++) {
        const left = Math.floor((column * width) / side);
        const right = Math.ceil(((column + 1) * width) / side);
        for (let channel = 0; channel < channels; channel++) {
          out[at++] = reduce(values, channel * height * width, width, top, bottom, left, right);
        }
      }
    }
  }
}

type Reduce = (
  values: Float32Array,
  start: number,
  width: number,
  top: number,
  bottom: number,
  left: number,
  right: number,
) => number;

const meanOf: Reduce = (values, start, width, top, bottom, left, right) => {
  let sum = 0;
  for (let y = top; y < bottom; y++) {
    for (let i = start + y * width + left; i < start + y * width + right; i++) sum += values[i];
  }
  return sum / ((bottom - top) * (right - left));
};

const greatestOf: Reduce = (values, start, width, top, bottom, left, right) => {
  let most = Number.NEGATIVE_INFINITY;
  for (let y = top; y < bottom; y++) {
    for (let i = start + y * width + left; i < start + y * width + right; i++)
      if (values[i] > most) most = values[i];
  }
  return most;
};
