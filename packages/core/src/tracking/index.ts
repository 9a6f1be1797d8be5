export * from './parameters.ts';
export * from './tracked-frame.ts';
export * from './tracker.ts';
