import { sigmoid } from '../../numbers/sigmoid.ts';
import type { Scores } from '../out-of-fold/scores.ts';
import type { LeftOutFold, SharedRows } from './left-out-rows.ts';
import { momentsOf, momentsWithout } from './moments.ts';

/**
 * Scores of many folds by naive Bayes on z-scores of each fold's training rows. Moments of all rows are computed once, and each fold takes those
 * of its own rows away: the cost grows with the rows, not with rows times folds.
 *
 * @param smoothing as the classifier's own
 * @returns null for a fold that must be fitted alone: without one of the labels, or where too little spread is left
 */
export function naiveBayesOfFolds(
  { x, y }: SharedRows,
  folds: readonly LeftOutFold[],
  smoothing: number,
): (Scores | null)[] {
  const whole = momentsOf(x);
  const labels = [0, 1].map((label) =>
    momentsOf(
      x,
      y.map((own) => (own === label ? 1 : 0)),
    ),
  );
  return folds.map(({ left, scored }) => {
    const without = [...left];
    const all = momentsWithout(whole, x, without);
    const negative = momentsWithout(
      labels[0],
      x,
      without.filter((row) => y[row] === 0),
    );
    const positive = momentsWithout(
      labels[1],
      x,
      without.filter((row) => y[row] === 1),
    );
    if (!all || !negative || !positive) return null;
    const { columns, data } = scored;
    // z-scores that vary at all have a variance of 1.
    const added = all.variance.some((variance) => variance > 0) ? smoothing : 1;
    const deviation = all.variance.map((variance) => Math.sqrt(variance) || 1);
    const spread = [negative, positive].map(({ variance }) =>
      variance.map((own, c) => own / deviation[c] ** 2 + added),
    );
    let constant = Math.log(positive.count / negative.count);
    for (let c = 0; c < columns; c++) constant += 0.5 * (Math.log(spread[0][c]) - Math.log(spread[1][c]));
    const raw = new Float64Array(scored.rows);
    for (let r = 0, at = 0; r < scored.rows; r++) {
      let sum = 0;
      for (let c = 0; c < columns; c++, at++) {
        const fromNegative = (data[at] - negative.mean[c]) / deviation[c];
        const fromPositive = (data[at] - positive.mean[c]) / deviation[c];
        sum += (fromNegative * fromNegative) / spread[0][c] - (fromPositive * fromPositive) / spread[1][c];
      }
      raw[r] = constant + 0.5 * sum;
    }
    return { raw, score: raw.map(sigmoid) };
  });
}
