import { z } from 'zod';
import { WinceError } from '../../errors.ts';
import { labelSetOf } from '../../evaluation/abstention/label-set.ts';
import { howMany } from '../../how-many.ts';
import { randomFrom } from '../../numbers/random.ts';

/** Decision values of calibration rows of one label, ascending, with the weight of each: those of a subject sum up to 1. */
export const conformalPoints = z
  .object({ raw: z.array(z.number()), weight: z.array(z.number().positive()) })
  .refine(({ raw, weight }) => raw.length === weight.length, 'it does not have a weight for each value')
  .refine(({ raw }) => raw.every((value, i) => i === 0 || value >= raw[i - 1]), 'its values do not ascend');
/** Calibration rows of one label; see `conformalPoints`. */
export type ConformalPoints = z.infer<typeof conformalPoints>;

/** Rows that a fit has not seen, with the decision values that it gives them. One entry a row. */
export interface UnseenRows {
  readonly y: Uint8Array;
  readonly subjects: readonly string[];
  readonly raw: Float64Array;
}

/** The calibration rows of a fit, by label. */
export interface LabelPoints {
  readonly negative: ConformalPoints;
  readonly positive: ConformalPoints;
}

/** Protects comparisons of sums of weights from their last digits. */
const ROUNDING = 1e-9;

/** So few calibration subjects of a label could never rule the label out at this level. */
export function leastSubjects(level: number): number {
  return Math.ceil(1 / (1 - level) - 1 - ROUNDING);
}

/**
 * The calibration rows of one fit, by label: of each subject one row of each label, drawn by the seed and the subject's name, or all of them with
 * weights that sum up to 1. Exchangeable are subjects and not rows, so that a subject counts once whatever the number of its rows is.
 *
 * @param unit `one-row`: exact for a row of a new subject that is drawn in the same way; `all-rows`: at least as sure, whatever the numbers of rows are
 * @source Lee, Barber and Willett 2023, arXiv:2306.06342; Dunn, Wasserman and Ramdas 2023, doi:10.1080/01621459.2022.2060112
 */
export function pointsOf(rows: UnseenRows, unit: 'one-row' | 'all-rows', seed: string): LabelPoints {
  return { negative: pointsOfLabel(rows, 0, unit, seed), positive: pointsOfLabel(rows, 1, unit, seed) };
}

function pointsOfLabel(
  { y, subjects, raw }: UnseenRows,
  label: 0 | 1,
  unit: 'one-row' | 'all-rows',
  seed: string,
): ConformalPoints {
  const own = Map.groupBy(
    [...y.keys()].filter((row) => y[row] === label),
    (row) => subjects[row],
  );
  const points = [...own].flatMap(([subject, rows]) => {
    // Ascending, so that the order of rows in a table draws no other row.
    const values = Float64Array.from(rows, (row) => raw[row]).sort();
    if (unit === 'all-rows') return Array.from(values, (value) => ({ value, weight: 1 / values.length }));
    const drawn = randomFrom(seed, 'calibration row', subject, String(label)).below(values.length);
    return [{ value: values[drawn], weight: 1 }];
  });
  points.sort((a, b) => a.value - b.value || a.weight - b.weight);
  return { raw: points.map(({ value }) => value), weight: points.map(({ weight }) => weight) };
}

/** How many subjects stand behind calibration rows. */
export function subjectsBehind(points: readonly ConformalPoints[]): number {
  return Math.round(points.reduce((sum, { weight }) => sum + weight.reduce((all, each) => all + each, 0), 0));
}

/** @throws WinceError `too-few-to-abstain` where a label has fewer calibration subjects than the level needs */
export function refuseFewSubjects(parts: readonly LabelPoints[], level: number, words: Words): void {
  const least = leastSubjects(level);
  for (const side of ['negative', 'positive'] as const) {
    const count = subjectsBehind(parts.map((part) => part[side]));
    if (count >= least) continue;
    const percent = Number((100 * level).toFixed(2));
    throw new WinceError(
      'too-few-to-abstain',
      `Abstention at ${percent} % needs at least ${howMany(least, 'calibration subject')} with rows of each label, but only ${count} ${words.have} rows of the ${side} label.`,
      { hint: words.hint },
    );
  }
}

interface Words {
  readonly have: string;
  readonly hint: string;
}

/**
 * Which labels are not ruled out for each row. A label is ruled out where the row is stranger for it than nearly all calibration subjects of
 * that label: where (1 + weight of those that are at least as strange) / (1 + subjects) is at most 1 - level. Strange for pain is a low decision
 * value, and for its absence a high one. Each fit is compared with the rows that it has not seen itself, and the weights are added up.
 *
 * @param parts of each fit: its calibration rows, and the decision values that it gives the new rows
 * @returns a set for each row, see `labelSet`
 * @source by label: Vovk 2012, arXiv:1209.2673; over several fits: Vovk 2015, doi:10.1007/s10472-013-9368-4
 */
export function labelSets(
  parts: readonly (LabelPoints & { readonly given: Float64Array })[],
  level: number,
): Uint8Array {
  const alpha = 1 - level;
  const subjects = {
    negative: subjectsBehind(parts.map(({ negative }) => negative)),
    positive: subjectsBehind(parts.map(({ positive }) => positive)),
  };
  const sums = parts.map(({ negative, positive }) => ({
    negative: runningSums(negative.weight),
    positive: runningSums(positive.weight),
  }));
  return Uint8Array.from(parts[0].given, (_, row) => {
    let asNegative = 1;
    let asPositive = 1;
    parts.forEach(({ negative, positive, given }, p) => {
      const value = given[row];
      // At least as strange: as high or higher among rows without pain, as low or lower among those with it.
      const all = sums[p].negative[negative.raw.length];
      asNegative += all - sums[p].negative[countBelow(negative.raw, value, false)];
      asPositive += sums[p].positive[countBelow(positive.raw, value, true)];
    });
    return labelSetOf(
      asNegative / (subjects.negative + 1) > alpha + ROUNDING,
      asPositive / (subjects.positive + 1) > alpha + ROUNDING,
    );
  });
}

function runningSums(weights: readonly number[]): Float64Array {
  const sums = new Float64Array(weights.length + 1);
  weights.forEach((weight, i) => {
    sums[i + 1] = sums[i] + weight;
  });
  return sums;
}

/** How many ascending values are below another one, or equal to it where `andEqual`. */
function countBelow(ascending: readonly number[], value: number, andEqual: boolean): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle] < value || (andEqual && ascending[middle] === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}
