export * from './flow/index.ts';
export * from './line-filters/index.ts';
export * from './row-pairs/index.ts';
