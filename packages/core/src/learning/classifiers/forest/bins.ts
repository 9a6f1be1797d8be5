import { MOST_BINS } from '@wince/kernels';
import type { Matrix } from '../../../numbers/matrix.ts';
import { type SourceRows, sourceOf } from '../../../numbers/source-rows.ts';

/** The columns of a table cut into bins. */
export interface Bins {
  readonly rows: number;
  readonly columns: number;
  /** Column-major: the bin of row r in column c is `of[c * rows + r]`. */
  readonly of: Uint8Array;
  /** A row with the least and one with the greatest value in bin b of column c, at `c * MOST_BINS + b`; of no use where no row is in the bin. */
  readonly lowest: Int32Array;
  readonly highest: Int32Array;
}

/** Columns that are copied out of the table together: a row's part of them lies in one or two cache lines. */
const TOGETHER = 16;

/**
 * Cuts each column into bins: a bin for each value where there are at most 256 different ones; else a value's bin is the share of rows
 * with smaller values, in 256ths, rounded down, so that bins hold about as many rows each, and equal values are in one bin. Folds of one table
 * are parts of its order: that is sorted once for all of them.
 */
export function binColumns(x: Matrix): Bins {
  const source = sourceOf(x);
  const orders = source && ordersOf(source.table);
  return orders ? binPart(x, source, orders) : binAlone(x);
}

/** Columns sorted one by one. */
function binAlone({ rows, columns, data }: Matrix): Bins {
  const bins = noBins(rows, columns);
  const copies = new Float64Array(rows * TOGETHER);
  const sort = columnSorter(rows);
  for (let first = 0; first < columns; first += TOGETHER) {
    const width = Math.min(TOGETHER, columns - first);
    for (let r = 0; r < rows; r++) {
      for (let c = 0, at = r * columns + first; c < width; c++, at++) copies[c * rows + r] = data[at];
    }
    for (let c = 0; c < width; c++) {
      const column = copies.subarray(c * rows, (c + 1) * rows);
      const { order, distinct } = sort(column);
      const start = (first + c) * rows;
      const edges = (first + c) * MOST_BINS;
      let bin = -1;
      let before = Number.NaN;
      for (let i = 0; i < rows; i++) {
        const row = order[i];
        const value = column[row];
        if (value !== before) {
          const next = distinct <= MOST_BINS ? bin + 1 : Math.floor((MOST_BINS * i) / rows);
          if (next !== bin) bins.lowest[edges + next] = row;
          bin = next;
          before = value;
          bins.highest[edges + bin] = row;
        }
        bins.of[start + row] = bin;
      }
    }
  }
  return bins;
}

/** The same for some rows of a table, out of the order of all its rows: no value is looked at. */
function binPart(
  { rows, columns }: Pick<Matrix, 'rows' | 'columns'>,
  source: SourceRows,
  orders: Orders,
): Bins {
  const bins = noBins(rows, columns);
  const { of, lowest, highest } = bins;
  const places = new Int32Array(source.table.rows).fill(-1);
  for (let r = 0; r < rows; r++) places[source.rows[r]] = r;
  const { fresh } = orders;
  // The bin of a value with so many smaller ones, where there are more values than bins.
  const binAfter = Uint8Array.from({ length: rows }, (_, done) => Math.floor((MOST_BINS * done) / rows));
  for (let c = 0; c < columns; c++) {
    const order = orders.of.subarray(c * source.table.rows, (c + 1) * source.table.rows);
    const isFew = !hasMoreThan(MOST_BINS, order, fresh, places);
    const [start, edges] = [c * rows, c * MOST_BINS];
    let bin = -1;
    let done = 0;
    // The first value that is there is a new one, whatever stands before it in the table.
    let isNew = 1;
    for (let i = 0; i < order.length; i++) {
      const own = order[i];
      if (own & fresh) isNew = 1;
      const place = places[own & ~fresh];
      if (place < 0) continue;
      if (isNew === 1) {
        const next = isFew ? bin + 1 : binAfter[done];
        if (next !== bin) lowest[edges + next] = place;
        highest[edges + next] = place;
        bin = next;
        isNew = 0;
      }
      of[start + place] = bin;
      done++;
    }
  }
  return bins;
}

/** Whether rows of a column that are there have more than so many different values. */
function hasMoreThan(most: number, order: Orders['of'], fresh: number, places: Int32Array): boolean {
  let distinct = 0;
  let isNew = 1;
  for (let i = 0; i < order.length && distinct <= most; i++) {
    const own = order[i];
    if (own & fresh) isNew = 1;
    if (places[own & ~fresh] < 0) continue;
    distinct += isNew;
    isNew = 0;
  }
  return distinct > most;
}

function noBins(rows: number, columns: number): Bins {
  return {
    ...{ rows, columns, of: new Uint8Array(rows * columns) },
    lowest: new Int32Array(MOST_BINS * columns),
    highest: new Int32Array(MOST_BINS * columns),
  };
}

const DIGIT = 11;
const DIGITS = 1 << DIGIT;

