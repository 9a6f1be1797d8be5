/**
 * Sums of a row's numbers weighted by cosines. The second half of a cosine is the mirror of its first half, or the negative of it, so numbers are
 * added in pairs for even coefficients, and subtracted for odd ones: both stand in the lanes of a vector.
 */

const FLOAT: usize = 8;
const VECTOR: usize = 16;
/** Bytes of the weights of eight coefficients in a band. */
const GROUP: usize = 64;

/**
 * @param levels rows of `2 * half` numbers; those below `floor` count as `floor`
 * @param groups of eight coefficients
 * @param basis `half` times the weights of eight coefficients, for each group
 * @param pairs `half` vectors, which are written over
 * @param out rows of `row` bytes; behind the last one, the rest of its last group is written over
 */
export function cosineSums(
  levels: usize,
  rows: i32,
  half: i32,
  floor: f64,
  groups: i32,
  basis: usize,
  pairs: usize,
  out: usize,
  row: usize,
): void {
  const lowest = f64x2.splat(floor);
  const length = VECTOR * <usize>half;
  const end = pairs + length;
  for (let r = 0; r < rows; r++, levels += length, out += row) {
    let high = levels + length - FLOAT;
    for (let low = levels, to = pairs; to < end; low += FLOAT, high -= FLOAT, to += VECTOR) {
      const a = f64x2.pmax(v128.load64_splat(low), lowest);
      const b = f64x2.pmax(v128.load64_splat(high), lowest);
      v128.store(to, v128.shuffle<f64>(f64x2.add(a, b), f64x2.sub(a, b), 0, 2));
    }
    let weights = basis;
    let at = out;
    for (let group = 0; group < groups; group++, at += GROUP) {
      let first = f64x2.splat(0);
      let second = f64x2.splat(0);
      let third = f64x2.splat(0);
      let fourth = f64x2.splat(0);
      for (let pair = pairs; pair < end; pair += VECTOR, weights += GROUP) {
        const value = v128.load(pair);
        first = f64x2.add(first, f64x2.mul(v128.load(weights), value));
        second = f64x2.add(second, f64x2.mul(v128.load(weights, 16), value));
        third = f64x2.add(third, f64x2.mul(v128.load(weights, 32), value));
        fourth = f64x2.add(fourth, f64x2.mul(v128.load(weights, 48), value));
      }
      v128.store(at, first);
      v128.store(at, second, 16);
      v128.store(at, third, 32);
      v128.store(at, fourth, 48);
    }
  }
}
