export { type StageClock, startStageClock, VIDEO_STAGES, type VideoStage } from './stages.ts';
