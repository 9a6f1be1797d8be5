import { plainGaussian } from './gaussian.ts';
import {
  LEAST_CURVATURE,
  type Multipliers,
  type PairSteps,
  type PairTable,
  type StepsDone,
} from './pair-steps.ts';
import { coarseSteps } from './plain-coarse.ts';
import { plainProducts } from './products.ts';

/** Steps wherever TypeScript runs. */
export function plainPairSteps(table: PairTable): PairSteps {
  switch (table.kind) {
    case 'values':
      return stepsOn(table.values, table.rows);
    case 'products':
      return stepsOn(plainProducts(table.x), table.x.rows);
    case 'gaussian':
      return stepsOn(plainGaussian(table.x, table.gamma), table.x.rows);
  }
}

function stepsOn(kernel: Float32Array | Float64Array, n: number): PairSteps {
  const block = <Values extends Float32Array | Float64Array>(which: Int32Array, out: Values): Values => {
    for (let a = 0, at = 0; a < which.length; a++) {
      for (let b = 0; b < which.length; b++, at++) out[at] = kernel[which[a] * n + which[b]];
    }
    return out;
  };
  return {
    rows: n,
    step: (multipliers, tolerance, most, isChecked) =>
      step(kernel, n, multipliers, tolerance, most, isChecked),
    coarse:
      kernel instanceof Float32Array
        ? (multipliers, tolerance, most) => coarseSteps(kernel, n, multipliers, tolerance, most)
        : null,
    subtract(which, factors, slope) {
      for (let i = 0; i < which.length; i++) {
        for (let k = 0, at = which[i] * n; k < n; k++, at++) slope[k] -= factors[i] * kernel[at];
      }
    },
    values: (which) => block(which, new Float64Array(which.length ** 2)),
    part(which) {
      const size = which.length ** 2;
      const own = kernel instanceof Float64Array ? new Float64Array(size) : new Float32Array(size);
      return stepsOn(block(which, own), which.length);
    },
  };
}

function step(
  kernel: Float32Array | Float64Array,
  n: number,
  { signed, lower, upper, slope }: Multipliers,
  tolerance: number,
  most: number,
  isChecked: boolean,
): StepsDone {
  const diagonal = Float64Array.from({ length: n }, (_, i) => kernel[i * n + i]);
  const mayRise = new Uint8Array(n);
  const mayFall = new Uint8Array(n);
  const mark = (i: number) => {
    mayRise[i] = signed[i] < upper[i] ? 1 : 0;
    mayFall[i] = signed[i] > lower[i] ? 1 : 0;
  };
  for (let i = 0; i < n; i++) mark(i);
  let first = steepest(slope, mayRise);
  for (let steps = 0; ; steps++) {
    if (steps >= most && !isChecked) return { steps, optimal: false };
    if (first < 0) return { steps, optimal: true };
    const highestSlope = slope[first];
    const row = first * n;
    let second = -1;
    let bestGain = 0;
    let least = Infinity;
    const own = diagonal[first];
    for (let j = 0; j < n; j++) {
      if (mayFall[j] === 0) continue;
      const value = slope[j];
      if (value < least) least = value;
      const violation = highestSlope - value;
      if (violation <= 0) continue;
      const curvature = own + diagonal[j] - 2 * kernel[row + j];
      const gain = (violation * violation) / (curvature > 0 ? curvature : LEAST_CURVATURE);
      if (gain > bestGain) {
        bestGain = gain;
        second = j;
      }
    }
    if (second < 0 || highestSlope - least < tolerance) return { steps, optimal: true };
    if (steps >= most) return { steps, optimal: false };

    const curvature = own + diagonal[second] - 2 * kernel[row + second];
    let delta = (highestSlope - slope[second]) / (curvature > 0 ? curvature : LEAST_CURVATURE);
    const roomAbove = upper[first] - signed[first];
    const roomBelow = signed[second] - lower[second];
    delta = Math.min(delta, roomAbove, roomBelow);
    // Exactly onto a bound where a step takes all the room there is.
    signed[first] = delta === roomAbove ? upper[first] : signed[first] + delta;
    signed[second] = delta === roomBelow ? lower[second] : signed[second] - delta;
    mark(first);
    mark(second);

    const otherRow = second * n;
    first = -1;
    let highest = -Infinity;
    for (let k = 0; k < n; k++) {
      const value = slope[k] - delta * (kernel[row + k] - kernel[otherRow + k]);
      slope[k] = value;
      if (value > highest && mayRise[k] === 1) {
        highest = value;
        first = k;
      }
    }
  }
}

function steepest(slope: Float64Array, mayRise: Uint8Array): number {
  let best = -1;
  for (let i = 0; i < slope.length; i++) {
    if (mayRise[i] === 1 && (best < 0 || slope[i] > slope[best])) best = i;
  }
  return best;
}
