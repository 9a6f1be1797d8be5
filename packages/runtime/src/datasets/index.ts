export { checkDataset } from './check.ts';
export { type CreatedDataset, type CreateOptions, createDataset } from './create.ts';
export type { Dataset } from './dataset.ts';
export type { FilesCheckOptions } from './files-check.ts';
export { type Finding, few } from './finding.ts';
export { groupByReason, isUnread, listFolder, type OtherFile } from './folder-files.ts';
export { type ForgetOptions, type Forgotten, forgetSubject } from './forget.ts';
export { type ReadOptions, readDataset } from './read.ts';
export { splitRow } from './split-row.ts';
