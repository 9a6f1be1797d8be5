import type { z } from 'zod';
import type { CatalogueEntry } from '../catalogue.ts';
import { WinceError } from '../errors.ts';
import { seedFrom } from '../numbers/random.ts';

/** What a protocol may know of the rows that it divides. All lists have one entry a row. */
export interface ProtocolRows {
  /** Names of the subjects, compared exactly as strings: `1`, `01` and `1 ` are three subjects. */
  readonly subjects: readonly string[];
  /** 1 for the positive label (pain), 0 for the negative one. */
  readonly y: Uint8Array;
  /** The data set that each row comes from; only `train-test` asks for it. */
  readonly datasets?: readonly string[];
  /** The values of a column of the data set, one a row; undefined where there is no such column. Only `leave-site-out` asks for it. */
  columnOf?(name: string): readonly string[] | undefined;
}

/** Rows to learn from and rows to score, as ascending row numbers. No subject is on both sides. */
export interface Fold {
  /** The same for the same subjects, whatever the order of the rows. */
  readonly id: string;
  readonly training: Int32Array;
  readonly test: Int32Array;
}

/** A way to divide subjects into those that are learned from and those that are scored. */
export interface Protocol<Parameters = unknown> extends CatalogueEntry {
  readonly title: string;
  readonly source: string;
  /** Every parameter has a default or may be left out. */
  readonly parameters: z.ZodType<Parameters>;
  /**
   * Divides the rows. The partition depends on names, labels, parameters and seed alone, never on the order of rows.
   *
   * @throws WinceError `no-rows`, `no-subject` (an empty name), `one-subject`, `one-class-fold` (names the fold whose
   * training rows hold one class), and what the protocol itself refuses.
   */
  folds(rows: ProtocolRows, parameters: Parameters, seed: string | number): readonly Fold[];
}

/** A protocol as its file states it: which row numbers are trained on and tested, in any order. */
export interface ProtocolDefinition<Parameters> extends Omit<Protocol<Parameters>, 'folds'> {
  /** What makes two rows the same subject; the subject's name where it is not given. */
  identity?(rows: ProtocolRows, row: number): string;
  divide(rows: ProtocolRows, parameters: Parameters, seed: string | number): readonly Division[];
}

/** One division of the rows: its id, and which rows are test. */
export interface Division {
  readonly id: string;
  isTest(row: number): boolean;
}

/** Declares a protocol, and puts the checks that hold for every one around it. */
export function defineProtocol<Parameters>(definition: ProtocolDefinition<Parameters>): Protocol<Parameters> {
  const { divide, identity, ...entry } = definition;
  return {
    ...entry,
    folds(rows, parameters, seed) {
      const subjectOf = (row: number) => (identity ? identity(rows, row) : rows.subjects[row]);
      checkRows(rows);
      const subjects = rows.subjects.map((_, row) => subjectOf(row));
      if (new Set(subjects).size < 2) {
        throw new WinceError(
          'one-subject',
          `${rows.y.length === 1 ? 'The only row belongs' : `All ${rows.y.length} rows belong`} to one subject, "${rows.subjects[0]}".`,
          {
            hint: 'A result needs subjects that the classifier has not seen: add recordings of at least one other subject.',
          },
        );
      }
      const divisions = divide(rows, parameters, seed);
      refuseSize(rows, divisions.length);
      const folds = divisions.map((division) => foldOf(rows, division));
      assertApart(folds, subjects);
      for (const fold of folds) refuseOneClass(rows, fold);
      return folds;
    },
  };
}

/** The distinct subjects of the given rows (all, where none are named), in the order of their UTF-16 units. */
export function subjectNames(subjects: readonly string[], rows?: ArrayLike<number>): readonly string[] {
  const names = new Set<string>();
  if (rows) for (let i = 0; i < rows.length; i++) names.add(subjects[rows[i]]);
  else for (const name of subjects) names.add(name);
  return [...names].sort(byUnits);
}

/**
 * 48 bits of hexadecimal that stand for a set of subjects, whatever their order and number of rows. Of the subjects
 * in training it makes a seed that a fold shares with a later training on the same subjects.
 */
