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

/** The given rows and columns of a matrix, in the given order, as float64. All columns where none are named. */
export function submatrix(
  source: Matrix,
  rows: ArrayLike<number>,
  columns?: ArrayLike<number>,
): Matrix<Float64Array> {
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
