import { rank, rankTotals } from '../evaluation/ranking.ts';
import type { Matrix } from '../numbers/matrix.ts';

/** Rows of a family, with what could have leaked into their values. */
export interface CheckedRows {
  /** Feature values; NaN where a row lacks one. */
  readonly x: Matrix;
  readonly columns: readonly string[];
  /** 1 for a positive row. */
  readonly y: Uint8Array;
  /** Names of subjects, one a row. */
  readonly subjects: readonly string[];
  /** Columns of the data set that divide the rows into groups: the name of the group of each row. */
  readonly groupings: readonly { readonly name: string; readonly groups: readonly string[] }[];
}

/** Two rows of different subjects with all but the same values. */
export interface CopiedRow {
  readonly first: number;
  readonly second: number;
}

/** A column that could have been made from the labels. */
export interface LabelColumn {
  readonly column: string;
  /** What it is all but the same as: `the label`, `the share of positive labels of each subject`. */
  readonly like: string;
  /** Area under the ROC curve of the column alone; below 0.5 where it falls with the label. */
  readonly auc: number;
}

/** Root mean square difference of z-scores below which two rows count as copies. */
const SAME = 0.01;
/** With fewer columns that vary, rows are alike by chance. */
const FEWEST_COLUMNS = 5;

/**
 * Pairs of rows of different subjects whose z-scores differ by less than a hundredth of a standard deviation (root mean square over the columns that vary): a
 * copy under another name. Nothing is said of tables with fewer than five such columns.
 */
export function copiedRows({ x, subjects }: Pick<CheckedRows, 'x' | 'subjects'>): readonly CopiedRow[] {
  const z = zScores(x);
  if (z.columns < FEWEST_COLUMNS) return [];
  const most = SAME ** 2 * z.columns;
  const found: CopiedRow[] = [];
  for (let second = 1; second < z.rows; second++) {
    for (let first = 0; first < second; first++) {
      if (subjects[first] === subjects[second]) continue;
      let sum = 0;
      // Rows that are no copies are told apart by their first columns.
      for (let c = 0; c < z.columns && sum < most; c++)
        sum += (z.data[first * z.columns + c] - z.data[second * z.columns + c]) ** 2;
      if (sum < most) found.push({ first, second });
    }
  }
  return found;
}

/** The columns that vary, centred and scaled; a missing value is the mean of its column. */
function zScores({ rows, columns, data }: Matrix): Matrix {
  const kept: Float64Array[] = [];
  for (let c = 0; c < columns; c++) {
    const own = Float64Array.from({ length: rows }, (_, r) => data[r * columns + c]);
    const known = own.filter((value) => !Number.isNaN(value));
    const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
    const deviation = Math.sqrt(known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / known.length);
    if (deviation > 0) kept.push(own.map((value) => (Number.isNaN(value) ? 0 : (value - mean) / deviation)));
  }
  const out = new Float64Array(rows * kept.length);
  kept.forEach((column, c) => {
    for (let r = 0; r < rows; r++) out[r * kept.length + c] = column[r];
  });
  return { rows, columns: kept.length, data: out };
}

/** An AUC so far from 0.5 is that of the label itself. */
const TELLS = 0.48;
/** A correlation from which a column counts as the same as what it is held against. */
const ALIKE = 0.99;
/** A share of labels that has fewer values cannot be told from other columns of groups. */
const FEWEST_SHARES = 6;
/** Rows of which a column must tell the label before all are asked. */
const LOOKED_AT = 300;
/** Columns that are named, at most. */
const MOST_NAMED = 20;

/**
 * Columns that could have been made from the labels: those that tell the label all but alone (AUC of 0.98 or more, or of 0.02 or less), and those that are all but
 * the share of positive labels of the subject or of another group, or the label of the next or the last row of the subject (correlation of 0.99 or more, of either sign).
 */
export function labelColumns(rows: CheckedRows): readonly LabelColumn[] {
  const { x, columns, y } = rows;
  const suspects = suspectsOf(rows);
  const found: LabelColumn[] = [];
  const values = new Float64Array(x.rows);
  // Of many rows a few hundred tell whether it is worth to sort all of them.
  const step = Math.max(1, Math.floor(x.rows / LOOKED_AT));
  for (let c = 0; c < x.columns && found.length < MOST_NAMED; c++) {
    for (let r = 0; r < x.rows; r++) values[r] = x.data[r * x.columns + c];
    const auc = Math.abs(aucOf(y, values, step) - 0.5) < TELLS / 2 ? 0.5 : aucOf(y, values, 1);
    const like =
      Math.abs(auc - 0.5) >= TELLS
        ? 'the label'
        : suspects.find(({ of }) => Math.abs(correlation(values, of)) >= ALIKE)?.name;
    if (like !== undefined) found.push({ column: columns[c], like, auc: aucOf(y, values, 1) });
  }
  return found;
}

interface Suspect {
  readonly name: string;
  /** NaN where a row has none. */
  readonly of: Float64Array;
}

function suspectsOf({ y, subjects, groupings }: CheckedRows): readonly Suspect[] {
  const shares = [{ name: 'subject', groups: subjects }, ...groupings].map(({ name, groups }): Suspect => {
    const sums = new Map<string, { positive: number; rows: number }>();
    groups.forEach((group, r) => {
      const sum = sums.get(group) ?? { positive: 0, rows: 0 };
      sums.set(group, { positive: sum.positive + y[r], rows: sum.rows + 1 });
    });
    const of = Float64Array.from(groups, (group) => {
      const { positive, rows } = sums.get(group) ?? { positive: 0, rows: 1 };
      return positive / rows;
    });
    return { name: `the share of positive labels of each ${name}`, of };
  });
  const places = [...Map.groupBy(subjects.keys(), (r) => subjects[r]).values()];
  const beside = (step: 1 | -1): Float64Array => {
    const of = new Float64Array(y.length).fill(Number.NaN);
    for (const own of places)
      own.forEach((row, i) => {
        const other = own[i + step];
        if (other !== undefined) of[row] = y[other];
      });
    return of;
  };
  return [
    ...shares.filter(({ of }) => new Set(of).size >= FEWEST_SHARES),
    { name: 'the label of the next row of the subject', of: beside(1) },
    { name: 'the label of the last row of the subject', of: beside(-1) },
  ];
}

/** Over rows that have a value; 0.5 where they are of one label. @param step 1: all rows; 2: every other, ... */
function aucOf(y: Uint8Array, values: Float64Array, step: number): number {
  const known: number[] = [];
  for (let r = 0; r < values.length; r += step) if (!Number.isNaN(values[r])) known.push(r);
  const truth = Uint8Array.from(known, (r) => y[r]);
  const score = Float64Array.from(known, (r) => values[r]);
  const { auc } = rankTotals(rank(truth, score), Uint16Array.of(1));
  return Number.isNaN(auc) ? 0.5 : auc;
}

/** Pearson's correlation over rows that have both; 0 where one does not vary. */
function correlation(a: Float64Array, b: Float64Array): number {
  let [n, sa, sb, aa, bb, ab] = [0, 0, 0, 0, 0, 0];
  for (let r = 0; r < a.length; r++) {
    if (Number.isNaN(a[r]) || Number.isNaN(b[r])) continue;
    n++;
    sa += a[r];
    sb += b[r];
    aa += a[r] * a[r];
    bb += b[r] * b[r];
    ab += a[r] * b[r];
  }
  const variance = (aa - (sa * sa) / n) * (bb - (sb * sb) / n);
  return variance > 0 ? (ab - (sa * sb) / n) / Math.sqrt(variance) : 0;
}
