export * from './catalogue.ts';
export * from './errors.ts';
export * from './evaluation/inner-folds.ts';
export * from './evaluation/protocol.ts';
export * from './evaluation/protocols.ts';
export * from './image/image.ts';
export * from './matrix.ts';
export * from './random.ts';
