export { fillBlockMeans } from './block-means/fastest.ts';
export { type ExpandedPicture, type FlowField, type FlowWorkspace, openFlow } from './flow/farneback.ts';
export type { FlowParameters } from './flow/parameters.ts';
export { lineFilters } from './line-filters/fastest.ts';
export type { LineFilters } from './line-filters/line-filters.ts';
export { innerProducts, manhattanDistances } from './row-pairs/fastest.ts';
export type { Rows } from './row-pairs/rows.ts';
export { openSpans } from './warp/fastest.ts';
