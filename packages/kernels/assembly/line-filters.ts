/**
 * Lines correlated with symmetric and antisymmetric kernels, two samples to a vector, four at a time. Each sample goes
 * through the sums of the plain loops in their order, so the results are the same to the last bit.
 */

const FLOAT: usize = 8;
const VECTOR: usize = 16;

/**
 * out(i) = cosine[0] l(i) + sum over k to `reach` of cosine[k] (l(i + k) + l(i - k)).
 *
 * @param line where sample 0 stands
 * @param step bytes from one result to the next
 */
export function filterEven(line: usize, count: i32, reach: i32, cosine: usize, out: usize, step: usize): void {
  const last = cosine + <usize>reach * FLOAT;
  for (; count > 0; count -= 4, line += 2 * VECTOR) {
    let factor = v128.load64_splat(cosine);
    let sum01 = f64x2.mul(factor, v128.load(line));
    let sum23 = f64x2.mul(factor, v128.load(line, VECTOR));
    let before = line;
    let behind = line;
    for (let c = cosine; c < last; ) {
      c += FLOAT;
      before -= FLOAT;
      behind += FLOAT;
      factor = v128.load64_splat(c);
      sum01 = f64x2.add(sum01, f64x2.mul(factor, f64x2.add(v128.load(behind), v128.load(before))));
      sum23 = f64x2.add(
        sum23,
        f64x2.mul(factor, f64x2.add(v128.load(behind, VECTOR), v128.load(before, VECTOR))),
      );
    }
    storeFour(out, step, sum01, sum23);
    out += 4 * step;
  }
}

/** As `filterEven`, and beside it odd(i) = sum over k to `reach` of sine[k] (l(i + k) - l(i - k)). */
export function filterEvenOdd(
  line: usize,
  count: i32,
  reach: i32,
  cosine: usize,
  sine: usize,
  even: usize,
  odd: usize,
  step: usize,
): void {
  const last = cosine + <usize>reach * FLOAT;
  for (; count > 0; count -= 4, line += 2 * VECTOR) {
    let factor = v128.load64_splat(cosine);
    let even01 = f64x2.mul(factor, v128.load(line));
    let even23 = f64x2.mul(factor, v128.load(line, VECTOR));
    let odd01 = f64x2.splat(0);
    let odd23 = f64x2.splat(0);
    let before = line;
    let behind = line;
    let s = sine;
    for (let c = cosine; c < last; ) {
      c += FLOAT;
      s += FLOAT;
      before -= FLOAT;
      behind += FLOAT;
      factor = v128.load64_splat(c);
      const oddFactor = v128.load64_splat(s);
      let b = v128.load(before);
      let f = v128.load(behind);
      even01 = f64x2.add(even01, f64x2.mul(factor, f64x2.add(f, b)));
      odd01 = f64x2.add(odd01, f64x2.mul(oddFactor, f64x2.sub(f, b)));
      b = v128.load(before, VECTOR);
      f = v128.load(behind, VECTOR);
      even23 = f64x2.add(even23, f64x2.mul(factor, f64x2.add(f, b)));
      odd23 = f64x2.add(odd23, f64x2.mul(oddFactor, f64x2.sub(f, b)));
    }
    storeFour(even, step, even01, even23);
    storeFour(odd, step, odd01, odd23);
    even += 4 * step;
    odd += 4 * step;
  }
}

@inline
function storeFour(to: usize, step: usize, first: v128, second: v128): void {
  v128.store64_lane(to, first, 0);
  v128.store64_lane(to + step, first, 1);
  v128.store64_lane(to + 2 * step, second, 0);
  v128.store64_lane(to + 3 * step, second, 1);
}
