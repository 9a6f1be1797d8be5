/** The 97.5 % quantile of the standard normal distribution: half a 95 % interval in standard errors. */
export const NORMAL_975 = 1.959963984540054;

/** The 80 % quantile: with it, a difference of `NORMAL_975 + NORMAL_80` standard errors is found in four of five samples. */
export const NORMAL_80 = 0.8416212335729143;

/** Up to here the series of erf converges fast and loses nothing by taking it from 1; above, the continued fraction does. */
const SERIES = 2;

/** Two-sided p of a standard normal deviate: the probability of one at least as far from 0. */
export function normalP(z: number): number {
  return erfc(Math.abs(z) / Math.SQRT2);
}

/** The probability of a standard normal deviate of at most z. */
export function normalShare(z: number): number {
  const tail = erfc(Math.abs(z) / Math.SQRT2) / 2;
  return z < 0 ? tail : 1 - tail;
}

/** 1 - erf(x) for x >= 0, to 1e-13 of its value. */
function erfc(x: number): number {
  if (x < SERIES) {
    let term = x;
    let sum = x;
    for (let n = 1; Math.abs(term) > 1e-18 * sum; n++) {
      term *= (-x * x) / n;
      sum += term / (2 * n + 1);
    }
    return 1 - (2 / Math.sqrt(Math.PI)) * sum;
  }
  // Laplace's continued fraction, from the inside.
  let fraction = x;
  for (let n = 200; n >= 1; n--) fraction = x + n / 2 / fraction;
  return Math.exp(-x * x) / (fraction * Math.sqrt(Math.PI));
}
