import { z } from 'zod';
import { WinceError } from '../errors.ts';
import { howMany, isOrAre } from '../how-many.ts';
import { allocateSubjects, evenSizes } from './allocation.ts';
import { type Division, defineProtocol, subjectNames, subjectsKey } from './protocol.ts';

/**
 * Each subject is tested in exactly one of k folds. Folds differ by one subject at most, and each holds about its
 * share of the rows of each label. A fold is called by the key of its test subjects, and folds come in the order of
 * their first subject's name.
 */
export const stratifiedKFolds = defineProtocol({
  id: 'stratified-k-folds',
  version: 1,
  title: 'Stratified k folds by subject',
  source: 'Kohavi 1995, IJCAI 14, 1137-1143 (stratified folds; here of subjects)',
  parameters: z.strictObject({ folds: z.int().min(2).default(5) }),
  divide({ subjects, y }, { folds }, seed): readonly Division[] {
    const names = subjectNames(subjects);
    if (names.length < folds) {
      throw new WinceError(
        'too-few-subjects',
        `${folds} folds need at least ${folds} subjects, but there ${isOrAre(names.length)} only ${names.length}.`,
        {
          hint: `Use ${howMany(names.length, 'fold')} or fewer, or choose leave-one-subject-out.`,
        },
      );
    }
    const part = allocateSubjects(subjects, y, evenSizes(names.length, folds), seed);
    const order = new Set(names.map((name) => part.get(name)));
    return [...order].map((number) => ({
      id: subjectsKey(names.filter((name) => part.get(name) === number)),
      isTest: (row) => part.get(subjects[row]) === number,
    }));
  },
});
