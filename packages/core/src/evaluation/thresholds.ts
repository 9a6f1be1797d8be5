import { WinceError } from '../errors.ts';
import { rank } from './ranking.ts';

/** How a decision threshold comes about: fixed, at Youden's J, or at the least cost of wrong decisions. */
export type ThresholdRule =
  | number
  | 'youden'
  | {
      /** Cost of a positive row decided negative. */
      readonly false_negative: number;
      /** Cost of a negative row decided positive. */
      readonly false_positive: number;
    };

/**
 * Chooses the score at and above which a row counts as positive.
 *
 * Thresholds are tried half-way between neighbouring distinct scores, half-way between the least score and 0 (all
 * positive), and half-way between the greatest and 1 (none positive; just above 1 where the greatest score is 1).
 * `youden` takes the greatest sensitivity + specificity - 1; costs take the least sum of costs over the rows as they
 * are. Of equally good ones the nearest to 0.5 is taken, then the lower.
 *
 * @param truth labels of rows that the classifier behind `score` has not seen: inner out-of-fold scores by subject
 * @param score values in [0, 1]
 * @throws WinceError `one-class-threshold` where the rows have one label, `not-a-number` for a score outside [0, 1]
 * @source Youden 1950, doi:10.1002/1097-0142(1950)3:1<32::AID-CNCR2820030106>3.0.CO;2-3
 */
export function chooseThreshold(truth: Uint8Array, score: Float64Array, rule: ThresholdRule): number {
  if (typeof rule === 'number') return rule;
  if (truth.length !== score.length)
    throw new RangeError(`${truth.length} labels, but ${score.length} scores`);
  const bad = score.findIndex((value) => !(value >= 0 && value <= 1));
  if (bad >= 0) {
    throw new WinceError(
      'not-a-number',
      `The score of row ${bad + 1} is ${score[bad]}, not a number in [0, 1].`,
      {
        hint: 'A threshold can be chosen only from scores between 0 and 1.',
      },
    );
  }
  const positives = truth.reduce((sum, label) => sum + label, 0);
  const negatives = truth.length - positives;
  if (positives === 0 || negatives === 0) {
    throw new WinceError(
      'one-class-threshold',
      `A threshold cannot be chosen on ${truth.length} rows of which ${positives} are positive.`,
      { hint: 'Give the threshold as a number, or add subjects with the missing label.' },
    );
  }
  // J = tp / positives - fp / negatives; multiplied out it stays a whole number and ties are exact.
  const gain = rule === 'youden' ? negatives : rule.false_negative;
  const loss = rule === 'youden' ? positives : rule.false_positive;

  const ranking = rank(truth, score);
  const scoreAt = (place: number) => score[ranking.order[place]];
  let best = between(scoreAt(0), scoreAt(0) < 1 ? 1 : 1 + 2 * Number.EPSILON);
  let most = 0;
  let tp = 0;
  let place = 0;
  for (const end of ranking.ends) {
    for (; place < end; place++) tp += ranking.truth[place];
    const threshold = between(end < truth.length ? scoreAt(end) : 0, scoreAt(end - 1));
    const value = tp * gain - (end - tp) * loss;
    const nearer = Math.abs(threshold - 0.5) - Math.abs(best - 0.5);
    if (value > most || (value === most && nearer <= 0)) {
      most = value;
      best = threshold;
    }
  }
  return best;
}

/** The middle of two scores, so that the lower one stays below it; the upper one where there is no number between. */
function between(lower: number, upper: number): number {
  const middle = (lower + upper) / 2;
  return middle > lower ? middle : upper;
}
