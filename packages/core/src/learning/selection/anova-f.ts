import { z } from 'zod';
import { checkLabelledRows, classCount } from './labelled-rows.ts';
import { defineSelector, type LabelledRows } from './selector.ts';

/**
 * One-way analysis of variance: the F value of each column, the mean square between the two labels over the mean
 * square within them. Takes several labels, too. A constant column has 0; a column without any spread within the labels has Infinity.
 *
 * @source Fisher 1925, Statistical Methods for Research Workers, chapter 7
 */
export const anovaF = defineSelector({
  id: 'anova-f',
  version: 1,
  title: 'ANOVA F value between the labels',
  source: 'Fisher 1925, Statistical Methods for Research Workers',
  parameters: z.strictObject({}),
  least: -Infinity,
  weights: (rows) => fValues(rows),
});

function fValues(rows: LabelledRows): Float64Array {
  checkLabelledRows(rows);
  const { x, y } = rows;
  const width = x.columns;
  const classes = Array.from({ length: Math.max(2, classCount(y)) }, (_, label) => label);
  const counts = classes.map(() => 0);
  const means = classes.map(() => new Float64Array(width));
  for (let r = 0; r < x.rows; r++) {
    const mean = means[y[r]];
    counts[y[r]]++;
    for (let c = 0, at = r * width; c < width; c++, at++) mean[c] += x.data[at];
  }
  for (const label of classes) for (let c = 0; c < width; c++) means[label][c] /= counts[label];
  const within = new Float64Array(width);
  for (let r = 0; r < x.rows; r++) {
    const mean = means[y[r]];
    for (let c = 0, at = r * width; c < width; c++, at++) {
      const deviation = x.data[at] - mean[c];
      within[c] += deviation * deviation;
    }
  }
  if (classes.length > 2) return fOfSeveral(counts, means, within);
  const [negative, positive] = counts;
  const share = (negative * positive) / x.rows;
  return within.map((squares, c) => {
    const between = share * (means[1][c] - means[0][c]) ** 2;
    return between === 0 ? 0 : between / (squares / (x.rows - 2));
  });
}

/** The F values of three classes or more. A class without rows is none. */
function fOfSeveral(
  counts: readonly number[],
  means: readonly Float64Array[],
  within: Float64Array,
): Float64Array {
  const rows = counts.reduce((sum, count) => sum + count, 0);
  const present = [...counts.keys()].filter((label) => counts[label] > 0);
  return within.map((squares, c) => {
    const mean = present.reduce((sum, label) => sum + counts[label] * means[label][c], 0) / rows;
    const between =
      present.reduce((sum, label) => sum + counts[label] * (means[label][c] - mean) ** 2, 0) /
      (present.length - 1);
    return between === 0 ? 0 : between / (squares / (rows - present.length));
  });
}
