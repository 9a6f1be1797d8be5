export { checkDataset } from './check.ts';
export { type CreatedDataset, type CreateOptions, createDataset } from './create.ts';
export type { Dataset } from './dataset.ts';
export type { FilesCheckOptions } from './files-check.ts';
export type { Finding } from './finding.ts';
export { type ForgetOptions, type Forgotten, forgetSubject } from './forget.ts';
export { type ReadOptions, readDataset } from './read.ts';
