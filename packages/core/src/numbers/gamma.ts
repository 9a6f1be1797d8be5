/** Lanczos' coefficients for g = 7. */
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
] as const;

/** The logarithm of the gamma function, for x >= 1/2. */
export function logGamma(x: number): number {
  const [first, ...others] = LANCZOS;
  let sum: number = first;
  others.forEach((coefficient, i) => {
    sum += coefficient / (x + i);
  });
  const t = x + 6.5;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}

/**
 * The regularised incomplete gamma function from above: the share of a gamma distribution with this shape and scale 1 above x.
 *
 * @param shape at least 1/2
 * @source Abramowitz and Stegun 1964, 6.5.29 (series) and 6.5.31 (continued fraction, evaluated by the method of Lentz)
 */
export function gammaAbove(x: number, shape: number): number {
  if (x <= 0) return 1;
  const front = Math.exp(shape * Math.log(x) - x - logGamma(shape));
  if (x < shape + 1) {
    let term = 1 / shape;
    let sum = term;
    for (let n = 1; n < 10_000 && term > 1e-17 * sum; n++) {
      term *= x / (shape + n);
      sum += term;
    }
    return 1 - front * sum;
  }
  let b = x + 1 - shape;
  let c = 1e300;
  let d = 1 / b;
  let value = d;
  for (let n = 1; n < 10_000; n++) {
    const a = -n * (n - shape);
    b += 2;
    d = 1 / (a * d + b);
    c = b + a / c;
    value *= d * c;
    if (Math.abs(d * c - 1) < 1e-16) break;
  }
  return front * value;
}

/** The probability of a chi-squared value of at least x. @param degrees of freedom, at least 1 */
export function chiSquaredP(x: number, degrees: number): number {
  return gammaAbove(x / 2, degrees / 2);
}
