import { z } from 'zod';
import { sigmoid } from '../../numbers/sigmoid.ts';
import { defineCalibrator } from './calibrator.ts';

/** The probability of pain at a decision value f is sigmoid(slope * f + intercept). */
export interface Sigmoid {
  readonly slope: number;
  readonly intercept: number;
  /**
   * Whether the decisions ran against the labels, so that the best sigmoid would fall: the slope is then held at
   * `LEAST_SLOPE` to keep the order of the decisions, and only the intercept is fitted.
   */
  readonly held: boolean;
}

/** The slope of a sigmoid that must not fall. */
export const LEAST_SLOPE = 1e-3;

/**
 * Platt's sigmoid: maximises the likelihood of the labels, with targets (N+ + 1) / (N+ + 2) and 1 / (N- + 2) in place of
 * 1 and 0, by Newton's method with backtracking. With row weights, N+ and N- are sums of weights.
 *
 * @param decisions decision values of rows that the decision function was not fitted on
 * @source Platt 1999; Lin, Lin and Weng 2007, doi:10.1007/s10994-007-5018-6
 */
export function fitSigmoid(decisions: Float64Array, y: Uint8Array, weights?: Float64Array): Sigmoid {
  let positive = 0;
  let negative = 0;
  for (let i = 0; i < y.length; i++) {
    if (y[i] === 1) positive += weights ? weights[i] : 1;
    else negative += weights ? weights[i] : 1;
  }
  const high = (positive + 1) / (positive + 2);
  const low = 1 / (negative + 2);
  const targets = Float64Array.from(y, (label) => (label === 1 ? high : low));
  const start = Math.log((positive + 1) / (negative + 1));
  const free = newton(decisions, targets, weights, 0, start, true);
  if (free.slope > 0) return { ...free, held: false };
  return { ...newton(decisions, targets, weights, LEAST_SLOPE, start, false), held: true };
}

/**
 * Platt scaling: the sigmoid of the classifier's decision value that maximises the likelihood of the labels. Two numbers, so it does with
 * few rows; it is right where the decision values of both labels follow normal distributions of one width.
 *
 * @source Platt 1999; Lin, Lin and Weng 2007, doi:10.1007/s10994-007-5018-6
 */
export const platt = defineCalibrator({
  id: 'platt',
  version: 1,
  title: 'Platt scaling',
  source: 'doi:10.1007/s10994-007-5018-6',
  maps: 'raw',
  parameters: z.strictObject({}),
  model: z.object({ slope: z.number(), intercept: z.number(), held: z.boolean() }),
  fit: ({ raw, y }) => fitSigmoid(raw, y),
  apply: ({ slope, intercept }, { raw }) => raw.map((f) => sigmoid(slope * f + intercept)),
});

const MOST_STEPS = 100;
const LEAST_STEP = 1e-10;
const RIDGE = 1e-12;

function newton(
  decisions: Float64Array,
  targets: Float64Array,
  weights: Float64Array | undefined,
  slope: number,
  intercept: number,
  slopeIsFree: boolean,
): { slope: number; intercept: number } {
  let loss = negativeLogLikelihood(decisions, targets, weights, slope, intercept);
  for (let step = 0; step < MOST_STEPS; step++) {
    let h11 = RIDGE;
    let h22 = RIDGE;
    let h21 = 0;
    let g1 = 0;
    let g2 = 0;
    for (let i = 0; i < decisions.length; i++) {
      const f = decisions[i];
      const p = sigmoid(slope * f + intercept);
      const weight = weights ? weights[i] : 1;
      const spread = weight * p * (1 - p);
      const error = weight * (p - targets[i]);
      h11 += f * f * spread;
      h22 += spread;
      h21 += f * spread;
      g1 += f * error;
      g2 += error;
    }
    if (!slopeIsFree) {
      h11 = 1;
      h21 = 0;
      g1 = 0;
    }
    if (Math.abs(g1) < 1e-10 && Math.abs(g2) < 1e-10) break;
    const determinant = h11 * h22 - h21 * h21;
    const bySlope = -(h22 * g1 - h21 * g2) / determinant;
    const byIntercept = -(h11 * g2 - h21 * g1) / determinant;
    const descent = g1 * bySlope + g2 * byIntercept;
    let length = 1;
    for (; length >= LEAST_STEP; length /= 2) {
      const trySlope = slope + length * bySlope;
      const tryIntercept = intercept + length * byIntercept;
      const tryLoss = negativeLogLikelihood(decisions, targets, weights, trySlope, tryIntercept);
      if (tryLoss < loss + 1e-4 * length * descent) {
        slope = trySlope;
        intercept = tryIntercept;
        loss = tryLoss;
        break;
      }
    }
    // No step lowers the loss any further: the optimum, to the last digits.
    if (length < LEAST_STEP) break;
  }
  return { slope, intercept };
}

function negativeLogLikelihood(
  decisions: Float64Array,
  targets: Float64Array,
  weights: Float64Array | undefined,
  slope: number,
  intercept: number,
): number {
  let loss = 0;
  for (let i = 0; i < decisions.length; i++) {
    const z = slope * decisions[i] + intercept;
    // log(1 + e^z) - t z, from the side on which the exponential cannot overflow.
    const term =
      z >= 0 ? (1 - targets[i]) * z + Math.log1p(Math.exp(-z)) : Math.log1p(Math.exp(z)) - targets[i] * z;
    loss += weights ? weights[i] * term : term;
  }
  return loss;
}
