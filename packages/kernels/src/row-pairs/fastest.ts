import { plainRowPairs } from './plain.ts';
import type { RowPairs, Rows } from './rows.ts';
import { vectorRowPairs } from './vectors.ts';

/** Which code computes pairs of rows. The results are the same. */
interface Options {
  /** Asks for plain TypeScript. */
  readonly plain?: boolean;
}

/** Terms below which plain loops are done before WebAssembly has its copy of the rows. */
const WORTH_COPYING = 100_000;

let vectors: RowPairs | undefined;

/**
 * Manhattan distances of the rows of `a` from those of `b`, in WebAssembly or, where there is none or few are asked for, in plain
 * TypeScript: the same to the last bit, for each sum takes the columns in their order.
 *
 * @returns `a.rows x b.rows` numbers
 * @throws RangeError for tables of different columns
 */
export function manhattanDistances(a: Rows, b: Rows, options: Options = {}): Float64Array {
  return pairsOf('distances', a, b, options);
}

/**
 * Inner products of the rows of `a` with those of `b`, in WebAssembly or, where there is none or few are asked for, in plain
 * TypeScript: the same to the last bit, for each sum takes the columns in their order.
 *
 * @returns `a.rows x b.rows` numbers
 * @throws RangeError for tables of different columns
 */
export function innerProducts(a: Rows, b: Rows, options: Options = {}): Float64Array {
  return pairsOf('products', a, b, options);
}

/**
 * Inner products of the rows of `a` with those of `b` in single precision, in half of the time: see `NEAR_ERROR`. The same to the last bit in WebAssembly
 * and in plain TypeScript.
 *
 * @returns `a.rows x b.rows` numbers
 * @throws RangeError for tables of different columns
 */
export function nearProducts(a: Rows, b: Rows, options: Options = {}): Float64Array {
  return pairsOf('nearProducts', a, b, options);
}

function pairsOf(kind: keyof RowPairs, a: Rows, b: Rows, { plain }: Options): Float64Array {
  if (a.columns !== b.columns)
    throw new RangeError(`rows of ${a.columns} columns do not pair with rows of ${b.columns}`);
  const out = new Float64Array(a.rows * b.rows);
  const few = a.rows < 4 || a.rows * b.rows * a.columns < WORTH_COPYING;
  const rowPairs = plain || few ? plainRowPairs : fastest();
  rowPairs[kind](a, b, out);
  return out;
}

function fastest(): RowPairs {
  vectors ??= vectorRowPairs() ?? plainRowPairs;
  return vectors;
}
