import { z } from 'zod';
import { WinceError } from '../../errors.ts';
import { defineCalibrator } from './calibrator.ts';

/** Under so many rows or subjects the steps follow the accidents of single rows. */
export const LEAST_ROWS = 1000;
/** See `LEAST_ROWS`. */
export const LEAST_SUBJECTS = 20;

const model = z
  .object({
    /** Decision values, ascending. */
    at: z.array(z.number()).min(1),
    /** The probability at each; between two of them it is on the straight line. */
    value: z.array(z.number().min(0).max(1)).min(1),
  })
  .refine(({ at, value }) => at.length === value.length, 'it does not have a probability for each value')
  .refine(({ at }) => at.every((x, i) => i === 0 || x > at[i - 1]), 'its values do not ascend');

/**
 * Isotonic regression: the map that never falls and is nearest to the labels in the sum of squares, by pooling neighbours that are out of
 * order. It assumes nothing of the form of the map, and so it needs many rows: with fewer than 1,000, or of fewer than 20 subjects, it refuses. Outside of
 * the values that it was fitted on the map stays level.
 *
 * @source Ayer et al. 1955, doi:10.1214/aoms/1177728423; as calibration: Zadrozny and Elkan 2002, doi:10.1145/775047.775151
 */
export const isotonic = defineCalibrator({
  id: 'isotonic',
  version: 1,
  title: 'Isotonic regression',
  source: 'doi:10.1145/775047.775151',
  maps: 'raw',
  parameters: z.strictObject({}),
  model,
  fit({ raw, y, subjects }) {
    const people = new Set(subjects).size;
    if (y.length < LEAST_ROWS || people < LEAST_SUBJECTS) {
      throw new WinceError(
        'too-few-to-calibrate',
        `Isotonic calibration needs at least ${LEAST_ROWS} training rows of ${LEAST_SUBJECTS} subjects, but there are ${y.length} rows of ${people}.`,
        { hint: 'Use `platt`, `beta` or `temperature`, or add subjects.' },
      );
    }
    return isotonicSteps(raw, y);
  },
  apply: ({ at, value }, { raw }) => raw.map((x) => heightAt(at, value, x)),
});

/** The corners of the isotonic regression of labels on values. */
export function isotonicSteps(x: Float64Array, y: Uint8Array): { at: number[]; value: number[] } {
  const order = Int32Array.from(x.keys()).sort((a, b) => x[a] - x[b]);
  // Blocks of equal height: the values at both ends, the rows, and those of them that are positive.
  const blocks: { from: number; to: number; rows: number; positive: number }[] = [];
  for (let place = 0; place < order.length; ) {
    const from = x[order[place]];
    let rows = 0;
    let positive = 0;
    for (; place < order.length && x[order[place]] === from; place++) {
      rows++;
      positive += y[order[place]];
    }
    let block = { from, to: from, rows, positive };
    for (let last = blocks.at(-1); last && isAbove(last, block); last = blocks.at(-1)) {
      blocks.pop();
      block = {
        from: last.from,
        to: block.to,
        rows: last.rows + block.rows,
        positive: last.positive + block.positive,
      };
    }
    blocks.push(block);
  }
  const at: number[] = [];
  const value: number[] = [];
  for (const { from, to, rows, positive } of blocks) {
    for (const end of from === to ? [from] : [from, to]) {
      at.push(end);
      value.push(positive / rows);
    }
  }
  return { at, value };
}

interface Block {
  readonly rows: number;
  readonly positive: number;
}

/** Whether the first block is at least as high as the second one, in whole numbers. */
function isAbove(first: Block, second: Block): boolean {
  return first.positive * second.rows >= second.positive * first.rows;
}

function heightAt(at: readonly number[], value: readonly number[], x: number): number {
  if (x <= at[0]) return value[0];
  let low = 0;
  let high = at.length - 1;
  if (x >= at[high]) return value[high];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (at[middle] <= x) low = middle;
    else high = middle;
  }
  return value[low] + ((x - at[low]) / (at[high] - at[low])) * (value[high] - value[low]);
}
