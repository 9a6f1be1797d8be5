export { type ExpandedPicture, type FlowField, type FlowWorkspace, openFlow } from './farneback.ts';
export type { FlowParameters } from './parameters.ts';
