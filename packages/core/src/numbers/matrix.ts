/** Numbers with 24 or 53 bits. */
export type Numbers = Float32Array | Float64Array;

/** An array of zeros with as many bits a number as another one has. */
export function zerosLike(numbers: Numbers, length: number): Numbers {
  return numbers instanceof Float64Array ? new Float64Array(length) : new Float32Array(length);
}

/** Rows by columns of numbers in one array, row-major: element (r, c) is `data[r * columns + c]`. */
export interface Matrix<Data extends Numbers = Numbers> {
  readonly rows: number;
  readonly columns: number;
  readonly data: Data;
}

/** A matrix over an array that is already there. @throws RangeError when the sizes do not fit. */
export function matrix<Data extends Numbers>(rows: number, columns: number, data: Data): Matrix<Data> {
  if (data.length !== rows * columns) {
    throw new RangeError(`a ${rows} x ${columns} matrix holds ${rows * columns} numbers, not ${data.length}`);
  }
  return { rows, columns, data };
}

/** Some rows of a table: a copy that is made when somebody asks for its numbers. */
class TakenRows implements Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly #table: Matrix;
  readonly #which: Int32Array;
  readonly #onCopy: (copy: Numbers) => void;
  #copy: Numbers | undefined;

  constructor(table: Matrix, which: Int32Array, onCopy: (copy: Numbers) => void) {
    this.rows = which.length;
    this.columns = table.columns;
    this.#table = table;
    this.#which = which;
    this.#onCopy = onCopy;
  }

  get data(): Numbers {
    if (!this.#copy) {
      this.#copy = copyOf(this.#table, this.#which);
      this.#onCopy(this.#copy);
    }
    return this.#copy;
  }

  /** The table, and the numbers of the rows in it. */
  get source(): { readonly table: Matrix; readonly rows: Int32Array } {
    return { table: this.#table, rows: this.#which };
  }

  /** A row where it lies in the table, or in the copy where there is one. */
  row(r: number): Numbers {
    if (!this.#copy) return rowOf(this.#table, this.#which[r]);
    return this.#copy.subarray(r * this.columns, (r + 1) * this.columns);
  }

  /** Some columns of some of the rows, straight from the table. */
  part(rows: ArrayLike<number>, columns: ArrayLike<number>): Matrix<Float64Array> {
    return submatrix(
      this.#table,
      Int32Array.from(rows, (row) => this.#which[row]),
      columns,
    );
  }
}

/**
 * Some rows of a table, in the given order. They are copied when somebody asks for the numbers of all columns: folds that keep a few
 * columns never do.
 *
 * @param onCopy told of the copy, once it is made
 */
export function takenRows(table: Matrix, which: Int32Array, onCopy: (copy: Numbers) => void): Matrix {
  return new TakenRows(table, which, onCopy);
}

/** The table that a matrix of `takenRows` takes its rows from, and their numbers there, whether or not they were copied; nothing of any other matrix. */
export function takenFrom(x: Matrix): { readonly table: Matrix; readonly rows: Int32Array } | undefined {
  return x instanceof TakenRows ? x.source : undefined;
}

/** A row of a matrix as it lies in the memory: rows of a table that were taken are not copied for it. Nobody writes into it. */
export function rowOf(x: Matrix, row: number): Numbers {
  if (x instanceof TakenRows) return x.row(row);
  return x.data.subarray(row * x.columns, (row + 1) * x.columns);
}

function copyOf({ data, columns }: Matrix, which: Int32Array): Numbers {
  const copy = zerosLike(data, which.length * columns);
  // Rows that follow each other are copied together.
  for (let r = 0, end = 0; r < which.length; r = end) {
    for (end = r + 1; end < which.length && which[end] === which[end - 1] + 1; ) end++;
    const from = which[r] * columns;
    copy.set(data.subarray(from, from + (end - r) * columns), r * columns);
  }
  return copy;
}

/** The given rows and columns of a matrix, in the given order, as float64. All columns where none are named. */
export function submatrix(
  source: Matrix,
  rows: ArrayLike<number>,
  columns?: ArrayLike<number>,
): Matrix<Float64Array> {
  if (source instanceof TakenRows && columns) return source.part(rows, columns);
  const width = columns ? columns.length : source.columns;
  const data = new Float64Array(rows.length * width);
  for (let r = 0; r < rows.length; r++) {
    const from = rows[r] * source.columns;
    const to = r * width;
    if (columns) for (let c = 0; c < width; c++) data[to + c] = source.data[from + columns[c]];
    else data.set(source.data.subarray(from, from + width), to);
  }
  return { rows: rows.length, columns: width, data };
}
