/**
 * Rows by falling score, with all that a sweep over decision thresholds needs, so that a bootstrap sorts once and
 * then passes over the rows in order.
 */
export interface Ranking {
  /** Row numbers by falling score. */
  readonly order: Int32Array;
  /** 1 for a positive row, 0 for a negative one, by falling score. */
  readonly truth: Uint8Array;
  /** Number of the row's subject, by falling score. */
  readonly subject: Int32Array;
  /** Behind the last place of each group of equal scores, ascending. */
  readonly ends: Int32Array;
}

/** Both need rows of both labels: NaN, here and only here, stands for undefined. */
export interface RankTotals {
  readonly auc: number;
  readonly averagePrecision: number;
}

export function rank(truth: Uint8Array, score: Float64Array, subject?: Int32Array): Ranking {
  const order = Int32Array.from(score, (_, row) => row).sort((a, b) => score[b] - score[a]);
  const ends: number[] = [];
  for (let place = 1; place <= order.length; place++) {
    if (place === order.length || score[order[place]] !== score[order[place - 1]]) ends.push(place);
  }
  return {
    order,
    truth: Uint8Array.from(order, (row) => truth[row]),
    subject: Int32Array.from(order, (row) => (subject ? subject[row] : 0)),
    ends: Int32Array.from(ends),
  };
}

/**
 * Area under the ROC curve and average precision of rows that count as often as their subject was drawn.
 *
 * The area is the share of pairs of a positive and a negative row that are in the right order, equal scores counting
 * half (Mann and Whitney). Average precision is the sum of precisions at the distinct scores, each weighted by the
 * recall that it adds; nothing is interpolated.
 *
 * @param times how often each subject counts; every index of `ranking.subject` has an entry
 */
export function rankTotals(ranking: Ranking, times: Uint16Array): RankTotals {
  const { truth, subject, ends } = ranking;
  let positives = 0;
  let negatives = 0;
  let ordered = 0; // pairs in the right order, times two
  let precisions = 0;
  let place = 0;
  for (let group = 0; group < ends.length; group++) {
    let groupPositives = 0;
    let groupNegatives = 0;
    for (const end = ends[group]; place < end; place++) {
      // Without a branch: labels in order of score are as good as random to a processor.
      const weight = times[subject[place]];
      const positive = weight * truth[place];
      groupPositives += positive;
      groupNegatives += weight - positive;
    }
    ordered += groupNegatives * (2 * positives + groupPositives);
    positives += groupPositives;
    negatives += groupNegatives;
    if (groupPositives > 0) precisions += (groupPositives * positives) / (positives + negatives);
  }
  if (positives === 0 || negatives === 0) return { auc: Number.NaN, averagePrecision: Number.NaN };
  return { auc: ordered / (2 * positives * negatives), averagePrecision: precisions / positives };
}
