export * from './clip-parameters.ts';
export * from './frame.ts';
export * from './over-frames.ts';
