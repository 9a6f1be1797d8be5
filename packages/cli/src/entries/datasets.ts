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
  type RatingColumns,
  type ReadOptions,
  readDataset,
  readRatings,
} from '@wince/runtime';
export * from './core/datasets.ts';
