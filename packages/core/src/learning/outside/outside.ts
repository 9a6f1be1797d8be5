import { z } from 'zod';
import { WinceError } from '../../errors.ts';
import { howMany, isOrAre } from '../../how-many.ts';
import { type Matrix, matrix, submatrix } from '../../numbers/matrix.ts';
import { quantile } from '../../numbers/quantile.ts';
import { type ConformalPoints, conformalPoints, subjectsBehind } from '../conformal/conformal.ts';
import type { InnerFold } from '../out-of-fold/inner-folds.ts';
import { distancesFromUsual, fitUsualSpace, inDeviations, usualSpace } from './usual-space.ts';

/** With fewer subjects nobody knows what is usual: the least that is ruled out would be more than a tenth of them. */
export const LEAST_FOR_OUTSIDE = 9;

const space = z.object({
  usual: usualSpace,
  /** The distance within which nine tenths of the subjects' rows lie, seen by fits without them: what distances are compared in. */
  scale: z.number().positive(),
});

/** What is known of rows like those that a cell was trained on. */
export const fittedOutside = z.object({
  /** The share of new subjects of the same kind that may be called outside by chance, as it was asked for. */
  asked: z.number().gt(0).lt(1),
  /** The share that so few subjects can hold: at least one of subjects + 1. */
  share: z.number().gt(0).lt(1),
  subjects: z.int().min(LEAST_FOR_OUTSIDE),
  /** Where the columns that the classifier sees usually lie. */
  columns: space,
  /** Where light and sharpness usually lie; null where they are not known of enough training subjects. */
  look: space.nullable(),
  /** Where the apparent age usually lies; null where it is not known of enough training subjects. */
  age: space.nullable(),
  /** How far the rows of each training subject lie by fits that have not seen the subject. */
  strangeness: conformalPoints,
});
/** What is known of rows like those that a cell was trained on; see `fittedOutside`. */
export type FittedOutside = z.infer<typeof fittedOutside>;

/** What of a row differs from the training rows. */
export interface Differing {
  /** A column that the classifier sees, one of light and sharpness, or the apparent age. */
  readonly of: 'columns' | 'look' | 'age';
  /** Its place among those. */
  readonly column: number;
  /** How many standard deviations of the training rows it lies from their mean. */
  readonly deviations: number;
}

/** How unlike the training rows each row is. */
export interface OutsideRows {
  /** The share of training subjects that are at least as far away, and the row itself, in (0, 1]: a conformal p-value. */
  readonly p: Float64Array;
  /** 1 where a row lies outside what the cell was trained on. */
  readonly isOutside: Uint8Array;
  /** Of each row outside what differs most, the most first; empty for other rows. */
  readonly differing: readonly (readonly Differing[])[];
}

/** What of training rows says what is usual. */
export interface UsualRows {
  /** The columns that the classifier sees. Finite. */
  readonly x: Matrix;
  /** Light and sharpness of each row, a row of NaN where they are not known; null where no row has them. */
  readonly look: Matrix | null;
  /** The apparent age of each row, one column, NaN where it is not known; null where no row has one. */
  readonly age: Matrix | null;
  /** The subject of each row, as any whole number that is the subject's own. */
  readonly subjects: Int32Array;
}

/** Protects comparisons of sums of weights from their last digits. */
const ROUNDING = 1e-9;
/** Of a row outside so many columns are named. */
const NAMED = 3;

/**
 * Learns what is usual of training rows, and how far the rows of subjects lie that a fit has not seen. Exchangeable are subjects and not rows, so
 * that each subject has the same weight.
 *
 * @param folds of the rows: no subject on both sides
 * @param asked the share of new subjects of the same kind that may be called outside by chance
 * @throws WinceError `too-few-for-outside`
 * @source Laxhammar and Falkman 2010, doi:10.1145/1833280.1833287; Bates et al. 2023, doi:10.1214/22-AOS2244; by subject: Lee, Barber and Willett
 * 2023, arXiv:2306.06342
 */
export function fitOutside(
  { x, look, age, subjects }: UsualRows,
  folds: readonly InnerFold[],
  asked: number,
): FittedOutside {
  const count = new Set(subjects).size;
  if (count < LEAST_FOR_OUTSIDE) {
    throw new WinceError(
      'too-few-for-outside',
      `Rows that are unlike the training rows can be told with at least ${LEAST_FOR_OUTSIDE} training subjects, but there ${isOrAre(count)} ${howMany(count, 'subject')}.`,
      { hint: 'Add subjects, or train with `--outside off`.' },
    );
  }
  const columns = measured(x, subjects, folds);
  const known = (of: Matrix | null) => {
    const seen = of && wholeRows(of);
    if (!of || !seen || countOf(subjects, seen) < LEAST_FOR_OUTSIDE) return null;
    return measured(of, subjects, folds, new Set(seen));
  };
  const [ofLook, ofAge] = [known(look), known(age)];
  const strangeness = columns.distances.map((distance, row) =>
    Math.max(distance / columns.scale, inScale(ofLook, row), inScale(ofAge, row)),
  );
  return {
    asked,
    share: Math.max(asked, 1 / (count + 1)),
    subjects: count,
    columns: { usual: columns.usual, scale: columns.scale },
    look: ofLook && { usual: ofLook.usual, scale: ofLook.scale },
    age: ofAge && { usual: ofAge.usual, scale: ofAge.scale },
    strangeness: pointsBySubject(strangeness, subjects),
  };
}

