import { quantile } from '../../numbers/quantile.ts';
import { randomFrom } from '../../numbers/random.ts';
import { ownProbabilities, type ProbabilityRows } from './probability-rows.ts';
import {
  binOfRows,
  EQUAL_MASS,
  EQUAL_WIDTH,
  type ReliabilityBin,
  type RowBins,
  reliabilityBins,
} from './reliability-bins.ts';

/** How far shares of positives are from mean scores, bin by bin, beside what a perfect score of the same rows has. */
export interface CalibrationError {
  /** Mean distance, weighted by rows. */
  readonly ece: number;
  /** The largest distance. */
  readonly mce: number;
  /** The mean ECE of a perfect score: labels are drawn by the scores themselves. */
  readonly expected_ece: number;
  /** Its 95 % quantile: above it, an ECE is more than chance. */
  readonly ece_95: number;
  readonly bins: readonly ReliabilityBin[];
}

const MOST_DRAWS = 200;
const LEAST_DRAWS = 20;
/** Labels that are drawn in all, about. */
const DRAWN_LABELS = 2_000_000;

/**
 * Expected and maximum calibration error over ten bins of equal width, and over ten of equal mass. With few rows even a perfect score has an ECE well above 0, so
 * that each stands beside the one that a perfect score of the same rows has.
 *
 * @source Naeini, Cooper and Hauskrecht 2015, AAAI 29, 2901-2907; the comparison: Bröcker and Smith 2007, doi:10.1175/WAF993.1
 */
export function calibrationErrors(
  rows: ProbabilityRows,
  seed: string | number,
): { readonly equal_width: CalibrationError; readonly equal_mass: CalibrationError } {
  const kinds = [EQUAL_WIDTH, EQUAL_MASS] as const;
  const bins = kinds.map((kind) => binOfRows(rows, kind));
  const draws = Math.min(MOST_DRAWS, Math.max(LEAST_DRAWS, Math.floor(DRAWN_LABELS / rows.truth.length)));
  const perfect = bins.map(() => new Float64Array(draws));
  const random = randomFrom('a perfect score', seed, ...rows.subjects);
  const probability = ownProbabilities(rows);
  const [negative, positive] = weightsOfLabels(rows);
  const drawn = {
    ...rows,
    truth: new Uint8Array(rows.truth.length),
    weight: new Float64Array(rows.truth.length),
  };
  for (let draw = 0; draw < draws; draw++) {
    for (let r = 0; r < probability.length; r++) {
      drawn.truth[r] = random.next() < probability[r] ? 1 : 0;
      drawn.weight[r] = drawn.truth[r] === 1 ? positive : negative;
    }
    bins.forEach((own, k) => {
      perfect[k][draw] = errorsInBins(drawn, own).ece;
    });
  }
  const [width, mass] = kinds.map((kind, k): CalibrationError => {
    const ascending = perfect[k].sort();
    return {
      ...errorsInBins(rows, bins[k]),
      expected_ece: ascending.reduce((sum, each) => sum + each, 0) / draws,
      ece_95: quantile(ascending, 0.95),
      bins: reliabilityBins(rows, kind, seed),
    };
  });
  return { equal_width: width, equal_mass: mass };
}

function errorsInBins({ truth, score, weight }: ProbabilityRows, { count, bin }: RowBins) {
  const weights = new Float64Array(count);
  const excess = new Float64Array(count);
  for (let r = 0; r < truth.length; r++) {
    weights[bin[r]] += weight[r];
    excess[bin[r]] += weight[r] * (score[r] - truth[r]);
  }
  return errorsOfBins(weights, excess);
}

/**
 * Expected and maximum calibration error.
 *
 * @param weights of the rows in each bin
 * @param excess the weighted sum of scores less labels in each bin
 */
export function errorsOfBins(
  weights: Float64Array,
  excess: Float64Array,
): Pick<CalibrationError, 'ece' | 'mce'> {
  let total = 0;
  let distance = 0;
  let mce = 0;
  for (let b = 0; b < weights.length; b++) {
    if (weights[b] === 0) continue;
    total += weights[b];
    distance += Math.abs(excess[b]);
    mce = Math.max(mce, Math.abs(excess[b]) / weights[b]);
  }
  return { ece: distance / total, mce };
}

function weightsOfLabels({ truth, weight }: ProbabilityRows): readonly [number, number] {
  return [weight[truth.indexOf(0)] ?? 1, weight[truth.indexOf(1)] ?? 1];
}
