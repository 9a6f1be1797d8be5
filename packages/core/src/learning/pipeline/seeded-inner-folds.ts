import { WinceError } from '../../errors.ts';
import { byUnits, subjectsKey } from '../../evaluation/protocol.ts';
import { seedFrom } from '../../numbers/random.ts';
import { divideBySubject, type InnerFold, trainsOnBoth } from '../out-of-fold/inner-folds.ts';
import { columnWeightsOfFolds, type WeighedBy } from './column-weights.ts';
import { type JoinedRows, namesOfSubjects } from './joined-rows.ts';

/** A fold within training rows, with what cells of one feature set and selection share in it. */
export interface SelectedFold extends InnerFold {
  /** The weights of the columns, from the fold's training rows alone. */
  readonly weights: Float64Array;
  /** Fixes every random choice of a fit in this fold. */
  readonly seed: string;
}

/** The inner folds of training rows, made when they are first asked for and kept for the cells that come later. */
export interface InnerSelections {
  /**
   * Divides training rows by subject, and weighs the columns in each fold. The folds depend on the experiment's seed, the
   * feature set, the selection and the names of the subjects: neither on the classifier nor on how many columns are kept, so
   * that cells can share them.
   *
   * @param folds how many; as many as there are subjects where they are fewer
   * @throws WinceError `one-subject` with one subject in training, `one-class-fold` where an inner training set holds one class
   */
  of(cell: WeighedBy, rows: JoinedRows, folds: number, experimentSeed: number): readonly SelectedFold[];
}

/** Shares inner folds between cells that are fitted on the same rows: the same object, not equal ones. */
export function openInnerSelections(): InnerSelections {
  const ofRows = new WeakMap<JoinedRows, Map<string, readonly SelectedFold[]>>();
  return {
    of(cell, rows, folds, experimentSeed) {
      const kept = ofRows.get(rows) ?? new Map<string, readonly SelectedFold[]>();
      ofRows.set(rows, kept);
      const key = JSON.stringify([cell.features, cell.selection, folds, experimentSeed]);
      const found = kept.get(key) ?? selectedFolds(cell, rows, folds, experimentSeed);
      kept.set(key, found);
      return found;
    },
  };
}

function selectedFolds(
  cell: WeighedBy,
  rows: JoinedRows,
  most: number,
  experimentSeed: number,
): readonly SelectedFold[] {
  const names = namesOfSubjects(rows);
  const seed = seedFrom(experimentSeed, cell.features.name, cell.selection.name, ...names).join('-');
  const folds = foldsByName(rows, names, most, seed);
  const weights = columnWeightsOfFolds(
    cell,
    rows,
    folds.map(({ training }) => training),
  );
  return folds.map((fold, f) => ({
    ...fold,
    weights: weights[f],
    seed: `${seed}/${subjectsKey(namesOf(rows, fold.test))}`,
  }));
}

/** Folds that come from the names of subjects, whatever their numbers in the table are, as `divideBySubject` makes them. */
export function divideByName(rows: JoinedRows, most: number, seed: string): readonly InnerFold[] {
  const places = new Map(namesOfSubjects(rows).map((name, place) => [name, place]));
  const subjects = rows.subjects.map((subject) => places.get(rows.subjectNames[subject]) ?? -1);
  return divideBySubject({ y: rows.y, subjects }, most, seed);
}

/** The same, all of which train on both labels. */
function foldsByName(
  rows: JoinedRows,
  names: readonly string[],
  most: number,
  seed: string,
): readonly InnerFold[] {
  if (names.length < 2) {
    throw new WinceError(
      'one-subject',
      `The training rows belong to ${names.length} subject, but inner folds need at least two.`,
      { hint: 'Tune on more subjects, or give the parameters and the threshold as fixed values.' },
    );
  }
  const folds = divideByName(rows, most, seed);
  const unfit = folds.find((fold) => !trainsOnBoth(rows, fold));
  if (unfit) {
    const left = [...new Set(namesOf(rows, unfit.test))].sort(byUnits);
    throw new WinceError(
      'one-class-fold',
      `An inner fold (${left.join(', ')} left out) has training rows of one class only.`,
      {
        hint: 'Use fewer inner folds or more subjects, or give the parameters and the threshold as fixed values.',
      },
    );
  }
  return folds;
}

function namesOf({ subjects, subjectNames }: JoinedRows, which: Int32Array): readonly string[] {
  return Array.from(which, (row) => subjectNames[subjects[row]]);
}
