export * from './one-euro.ts';
export * from './statistics.ts';
