import { normalShare } from './normal.ts';

/** Steps of the integral: an even number. */
const STEPS = 400;
/** The integral runs over [-EDGE, EDGE]: beyond it there is less than 1e-15 of a normal distribution. */
const EDGE = 8;

/**
 * The probability that the range of some independent standard normal values is at least q: the studentized range with infinitely
 * many degrees of freedom.
 *
 * @param count how many values, at least 2
 * @source Harter 1960, doi:10.1214/aoms/1177705684
 */
export function rangeP(q: number, count: number): number {
  if (q <= 0) return 1;
  const step = (2 * EDGE) / STEPS;
  let sum = 0;
  for (let i = 0; i <= STEPS; i++) {
    const z = -EDGE + i * step;
    const weight = i === 0 || i === STEPS ? 1 : i % 2 === 1 ? 4 : 2;
    const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
    sum += weight * density * (normalShare(z) - normalShare(z - q)) ** (count - 1);
  }
  return Math.max(0, 1 - (count * sum * step) / 3);
}

/** The range that is exceeded with the given probability. */
export function rangeCritical(p: number, count: number): number {
  let low = 0;
  let high = 100;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (rangeP(middle, count) > p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
