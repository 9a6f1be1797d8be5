import { innerProducts, NEAR_ERROR, NEAR_LEAST, NEAR_LENGTH, nearProducts } from '@wince/kernels';
import { z } from 'zod';
import { WinceError } from '../../errors.ts';
import type { Matrix } from '../../numbers/matrix.ts';
import { asFloat64 } from '../../numbers/source-rows.ts';
import { clear, limit, type Nearest, nearest, offer } from '../selection/relieff/nearest.ts';
import { defineClassifier } from './classifier.ts';
import { squaredLengths } from './svm/kernel.ts';
import {
  checkNewRows,
  checkTrainingRows,
  inDouble,
  LENGTHS,
  numbers,
  plain,
  positiveNumbers,
} from './training-rows.ts';

const parameters = z.strictObject({
  /** Neighbours that vote. */
  k: z.int().min(1).default(5),
});

const model = z
  .object({
    kind: z.literal('knn'),
    k: z.int().min(1),
    columns: z.int().min(1),
    /** Training rows, row-major. */
    rows: numbers,
    labels: z.array(z.int().min(0).max(1)),
    /** Weight of each row's vote. */
    weights: positiveNumbers,
  })
  .refine(
    ({ k, columns, rows, labels, weights }) =>
      k <= labels.length && rows.length === labels.length * columns && weights.length === labels.length,
    LENGTHS,
  );

/** Training rows of models that were fitted here: what their `rows` list. */
const tablesOfModels = new WeakMap<object, Float64Array>();

/**
 * k nearest neighbours: the share of positive votes among the k training rows nearest by Euclidean distance; of rows
 * equally near, the first in the table is nearer. `raw` and `score` are the same.
 *
 * @throws WinceError `too-few-rows` when there are fewer than k training rows
 * @source Cover and Hart 1967, doi:10.1109/TIT.1967.1053964
 */
export const nearestNeighbours = defineClassifier({
  id: 'knn',
  version: 1,
  title: 'k nearest neighbours',
  scoreIs: 'the share of positive rows among the nearest neighbours',
  source: 'Cover and Hart 1967, doi:10.1109/TIT.1967.1053964',
  parameters,
  standardise: true,
  model,
  fit(rows, { k }) {
    checkTrainingRows(rows);
    const { x, y, weights } = inDouble(rows);
    if (x.rows < k) {
      throw new WinceError(
        'too-few-rows',
        `${k} nearest neighbours cannot be found among ${x.rows} training rows.`,
        {
          hint: `Choose a k of ${x.rows} or less, or add rows.`,
        },
      );
    }
    let rowsOfModel: number[] | undefined;
    const fitted = {
      kind: 'knn' as const,
      k,
      columns: x.columns,
      // A fold scores its rows and keeps no model: numbers of a large table are listed when somebody asks for them.
      get rows() {
        rowsOfModel ??= plain(x.data);
        return rowsOfModel;
      },
      labels: Array.from(y),
      weights: weights ? plain(weights) : new Array<number>(x.rows).fill(1),
    };
    tablesOfModels.set(fitted, x.data);
    return fitted;
  },
  predict(fitted, x) {
    const { k, columns, labels, weights } = fitted;
    checkNewRows(x, columns);
    const data = tablesOfModels.get(fitted) ?? Float64Array.from(fitted.rows);
    const training = { rows: labels.length, columns, data };
    const list = nearest(k);
    const raw = new Float64Array(x.rows);
    const offerNear = openNear(asFloat64(x), training, list);
    for (let r = 0; r < x.rows; r++) {
      clear(list);
      offerNear(r);
      let positive = 0;
      let all = 0;
      for (let t = 0; t < k; t++) {
        const weight = weights[list.rows[t]];
        all += weight;
        if (labels[list.rows[t]] === 1) positive += weight;
      }
      raw[r] = positive / all;
    }
    return { raw, score: raw.slice() };
  },
});

/** Terms below which inner products of all pairs save nothing. */
const WORTH_PRODUCTS = 1_000_000;

/**
 * Offers rows of a table to the list of the nearest: those that are among them, and perhaps others.
 *
 * Squared distances from inner products are off by rounding: in double precision by at most `columns` units in the last place of the squared lengths, twice
 * over, and in single precision, which takes half of the time, by `NEAR_ERROR` of them. They tell which rows are surely not among the nearest. Those of the
 * others are summed up as differences.
 */
function openNear(
  x: Matrix<Float64Array>,
  table: Matrix<Float64Array>,
  list: Nearest,
): (row: number) => void {
  const { columns } = x;
  const rowOf = (r: number) => x.data.subarray(r * columns, (r + 1) * columns);
  const squares = new Float64Array(table.rows);
  if (x.rows * table.rows * columns < WORTH_PRODUCTS) {
    return (r) => {
      squaredDistances(rowOf(r), table.data, squares);
      for (let t = 0; t < squares.length; t++) offer(list, t, squares[t]);
    };
  }
  const [ofRows, ofTable] = [squaredLengths(x), squaredLengths(table)];
  const isNear = [ofRows, ofTable].every((squares) => squares.every((square) => square <= NEAR_LENGTH ** 2));
  const products = isNear ? nearProducts(x, table) : innerProducts(x, table);
  const share = 4 * (columns + 8) * Number.EPSILON + (isNear ? NEAR_ERROR : 0);
  const least = isNear ? 2 * columns * NEAR_LEAST : 0;
  const farthest = nearest(list.rows.length);
  const square = new Float64Array(1);
  return (r) => {
    clear(farthest);
    for (let t = 0, at = r * table.rows; t < table.rows; t++, at++) {
      const lengths = ofRows[r] + ofTable[t];
      squares[t] = lengths - 2 * products[at];
      const most = squares[t] + share * lengths + least;
      if (most < limit(farthest)) offer(farthest, t, most);
    }
    const bound = limit(farthest);
    for (let t = 0; t < table.rows; t++) {
      if (squares[t] - share * (ofRows[r] + ofTable[t]) - least > bound) continue;
      squaredDistances(rowOf(r), table.data.subarray(t * columns, (t + 1) * columns), square);
      offer(list, t, square[0]);
    }
  };
}

/** Squared Euclidean distances of one row from all rows of a table. */
function squaredDistances(row: Float64Array, table: Float64Array, out: Float64Array): void {
  const columns = row.length;
  const four = out.length - (out.length % 4);
  for (let t = 0; t < four; t += 4) {
    let [a, b, c, d] = [0, 0, 0, 0];
    const at = t * columns;
    for (let i = 0; i < columns; i++) {
      const value = row[i];
      const da = value - table[at + i];
      const db = value - table[at + columns + i];
      const dc = value - table[at + 2 * columns + i];
      const dd = value - table[at + 3 * columns + i];
      a += da * da;
      b += db * db;
      c += dc * dc;
      d += dd * dd;
    }
    out[t] = a;
    out[t + 1] = b;
    out[t + 2] = c;
    out[t + 3] = d;
  }
  for (let t = four; t < out.length; t++) {
    let sum = 0;
    for (let i = 0; i < columns; i++) {
      const difference = row[i] - table[t * columns + i];
      sum += difference * difference;
    }
    out[t] = sum;
  }
}
