export * from './networks/index.ts';
