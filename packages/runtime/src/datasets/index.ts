export * from './check.ts';
export * from './create.ts';
export * from './dataset.ts';
export type { FilesCheckOptions } from './files-check.ts';
export type { Finding } from './finding.ts';
export * from './forget.ts';
export * from './read.ts';
