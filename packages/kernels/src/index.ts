export { fillBlockMeans } from './block-means/fastest.ts';
export { openCosineSums } from './cosine-sums/fastest.ts';
export { type ExpandedPicture, type FlowField, type FlowWorkspace, openFlow } from './flow/farneback.ts';
export type { FlowParameters } from './flow/parameters.ts';
export { frameColours } from './frame-colours/fastest.ts';
export type {
  ColourShares,
  ResizedPlane,
  SideTaps,
  StoredPlane,
} from './frame-colours/frame-colours.ts';
export { openFramePowers } from './frame-powers/fastest.ts';
export type { FrameBands, FrameLevels, FramePowers } from './frame-powers/frame-powers.ts';
export { lineFilters } from './line-filters/fastest.ts';
export type { LineFilters } from './line-filters/line-filters.ts';
export { openPairSteps } from './pair-steps/fastest.ts';
export type { Multipliers, PairSteps } from './pair-steps/pair-steps.ts';
export { openRowDifferences } from './row-differences/fastest.ts';
export type { RowDifferences } from './row-differences/row-differences.ts';
export { innerProducts, manhattanDistances, nearProducts } from './row-pairs/fastest.ts';
export { NEAR_ERROR, NEAR_LEAST, NEAR_LENGTH, type Rows } from './row-pairs/rows.ts';
export { openRowSums } from './row-sums/fastest.ts';
export { openStepDistances } from './step-distances/fastest.ts';
export { MOST_STEPS } from './step-distances/step-rows.ts';
export { openTrees } from './trees/fastest.ts';
export { type BinnedTree, MOST_BINS } from './trees/tree.ts';
export { warpedPixels } from './warp/fastest.ts';
