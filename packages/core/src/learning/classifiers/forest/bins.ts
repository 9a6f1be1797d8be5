import { MOST_BINS } from '@wince/kernels';
import type { Matrix } from '../../../numbers/matrix.ts';
import { type SourceRows, sourceOf } from '../../../numbers/source-rows.ts';

/** The columns of a table cut into bins. */
export interface Bins {
  readonly rows: number;
  readonly columns: number;
  /** Column-major: the bin of row r in column c is `of[c * rows + r]`. */
  readonly of: Uint8Array;
  /** The least and greatest value in bin b of column c, at `c * MOST_BINS + b`; of no use where no row is in the bin. */
  readonly lowest: Float64Array;
  readonly highest: Float64Array;
}

/** Columns that are copied out of the table together: a row's part of them lies in one or two cache lines. */
const TOGETHER = 16;

/** Bytes of the orders of a table's columns above which its parts are each sorted anew. */
const MOST_BYTES = 2 ** 27;

/**
 * Cuts each column into bins: a bin for each value where there are at most 256 different ones; else a value's bin is the share of rows
 * with smaller values, in 256ths, rounded down, so that bins hold about as many rows each, and equal values are in one bin. Folds of one table
 * are parts of its order: that is sorted once for all of them.
 */
export function binColumns(x: Matrix<Float64Array>): Bins {
  const { rows, columns, data } = x;
  const of = new Uint8Array(rows * columns);
  const lowest = new Float64Array(MOST_BINS * columns);
  const highest = new Float64Array(MOST_BINS * columns);
  const copies = new Float64Array(rows * TOGETHER);
  const source = sourceOf(x);
  const isShared = source && bytesOfOrders(source.table) <= MOST_BYTES;
  const sort = isShared ? partSorter(source) : columnSorter(rows);
  for (let first = 0; first < columns; first += TOGETHER) {
    const width = Math.min(TOGETHER, columns - first);
    for (let r = 0; r < rows; r++) {
      for (let c = 0, at = r * columns + first; c < width; c++, at++) copies[c * rows + r] = data[at];
    }
    for (let c = 0; c < width; c++) {
      const column = copies.subarray(c * rows, (c + 1) * rows);
      const { order, distinct } = sort(column, first + c);
      const start = (first + c) * rows;
      const edges = (first + c) * MOST_BINS;
      let bin = -1;
      let before = Number.NaN;
      for (let i = 0; i < rows; i++) {
        const row = order[i];
        const value = column[row];
        if (value !== before) {
          const next = distinct <= MOST_BINS ? bin + 1 : Math.floor((MOST_BINS * i) / rows);
          if (next !== bin) lowest[edges + next] = value;
          bin = next;
          before = value;
          highest[edges + bin] = value;
        }
        of[start + row] = bin;
      }
    }
  }
  return { rows, columns, of, lowest, highest };
}

const DIGIT = 11;
const DIGITS = 1 << DIGIT;

/** Row numbers in the order of their values, and how many different values there are. */
interface Sorted {
  readonly order: Int32Array;
  readonly distinct: number;
}

/** Orders of all columns of a table, one behind the other. */
type Orders = Uint16Array | Int32Array;

/** Of tables whose parts were sorted. */
const ordersOfTables = new WeakMap<Matrix, Orders>();

const bytesOfOrders = ({ rows, columns }: Matrix): number => rows * columns * (rows <= 2 ** 16 ? 2 : 4);

function ordersOf(table: Matrix): Orders {
  const known = ordersOfTables.get(table);
  if (known) return known;
  const { rows, columns, data } = table;
  const orders = rows <= 2 ** 16 ? new Uint16Array(rows * columns) : new Int32Array(rows * columns);
  const sort = columnSorter(rows);
  const column = new Float64Array(rows);
  for (let c = 0; c < columns; c++) {
    for (let r = 0, at = c; r < rows; r++, at += columns) column[r] = data[at];
    orders.set(sort(column).order, c * rows);
  }
  ordersOfTables.set(table, orders);
  return orders;
}

/** Takes the order of some rows of a table out of that of all its rows. */
function partSorter({ table, rows: which }: SourceRows): (column: Float64Array, number: number) => Sorted {
  const orders = ordersOf(table);
  const places = new Int32Array(table.rows).fill(-1);
  for (let r = 0; r < which.length; r++) places[which[r]] = r;
  const order = new Int32Array(which.length);
  return (column, number) => {
    let size = 0;
    let distinct = 0;
    let before = Number.NaN;
    for (let i = number * table.rows, end = i + table.rows; i < end; i++) {
      const place = places[orders[i]];
      if (place < 0) continue;
      order[size++] = place;
      const value = column[place];
      if (value !== before) distinct++;
      before = value;
    }
    return { order, distinct };
  };
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