export function subjectsKey(subjects: readonly string[], rows?: ArrayLike<number>): string {
  const [first, second] = seedFrom(...subjectNames(subjects, rows));
  return first.toString(16).padStart(8, '0') + second.toString(16).padStart(8, '0').slice(0, 4);
}

/** Compares as `<` does: the same on every machine and in every language. */
export function byUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function checkRows({ subjects, y, datasets }: ProtocolRows): void {
  if (subjects.length !== y.length || (datasets && datasets.length !== y.length)) {
    throw new RangeError(
      `${y.length} labels, ${subjects.length} subjects and ${datasets?.length ?? 'no'} data sets do not have the same length`,
    );
  }
  if (y.length === 0) {
    throw new WinceError('no-rows', 'There are no rows to divide into training and test.', {
      hint: 'Check in samples.csv why none of the samples could be used.',
    });
  }
  const nameless = subjects.indexOf('');
  if (nameless >= 0) {
    throw new WinceError('no-subject', `Row ${nameless + 1} has no subject.`, {
      hint: 'Fill in the subject column. Without it, it is not known whether a face was part of the training.',
    });
  }
  const other = y.findIndex((label) => label > 1);
  if (other >= 0) throw new RangeError(`label ${y[other]} of row ${other + 1} is neither 0 nor 1`);
}

/** The most numbers of rows that all folds may name together: two gigabytes of them. */
const MOST_ROWS_OF_FOLDS = 2 ** 29;

function refuseSize({ y }: ProtocolRows, folds: number): void {
  if (y.length * folds <= MOST_ROWS_OF_FOLDS) return;
  throw new WinceError('too-many-folds', `${y.length} rows in ${folds} folds do not fit into the memory.`, {
    hint: "Choose fewer folds: the protocol 'stratified-k-folds?folds=10' keeps subjects apart, too.",
  });
}

function foldOf({ y }: ProtocolRows, { id, isTest }: Division): Fold {
  let tested = 0;
  for (let row = 0; row < y.length; row++) if (isTest(row)) tested += 1;
  const training = new Int32Array(y.length - tested);
  const test = new Int32Array(tested);
  for (let row = 0, i = 0, k = 0; row < y.length; row++) {
    if (isTest(row)) test[k++] = row;
    else training[i++] = row;
  }
  return { id, training, test };
}

/** No subject on both sides of a fold, no row tested twice, no empty test: else the program itself is at fault. */
function assertApart(folds: readonly Fold[], names: readonly string[]): void {
  const places = new Map([...new Set(names)].map((name, place) => [name, place]));
  const subject = Int32Array.from(names, (name) => places.get(name) ?? -1);
  // The last fold that learned from each subject.
  const learned = new Int32Array(places.size).fill(-1);
  const tested = new Set<number>();
  const ids = new Set<string>();
  for (const [f, { id, training, test }] of folds.entries()) {
    if (ids.has(id)) throw new Error(`two folds are called "${id}"`);
    ids.add(id);
    if (test.length === 0) throw new Error(`fold "${id}" tests no row`);
    for (const row of training) learned[subject[row]] = f;
    for (const row of test) {
      if (learned[subject[row]] === f)
        throw new Error(`subject "${names[row]}" is on both sides of fold "${id}"`);
      if (tested.has(row)) throw new Error(`row ${row + 1} is tested by two folds`);
      tested.add(row);
    }
  }
}

function refuseOneClass({ y }: ProtocolRows, { id, training }: Fold): void {
  let positive = 0;
  for (const row of training) positive += y[row];
  if (positive > 0 && positive < training.length) return;
  const what =
    training.length === 0
      ? 'has no training rows'
      : `has ${training.length} training rows, all of them ${positive === 0 ? 'negative' : 'positive'}`;
  throw new WinceError('one-class-fold', `Fold "${id}" ${what}.`, {
    hint: 'A classifier needs both labels in training: add subjects with the missing label, or use fewer folds.',
  });
}
