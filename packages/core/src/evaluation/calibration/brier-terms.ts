import type { ProbabilityRows } from './probability-rows.ts';
import { binOfRows, EQUAL_WIDTH } from './reliability-bins.ts';

/** The parts of the Brier score over ten bins of equal width: score = reliability - resolution + uncertainty + variance - covariance. */
export interface BrierTerms {
  readonly score: number;
  /** Mean squared distance between mean score and share of positives of a bin: 0 where scores are calibrated. */
  readonly reliability: number;
  /** Mean squared distance between the share of positives of a bin and that of all: large where scores tell rows apart. */
  readonly resolution: number;
  /** p (1 - p) of all rows: what a score that knows nothing but the prevalence has. */
  readonly uncertainty: number;
  /** Of scores within their bins. */
  readonly within_bin_variance: number;
  /** Of scores and labels within their bins, twice. */
  readonly within_bin_covariance: number;
}

/**
 * The Brier score in parts. Bins hide what goes on within them; with both terms within bins the sum is exact.
 *
 * @source Murphy 1973, doi:10.1175/1520-0450(1973)012<0595:ANVPOT>2.0.CO;2; within bins: Stephenson, Coelho and Jolliffe 2008,
 * doi:10.1175/2007WAF2006116.1
 */
export function brierTerms(rows: ProbabilityRows): BrierTerms {
  const { truth, score, weight } = rows;
  const { count, bin } = binOfRows(rows, EQUAL_WIDTH);
  const weights = new Float64Array(count);
  const scores = new Float64Array(count);
  const positives = new Float64Array(count);
  let brier = 0;
  for (let r = 0; r < truth.length; r++) {
    const b = bin[r];
    weights[b] += weight[r];
    scores[b] += weight[r] * score[r];
    positives[b] += weight[r] * truth[r];
    brier += weight[r] * (score[r] - truth[r]) ** 2;
  }
  const total = sumOf(weights);
  const mean = sumOf(positives) / total;
  let reliability = 0;
  let resolution = 0;
  for (let b = 0; b < count; b++) {
    if (weights[b] === 0) continue;
    const share = positives[b] / weights[b];
    reliability += weights[b] * (scores[b] / weights[b] - share) ** 2;
    resolution += weights[b] * (share - mean) ** 2;
  }
  let variance = 0;
  let covariance = 0;
  for (let r = 0; r < truth.length; r++) {
    const b = bin[r];
    const off = score[r] - scores[b] / weights[b];
    variance += weight[r] * off ** 2;
    covariance += 2 * weight[r] * (truth[r] - positives[b] / weights[b]) * off;
  }
  return {
    score: brier / total,
    reliability: reliability / total,
    resolution: resolution / total,
    uncertainty: mean * (1 - mean),
    within_bin_variance: variance / total,
    within_bin_covariance: covariance / total,
  };
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, each) => sum + each, 0);
}