/** How unlike the training rows new rows are. @param given `look` and `age` as in training; null where they are not known */
export function tellOutside(
  fitted: FittedOutside,
  { x, look, age }: Omit<UsualRows, 'subjects'>,
): OutsideRows {
  const { share, strangeness } = fitted;
  const seen = { columns: x, look, age };
  const spaces = KINDS.flatMap((of) => {
    const [values, known] = [seen[of], fitted[of]];
    if (!values || !known) return [];
    refuseOtherColumns(known.usual.mean.length, values.columns);
    return [{ of, values, known, distances: distancesFromUsual(known.usual, values), scale: known.scale }];
  });
  const [columns, ...others] = spaces;
  const weights = strangeness.weight.reduce((sum, weight) => sum + weight, 0);
  const p = new Float64Array(x.rows);
  const isOutside = new Uint8Array(x.rows);
  const differing: (readonly Differing[])[] = [];
  for (let row = 0; row < x.rows; row++) {
    // What is not a number is as strange as can be, but for what is not known.
    const isNumber = !Number.isNaN(columns.distances[row]);
    const most = others.reduce((a, b) => (inScale(b, row) > inScale(a, row) ? b : a), columns);
    const further = isNumber ? weightFrom(strangeness, inScale(most, row)) : 0;
    p[row] = (1 + further) / (1 + Math.round(weights));
    isOutside[row] = p[row] <= share + ROUNDING ? 1 : 0;
    const { of, values, known } = isNumber ? most : columns;
    differing.push(isOutside[row] === 1 ? mostDiffering(values, row, known.usual, of) : []);
  }
  return { p, isOutside, differing };
}

/** What rows are compared in. */
const KINDS = ['columns', 'look', 'age'] as const;

/** The distance of a row in units of what is usual; 0 where it is not known. */
function inScale(
  space: { readonly distances: Float64Array; readonly scale: number } | null,
  row: number,
): number {
  return space && !Number.isNaN(space.distances[row]) ? space.distances[row] / space.scale : 0;
}

function refuseOtherColumns(known: number, given: number): void {
  if (known === given) return;
  throw new WinceError(
    'wrong-columns',
    `The rows have ${given} columns, but what is usual is known of ${known}.`,
    {
      hint: 'Extract the same feature families with the same parameters as in training.',
    },
  );
}

/** A space fitted on all rows, and the distance of each row in spaces that have not seen its subject; NaN for rows that are not in `among`. */
function measured(
  x: Matrix,
  subjects: Int32Array,
  folds: readonly InnerFold[],
  among: ReadonlySet<number> = new Set(subjects.keys()),
) {
  const take = (rows: Int32Array) => rows.filter((row) => among.has(row));
  const all = take(Int32Array.from(subjects.keys()));
  const distances = new Float64Array(x.rows).fill(Number.NaN);
  for (const { training, test } of folds) {
    const [known, unseen] = [take(training), take(test)];
    const own = fitUsualSpace(submatrix(x, known), countOf(subjects, known));
    distancesFromUsual(own, submatrix(x, unseen)).forEach((distance, i) => {
      distances[unseen[i]] = distance;
    });
  }
  const usual = fitUsualSpace(submatrix(x, all), countOf(subjects, all));
  const ascending = Float64Array.from(all, (row) => distances[row]).sort();
  // Rows that are all alike have no distance to compare with: any other row is further away.
  return { usual, distances, scale: quantile(ascending, 0.9) || 1 };
}

function countOf(subjects: Int32Array, rows: Int32Array): number {
  return new Set(Array.from(rows, (row) => subjects[row])).size;
}

/** The rows of which everything is known. */
function wholeRows({ rows, columns, data }: Matrix): Int32Array {
  return Int32Array.from({ length: rows }, (_, row) => row).filter((row) =>
    data.subarray(row * columns, (row + 1) * columns).every(Number.isFinite),
  );
}

/** Ascending, each subject with the weight 1. */
function pointsBySubject(strangeness: Float64Array, subjects: Int32Array): ConformalPoints {
  const rowsOf = new Map<number, number>();
  for (const subject of subjects) rowsOf.set(subject, (rowsOf.get(subject) ?? 0) + 1);
  const points = Array.from(strangeness, (value, row) => ({
    value,
    weight: 1 / (rowsOf.get(subjects[row]) ?? 1),
  }));
  points.sort((a, b) => a.value - b.value || a.weight - b.weight);
  const fitted = { raw: points.map(({ value }) => value), weight: points.map(({ weight }) => weight) };
  if (subjectsBehind([fitted]) !== rowsOf.size)
    throw new Error('weights of subjects do not sum up to 1 each');
  return fitted;
}

/** The weight of calibration rows that are at least so strange. */
function weightFrom({ raw, weight }: ConformalPoints, strange: number): number {
  let sum = 0;
  for (let i = raw.length - 1; i >= 0 && raw[i] >= strange; i--) sum += weight[i];
  return sum;
}

function mostDiffering(
  x: Matrix,
  row: number,
  usual: FittedOutside['columns']['usual'],
  of: Differing['of'],
): readonly Differing[] {
  const own = x.data.subarray(row * x.columns, (row + 1) * x.columns);
  const { data } = inDeviations(matrix(1, x.columns, own), usual);
  return [...data.keys()]
    .sort((a, b) => Math.abs(data[b]) - Math.abs(data[a]) || a - b)
    .slice(0, NAMED)
    .map((column) => ({ of, column, deviations: data[column] }));
}
