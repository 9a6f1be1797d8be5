export * from './bands.ts';
export * from './catalogue.ts';
export * from './incorporation.ts';
export * from './scale.ts';
