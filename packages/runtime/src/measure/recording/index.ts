export type { RecordingPart } from './pass.ts';
export { type StageClock, startStageClock, type VideoStage } from './stages.ts';
