import { rank } from './ranking.ts';

/** One point a distinct score, by falling threshold: rows at or above the threshold are decided positive. */
export interface RocPoint {
  /** Null for the first point, at which no row is decided positive. */
  readonly threshold: number | null;
  readonly false_positive_rate: number;
  readonly true_positive_rate: number;
}

/** A point of the curve: precision and recall, 0 to 1, of the rows whose score reaches `threshold`. */
export interface PrecisionRecallPoint {
  readonly threshold: number;
  readonly precision: number;
  readonly recall: number;
}

/** A bin of the reliability diagram. Bins without rows are left out. */
export interface CalibrationBin {
  /** Scores in (from, to]; the first bin holds its lower end too. */
  readonly from: number;
  readonly to: number;
  readonly rows: number;
  readonly mean_score: number;
  /** Share of the bin's rows that are positive. */
  readonly positive_share: number;
}

/** The ROC curve, from (0, 0) to (1, 1), by falling threshold. Empty unless rows have both labels. */
export function rocCurve(truth: Uint8Array, score: Float64Array): readonly RocPoint[] {
  const { counts, positives, negatives } = sweep(truth, score);
  if (positives === 0 || negatives === 0) return [];
  return [
    { threshold: null, false_positive_rate: 0, true_positive_rate: 0 },
    ...counts.map(({ threshold, tp, fp }) => ({
      threshold,
      false_positive_rate: fp / negatives,
      true_positive_rate: tp / positives,
    })),
  ];
}

/** Precision and recall at every distinct score, by falling threshold. Empty unless rows have both labels. */
export function precisionRecallCurve(
  truth: Uint8Array,
  score: Float64Array,
): readonly PrecisionRecallPoint[] {
  const { counts, positives, negatives } = sweep(truth, score);
  if (positives === 0 || negatives === 0) return [];
  return counts.map(({ threshold, tp, fp }) => ({
    threshold,
    precision: tp / (tp + fp),
    recall: tp / positives,
  }));
}

/**
 * Share of positive rows against mean score, in bins of equal width over [0, 1].
 *
 * @param score values in [0, 1]
 * @source DeGroot and Fienberg 1983, doi:10.2307/2987588
 */
export function calibrationBins(
  truth: Uint8Array,
  score: Float64Array,
  bins = 10,
): readonly CalibrationBin[] {
  const edges = Array.from({ length: bins + 1 }, (_, i) => (i === bins ? 1 : i * (1 / bins)));
  const rows = new Int32Array(bins);
  const scores = new Float64Array(bins);
  const positives = new Int32Array(bins);
  for (let row = 0; row < truth.length; row++) {
    let bin = 0;
    while (bin < bins - 1 && score[row] > edges[bin + 1]) bin++;
    rows[bin]++;
    scores[bin] += score[row];
    positives[bin] += truth[row];
  }
  return Array.from({ length: bins }, (_, bin) => ({
    from: edges[bin],
    to: edges[bin + 1],
    rows: rows[bin],
    mean_score: scores[bin] / rows[bin],
    positive_share: positives[bin] / rows[bin],
  })).filter((bin) => bin.rows > 0);
}

/** Rows at or above each distinct score, by falling score. */
function sweep(truth: Uint8Array, score: Float64Array) {
  const ranking = rank(truth, score);
  const counts: { threshold: number; tp: number; fp: number }[] = [];
  let tp = 0;
  let place = 0;
  for (const end of ranking.ends) {
    for (; place < end; place++) tp += ranking.truth[place];
    counts.push({ threshold: score[ranking.order[end - 1]], tp, fp: end - tp });
  }
  return { counts, positives: tp, negatives: truth.length - tp };
}
