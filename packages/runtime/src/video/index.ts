export * from './parameters.ts';
export * from './score-video.ts';
export { type StageClock, startStageClock, VIDEO_STAGES, type VideoStage } from './stages.ts';
