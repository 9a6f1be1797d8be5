export * from './areas.ts';
export * from './clip-features.ts';
export * from './noise-floor.ts';
export * from './peaks.ts';
export * from './rest.ts';
export * from './series.ts';
export type { ShapedFace } from './since-rest.ts';
export * from './smoothing.ts';
export * from './tensor.ts';
