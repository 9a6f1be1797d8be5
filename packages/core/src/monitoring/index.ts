export * from './clip-score.ts';
export * from './metrics.ts';
export * from './monitor.ts';
export * from './parameters.ts';
export * from './recording.ts';
export * from './scored-frame.ts';
