import { betaQuantile, betaShare } from './beta.ts';
import { logGamma } from './gamma.ts';
import { normalShare } from './normal.ts';

/** Two-sided p of a value of Student's t distribution. @param degrees of freedom, at least 1 */
export function studentP(t: number, degrees: number): number {
  return betaShare(degrees / (degrees + t * t), degrees / 2, 1 / 2);
}

/** The value that |t| exceeds with the given probability. @param p two-sided, in (0, 1) */
export function studentCritical(p: number, degrees: number): number {
  const x = betaQuantile(p, degrees / 2, 1 / 2);
  return Math.sqrt((degrees * (1 - x)) / x);
}

/** Steps of the integral over the spread: an even number. */
const STEPS = 500;

/**
 * The power of a two-sided t test of paired differences: how often a true mean difference is found.
 *
 * The probability of a t value beyond the critical one, given the sample's own spread, is averaged over the distribution of that
 * spread (chi) by Simpson's rule.
 *
 * @param effect the true mean difference in standard deviations of the differences
 * @param n pairs, at least 2
 */
export function pairedPower(effect: number, n: number, alpha: number): number {
  const degrees = n - 1;
  const critical = studentCritical(alpha, degrees);
  const shift = effect * Math.sqrt(n);
  // s: the sample's standard deviation over the true one; its density is that of chi over the root of the degrees of freedom.
  const logFront = (1 - degrees / 2) * Math.LN2 - logGamma(degrees / 2) + 0.5 * degrees * Math.log(degrees);
  const density = (s: number) =>
    s === 0
      ? degrees === 1
        ? Math.exp(logFront)
        : 0
      : Math.exp(logFront + (degrees - 1) * Math.log(s) - (degrees * s * s) / 2);
  const beyond = (s: number) => normalShare(shift - critical * s) + normalShare(-shift - critical * s);
  const spread = 10 / Math.sqrt(2 * degrees);
  const from = Math.max(0, 1 - spread);
  const to = 1 + spread;
  const step = (to - from) / STEPS;
  let sum = 0;
  for (let i = 0; i <= STEPS; i++) {
    const s = from + i * step;
    sum += (i === 0 || i === STEPS ? 1 : i % 2 === 1 ? 4 : 2) * density(s) * beyond(s);
  }
  return (sum * step) / 3;
}

/**
 * The least true mean difference, in standard deviations of the differences, that a paired t test finds with the given power.
 *
 * @param n pairs, at least 2
 * @source Cohen 1988, Statistical Power Analysis for the Behavioral Sciences, ISBN 978-0-8058-0283-2, chapter 2
 */
export function detectableEffect(n: number, alpha = 0.05, power = 0.8): number {
  const name = `${n} ${alpha} ${power}`;
  const found = known.get(name) ?? solveEffect(n, alpha, power);
  known.set(name, found);
  return found;
}

/** Effects that were asked for: every pair of cells of a run asks for the same. */
const known = new Map<string, number>();

function solveEffect(n: number, alpha: number, power: number): number {
  let low = 0;
  let high = 1;
  while (pairedPower(high, n, alpha) < power) high *= 2;
  for (let i = 0; i < 36; i++) {
    const middle = (low + high) / 2;
    if (pairedPower(middle, n, alpha) < power) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
