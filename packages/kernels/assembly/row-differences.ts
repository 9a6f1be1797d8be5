/** Differences of the rows of a table of whole numbers in double precision: their sums are the same in any order. */

const FLOAT: usize = 8;
const VECTOR: usize = 16;
/** Columns whose sums are worked at once: what all rows add to them stays in the first cache. */
const COLUMNS: usize = 256;

/**
 * Manhattan distances of a row from others over some columns.
 *
 * @param row, x addresses of the first of these columns in the row, and in the first row of the table
 * @param step bytes of a row
 * @param which numbers of the other rows
 */
export function addDistances(
  row: usize,
  x: usize,
  step: usize,
  columns: i32,
  which: usize,
  many: i32,
  out: usize,
): void {
  const fours = FLOAT * <usize>(columns & ~3);
  const end = FLOAT * <usize>columns;
  for (let i = 0; i < many; i++, which += 4, out += FLOAT) {
    const other = x + <usize>load<i32>(which) * step;
    let first = f64x2.splat(0);
    let second = f64x2.splat(0);
    let at: usize = 0;
    for (; at < fours; at += 2 * VECTOR) {
      first = f64x2.add(first, f64x2.abs(f64x2.sub(v128.load(row + at), v128.load(other + at))));
      second = f64x2.add(
        second,
        f64x2.abs(f64x2.sub(v128.load(row + at, VECTOR), v128.load(other + at, VECTOR))),
      );
    }
    const sums = f64x2.add(first, second);
    let sum = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
    for (; at < end; at += FLOAT) sum += Math.abs(load<f64>(row + at) - load<f64>(other + at));
    store<f64>(out, sum);
  }
}

/** Adds the differences of a row from others over some columns, each times a factor, to a sum for each column. */
export function addDifferences(
  row: usize,
  x: usize,
  step: usize,
  columns: i32,
  which: usize,
  factor: f64,
  many: i32,
  sums: usize,
): void {
  const pairs = FLOAT * <usize>(columns & ~1);
  const factors = f64x2.splat(factor);
  for (let from: usize = 0; from < pairs; from += FLOAT * COLUMNS) {
    const to = pairs < from + FLOAT * COLUMNS ? pairs : from + FLOAT * COLUMNS;
    for (let i: usize = 0; i < <usize>many; i++) {
      const other = x + <usize>load<i32>(which + 4 * i) * step;
      for (let at = from; at < to; at += VECTOR) {
        const difference = f64x2.abs(f64x2.sub(v128.load(row + at), v128.load(other + at)));
        v128.store(sums + at, f64x2.add(v128.load(sums + at), f64x2.mul(factors, difference)));
      }
    }
  }
  if ((columns & 1) === 0) return;
  let sum = load<f64>(sums + pairs);
  for (let i: usize = 0; i < <usize>many; i++) {
    const other = x + <usize>load<i32>(which + 4 * i) * step;
    sum += factor * Math.abs(load<f64>(row + pairs) - load<f64>(other + pairs));
  }
  store<f64>(sums + pairs, sum);
}
