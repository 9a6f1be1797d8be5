import { LEAST_CURVATURE, type Multipliers, type StepsDone } from './pair-steps.ts';

const { fround } = Math;

/** Steps by pairs with slopes of single precision, as the vectors make them: see `PairSteps.coarse`. */
export function coarseSteps(
  kernel: Float32Array,
  n: number,
  { signed, lower, upper, slope: given }: Multipliers,
  tolerance: number,
  most: number,
): StepsDone {
  const slope = Float32Array.from(given);
  const least = fround(tolerance);
  const tiny = fround(LEAST_CURVATURE);
  const mayRise = (i: number) => signed[i] < upper[i];
  const mayFall = (i: number) => signed[i] > lower[i];
  for (let steps = 0; ; steps++) {
    const first = largest(slope, mayRise);
    const second = first < 0 ? -1 : bestPartner(first);
    if (first < 0 || steps >= most || second < 0) {
      given.set(slope);
      return { steps, optimal: first < 0 || steps < most };
    }
    const [row, otherRow] = [first * n, second * n];
    const bend = kernel[row + first] + kernel[otherRow + second] - 2 * kernel[row + second];
    let delta = (slope[first] - slope[second]) / (bend > 0 ? bend : LEAST_CURVATURE);
    const above = upper[first] - signed[first];
    const below = signed[second] - lower[second];
    delta = Math.min(delta, above, below);
    signed[first] = delta === above ? upper[first] : signed[first] + delta;
    signed[second] = delta === below ? lower[second] : signed[second] - delta;
    const length = fround(delta);
    for (let k = 0; k < n; k++) {
      slope[k] = slope[k] - fround(length * fround(kernel[row + k] - kernel[otherRow + k]));
    }
  }

  /** The row that a step with the first one gains most by; -1 where no pair violates the conditions. */
  function bestPartner(first: number): number {
    let [second, bestGain, lowest] = [-1, 0, Infinity];
    const own = kernel[first * n + first];
    for (let j = 0; j < n; j++) {
      if (!mayFall(j)) continue;
      lowest = Math.min(lowest, slope[j]);
      const violation = fround(slope[first] - slope[j]);
      if (violation <= 0) continue;
      const product = kernel[first * n + j];
      const curvature = fround(fround(own + kernel[j * n + j]) - fround(product + product));
      const gain = fround(fround(violation * violation) / (curvature > 0 ? curvature : tiny));
      if (gain > bestGain) [second, bestGain] = [j, gain];
    }
    return fround(slope[first] - lowest) < least ? -1 : second;
  }
}

function largest(slope: Float32Array, isIn: (i: number) => boolean): number {
  let best = -1;
  for (let i = 0; i < slope.length; i++) if (isIn(i) && (best < 0 || slope[i] > slope[best])) best = i;
  return best;
}
