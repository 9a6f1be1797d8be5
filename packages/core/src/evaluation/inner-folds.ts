import { WinceError } from '../errors.ts';
import { allocateSubjects, evenSizes } from './allocation.ts';
import { type Fold, type ProtocolRows, subjectNames, subjectsKey } from './protocol.ts';

/**
 * Divides the training rows of a fold once more, by subject and stratified by label, to tune or to choose a threshold.
 * Row numbers are those of the whole table, ascending; every training row is tested exactly once.
 *
 * @param training row numbers that may be used; no other row is looked at
 * @param folds how many; as many as there are subjects where they are fewer
 * @throws WinceError `one-subject` with one subject in training, `one-class-fold` where an inner training set holds one class
 */
export function innerFolds(
  rows: ProtocolRows,
  training: Int32Array,
  folds: number,
  seed: string | number,
): readonly Fold[] {
  if (!Number.isInteger(folds) || folds < 2) throw new RangeError(`inner folds are 2 or more, not ${folds}`);
  const sorted = training.toSorted();
  const subjects = Array.from(sorted, (row) => rows.subjects[row]);
  const y = Uint8Array.from(sorted, (row) => rows.y[row]);
  const names = subjectNames(subjects);
  if (names.length < 2) {
    throw new WinceError(
      'one-subject',
      `The training rows belong to ${names.length} subject; inner folds need two.`,
      {
        hint: 'Tune on more subjects, or give the parameters and the threshold as fixed values.',
      },
    );
  }
  const part = allocateSubjects(
    subjects,
    y,
    evenSizes(names.length, Math.min(folds, names.length)),
    'inner',
    seed,
  );
  const order = new Set(names.map((name) => part.get(name)));
  return [...order].map((number) => {
    const isTest = (row: number) => part.get(rows.subjects[row]) === number;
    const inner = sorted.filter((row) => !isTest(row));
    const test = sorted.filter(isTest);
    const id = subjectsKey(rows.subjects, test);
    const positive = inner.reduce((count, row) => count + rows.y[row], 0);
    if (positive === 0 || positive === inner.length) {
      throw new WinceError(
        'one-class-fold',
        `The inner fold "${id}" (${subjectNames(rows.subjects, test).join(', ')} left out) has training rows of one class only.`,
        {
          hint: 'Use fewer inner folds or more subjects, or give the parameters and the threshold as fixed values.',
        },
      );
    }
    return { id, training: inner, test };
  });
}
