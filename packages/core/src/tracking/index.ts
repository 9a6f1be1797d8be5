export * from './covering/appearance.ts';
export * from './covering/covering.ts';
export { type FaceLook, lookOf } from './covering/look.ts';
export * from './covering/misfit.ts';
export * from './faults.ts';
export * from './parameters.ts';
export * from './tracked-frame.ts';
export * from './tracked-time.ts';
export * from './tracker.ts';
