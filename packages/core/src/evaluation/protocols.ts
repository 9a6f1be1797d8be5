import { type Catalogue, defineCatalogue } from '../catalogue.ts';
import { holdOut } from './hold-out.ts';
import { leaveOneSubjectOut } from './leave-one-subject-out.ts';
import { leaveSiteOut } from './leave-site-out.ts';
import type { Protocol } from './protocol.ts';
import { stratifiedKFolds } from './stratified-k-folds.ts';
import { trainTest } from './train-test.ts';

/** All protocols. Each keeps every subject on one side of each fold. */
export const protocols: Catalogue<Protocol> = defineCatalogue<Protocol>('protocol', [
  leaveOneSubjectOut,
  leaveSiteOut,
  stratifiedKFolds,
  holdOut,
  trainTest,
]);
