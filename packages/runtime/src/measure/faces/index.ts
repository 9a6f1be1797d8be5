export * from './analyser.ts';
export * from './packed.ts';
export * from './parameters.ts';
export * from './tracking.ts';
