export * from './analyser.ts';
export * from './packed.ts';
export * from './tracking.ts';
