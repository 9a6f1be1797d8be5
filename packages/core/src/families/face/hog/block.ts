/** How a block is scaled: by its Euclidean length, by that with large values cut and scaled again, by its sum, or by the root of that. */
export const BLOCK_NORMS = ['L2-Hys', 'L2', 'L1', 'L1-sqrt'] as const;
export type BlockNorm = (typeof BLOCK_NORMS)[number];

/** Added to lengths, so that a block without gradients stays 0. */
const EPSILON = 1e-5;
/** Where L2-Hys cuts: no single edge may rule a block. */
const CUT = 0.2;

/** Scales the values of a block in place. All values must be at least 0. */
export function normaliseBlock(values: Float64Array, norm: BlockNorm): void {
  if (norm === 'L1' || norm === 'L1-sqrt') {
    let sum = EPSILON;
    for (let i = 0; i < values.length; i++) sum += values[i];
    for (let i = 0; i < values.length; i++) values[i] /= sum;
    if (norm === 'L1-sqrt') for (let i = 0; i < values.length; i++) values[i] = Math.sqrt(values[i]);
    return;
  }
  let length = lengthOf(values);
  if (norm === 'L2') {
    for (let i = 0; i < values.length; i++) values[i] /= length;
    return;
  }
  for (let i = 0; i < values.length; i++) values[i] = Math.min(values[i] / length, CUT);
  length = lengthOf(values);
  for (let i = 0; i < values.length; i++) values[i] /= length;
}

function lengthOf(values: Float64Array): number {
  let squares = EPSILON * EPSILON;
  for (let i = 0; i < values.length; i++) squares += values[i] * values[i];
  return Math.sqrt(squares);
}
