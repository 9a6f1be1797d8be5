export * from './description.ts';
export * from './label.ts';
export * from './pattern.ts';
export * from './perceptual-hash.ts';
export * from './sample.ts';
export * from './task.ts';
