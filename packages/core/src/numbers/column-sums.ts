import { type Matrix, rowOf } from './matrix.ts';

/** Four rows and their factors. */
type Four<Item> = readonly [Item, Item, Item, Item];

/**
 * Adds some rows of a table, each times its factor, to a sum for each column, in the order of the rows.
 *
 * @param which numbers of rows
 * @param factors one for each row of the table; 1 where there are none
 */
export function addRows(
  table: Matrix,
  which: ArrayLike<number>,
  factors: Float64Array | undefined,
  sums: Float64Array,
): void {
  byFours(table, which, factors, ([p, q, s, t], [ofP, ofQ, ofS, ofT]) => {
    for (let c = 0; c < sums.length; c++)
      sums[c] = sums[c] + ofP * p[c] + ofQ * q[c] + ofS * s[c] + ofT * t[c];
  });
}

/**
 * Adds the squared distances of some rows of a table from a centre, each times its row's factor, to a sum for each column, in the order of the rows.
 *
 * @param which numbers of rows
 * @param centre a number for each column
 * @param factors one for each row of the table; 1 where there are none
 */
export function addSquares(
  table: Matrix,
  which: ArrayLike<number>,
  centre: Float64Array,
  factors: Float64Array | undefined,
  sums: Float64Array,
): void {
  byFours(table, which, factors, ([p, q, s, t], [ofP, ofQ, ofS, ofT]) => {
    for (let c = 0; c < sums.length; c++) {
      const middle = centre[c];
      const fromP = p[c] - middle;
      const fromQ = q[c] - middle;
      const fromS = s[c] - middle;
      const fromT = t[c] - middle;
      sums[c] =
        sums[c] +
        ofP * (fromP * fromP) +
        ofQ * (fromQ * fromQ) +
        ofS * (fromS * fromS) +
        ofT * (fromT * fromT);
    }
  });
}

/**
 * Hands out rows four at a time, so that sums are read and written once for four of them; zeros times 0 stand in for rows behind the last one.
 * Rows are of double precision whatever the table is, so that one loop is compiled for one kind of array.
 */
function byFours(
  table: Matrix,
  which: ArrayLike<number>,
  factors: Float64Array | undefined,
  add: (rows: Four<Float64Array>, factors: Four<number>) => void,
): void {
  const copies = Array.from({ length: 4 }, () => new Float64Array(table.columns));
  const rowAt = (i: number) => {
    const own = copies[i % 4];
    if (i >= which.length) return own.fill(0);
    const row = rowOf(table, which[i]);
    if (row instanceof Float64Array) return row;
    own.set(row);
    return own;
  };
  const factorOf = (i: number) => (i >= which.length ? 0 : factors ? factors[which[i]] : 1);
  for (let i = 0; i < which.length; i += 4) {
    add(
      [rowAt(i), rowAt(i + 1), rowAt(i + 2), rowAt(i + 3)],
      [factorOf(i), factorOf(i + 1), factorOf(i + 2), factorOf(i + 3)],
    );
  }
}
