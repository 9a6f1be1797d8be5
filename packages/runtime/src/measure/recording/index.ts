export * from './parameters.ts';
export { type StageClock, startStageClock, VIDEO_STAGES, type VideoStage } from './stages.ts';
