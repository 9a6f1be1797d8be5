export * from './over-frames.ts';
export * from './statistics.ts';
