/**
 * Data sets: make one, check it, read it, remove a subject; samples, labels, tasks and patterns of file names.
 *
 * @module datasets
 */

export {
  type CreatedDataset,
  type CreateOptions,
  checkDataset,
  createDataset,
  type Dataset,
  type FilesCheckOptions,
  type Finding,
  type ForgetOptions,
  type Forgotten,
  forgetSubject,
  type OtherFile,
  type ReadOptions,
  readDataset,
} from '@wince/runtime';
export * from './core/datasets.ts';