/** Row numbers in the order of their values, and how many different values there are. */
interface Sorted {
  readonly order: Int32Array;
  readonly distinct: number;
}

/** Orders of all columns of a table. */
interface Orders {
  /** Row numbers column by column, by value; those whose value is greater than the one before have the bit `fresh`, too. */
  readonly of: Uint16Array | Int32Array;
  readonly fresh: number;
}

/** Rows whose numbers leave a bit of 16 free. */
const MOST_SHORT = 2 ** 15;

/** Bytes of the orders of a table's columns above which its parts are each sorted anew. */
const MOST_BYTES = 2 ** 27;

/** Of tables whose parts were sorted. */
const ordersOfTables = new WeakMap<Matrix, Orders>();

/** @returns undefined for a table that is too large */
function ordersOf(table: Matrix): Orders | undefined {
  const known = ordersOfTables.get(table);
  if (known) return known;
  const { rows, columns, data } = table;
  const isShort = rows <= MOST_SHORT;
  if (rows * columns * (isShort ? 2 : 4) > MOST_BYTES) return undefined;
  const of = isShort ? new Uint16Array(rows * columns) : new Int32Array(rows * columns);
  const fresh = isShort ? MOST_SHORT : 2 ** 30;
  const sort = columnSorter(rows);
  const copies = new Float64Array(rows * TOGETHER);
  for (let first = 0; first < columns; first += TOGETHER) {
    const width = Math.min(TOGETHER, columns - first);
    for (let r = 0; r < rows; r++) {
      for (let c = 0, at = r * columns + first; c < width; c++, at++) copies[c * rows + r] = data[at];
    }
    for (let c = 0; c < width; c++) {
      const column = copies.subarray(c * rows, (c + 1) * rows);
      const { order } = sort(column);
      for (let i = 0, at = (first + c) * rows; i < rows; i++, at++) {
        of[at] = order[i] | (i > 0 && column[order[i]] !== column[order[i - 1]] ? fresh : 0);
      }
    }
  }
  const orders = { of, fresh };
  ordersOfTables.set(table, orders);
  return orders;
}

/**
 * Sorts row numbers by the values of a column, equal values by row. By the digits of single precision (a radix sort), and where values
 * are more precise than that, neighbours are then put in order.
 */
function columnSorter(rows: number): (column: Float64Array) => Sorted {
  const single = new Float32Array(rows);
  const bits = new Int32Array(single.buffer);
  const keys = [new Int32Array(rows), new Int32Array(rows)] as const;
  const orders = [new Int32Array(rows), new Int32Array(rows)] as const;
  const counts = new Int32Array(3 * DIGITS);
  return (column) => {
    counts.fill(0);
    let isSingle = true;
    for (let r = 0; r < rows; r++) {
      // Adding 0 makes 0 of -0, which is equal to it.
      single[r] = column[r] + 0;
      if (single[r] !== column[r]) isSingle = false;
      const sign = bits[r] >> 31;
      // Of negative numbers all bits are turned, of others the sign alone: whole numbers in the same order.
      const key = bits[r] ^ (sign | -2147483648);
      keys[0][r] = key;
      orders[0][r] = r;
      counts[key & (DIGITS - 1)]++;
      counts[DIGITS + ((key >>> DIGIT) & (DIGITS - 1))]++;
      counts[2 * DIGITS + (key >>> (2 * DIGIT))]++;
    }
    for (let pass = 0; pass < 3; pass++) {
      const own = counts.subarray(pass * DIGITS, (pass + 1) * DIGITS);
      for (let digit = 0, sum = 0; digit < DIGITS; digit++) {
        const count = own[digit];
        own[digit] = sum;
        sum += count;
      }
      const [from, to] = pass === 1 ? [1, 0] : [0, 1];
      scatter(keys[from], orders[from], pass * DIGIT, own, keys[to], orders[to]);
    }
    const order = orders[1];
    if (!isSingle) sortNearly(order, column);
    let distinct = 1;
    if (isSingle) for (let i = 1; i < rows; i++) distinct += keys[1][i] !== keys[1][i - 1] ? 1 : 0;
    else for (let i = 1; i < rows; i++) distinct += column[order[i]] !== column[order[i - 1]] ? 1 : 0;
    return { order, distinct };
  };
}

/** Puts rows in order that are so but for a few neighbours. */
function sortNearly(order: Int32Array, column: Float64Array): void {
  for (let i = 1; i < order.length; i++) {
    const row = order[i];
    const value = column[row];
    let at = i;
    for (; at > 0 && column[order[at - 1]] > value; at--) order[at] = order[at - 1];
    order[at] = row;
  }
}

function scatter(
  keys: Int32Array,
  order: Int32Array,
  shift: number,
  next: Int32Array,
  toKeys: Int32Array,
  toOrder: Int32Array,
): void {
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    const at = next[(key >>> shift) & (DIGITS - 1)]++;
    toKeys[at] = key;
    toOrder[at] = order[i];
  }
}
