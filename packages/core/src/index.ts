export * from './catalogue.ts';
export * from './errors.ts';
export * from './image/image.ts';
export * from './matrix.ts';
export * from './random.ts';
