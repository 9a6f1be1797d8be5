export type { FlowField } from './farneback.ts';
export { type ExpandedPicture, type FlowWorkspace, openFlow } from './farneback.ts';
export { type FlowParameters, flowParameters } from './parameters.ts';
