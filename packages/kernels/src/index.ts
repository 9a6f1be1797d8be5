export * from './flow/index.ts';
export * from './line-filters/index.ts';
