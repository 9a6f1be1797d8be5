export * from './dataset/index.ts';
export * from './media/index.ts';
export * from './networks/index.ts';
