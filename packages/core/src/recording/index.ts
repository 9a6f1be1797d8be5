export * from './signals.ts';
export * from './smoothing/one-euro.ts';
export * from './sound.ts';
export * from './tracking/index.ts';
export * from './video-frame.ts';
