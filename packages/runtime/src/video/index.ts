export * from './parameters.ts';
export * from './score-video.ts';
