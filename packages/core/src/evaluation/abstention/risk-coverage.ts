import type { ScoredRows } from '../predictions.ts';

/** Error among the answered, where rows are answered in the order of how sure their score is. */
export interface RiskCoverage {
  /** The mean error among the answered over all shares answered: smaller is better. */
  readonly area: number;
  readonly points: readonly {
    /** The share of rows that are answered. */
    readonly answered: number;
    /** The share of wrong decisions among them. */
    readonly error: number;
  }[];
}

/** Points at 5 %, 10 %, ..., 100 %. */
const STEPS = 20;

/**
 * The risk and coverage curve. How sure a score is: its distance from the threshold, as a share of the largest there is on its side. Rows that are equally sure are
 * answered together: each part of them has their mean error.
 *
 * @param threshold of each row
 * @source El-Yaniv and Wiener 2010, JMLR 11, 1605-1641; the area: Geifman, Uziel and El-Yaniv 2019, arXiv:1805.08206
 */
export function riskCoverage({ truth, score, decision }: ScoredRows, threshold: Float64Array): RiskCoverage {
  const sure = score.map((value, row) => {
    const at = threshold[row];
    if (value >= at) return at >= 1 ? 1 : (value - at) / (1 - at);
    return (at - value) / at;
  });
  const order = Int32Array.from(sure.keys()).sort((a, b) => sure[b] - sure[a]);
  // Wrong decisions among the first so many rows.
  const wrong = new Float64Array(order.length + 1);
  for (let place = 0; place < order.length; ) {
    let end = place;
    let own = 0;
    for (; end < order.length && sure[order[end]] === sure[order[place]]; end++)
      own += truth[order[end]] === decision[order[end]] ? 0 : 1;
    for (let at = place; at < end; at++)
      wrong[at + 1] = wrong[place] + (own * (at + 1 - place)) / (end - place);
    place = end;
  }
  let area = 0;
  for (let rows = 1; rows <= order.length; rows++) area += wrong[rows] / rows;
  return {
    area: area / order.length,
    points: Array.from({ length: STEPS }, (_, i) => {
      const answered = (i + 1) / STEPS;
      const rows = Math.ceil(answered * order.length - 1e-9);
      return { answered, error: wrong[rows] / rows };
    }),
  };
}
