import { z } from 'zod';
import { checkLabelledRows } from './labelled-rows.ts';
import { defineSelector, type LabelledRows } from './selector.ts';

/**
 * One-way analysis of variance: the F value of each column, the mean square between the two labels over the mean
 * square within them. A constant column has 0; a column without any spread within the labels has Infinity.
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
  const counts = [0, 0];
  const means = [new Float64Array(width), new Float64Array(width)];
  for (let r = 0; r < x.rows; r++) {
    const mean = means[y[r]];
    counts[y[r]]++;
    for (let c = 0, at = r * width; c < width; c++, at++) mean[c] += x.data[at];
  }
  for (const label of [0, 1]) for (let c = 0; c < width; c++) means[label][c] /= counts[label];
  const within = new Float64Array(width);
  for (let r = 0; r < x.rows; r++) {
    const mean = means[y[r]];
    for (let c = 0, at = r * width; c < width; c++, at++) {
      const deviation = x.data[at] - mean[c];
      within[c] += deviation * deviation;
    }
  }
  const [negative, positive] = counts;
  const share = (negative * positive) / x.rows;
  return within.map((squares, c) => {
    const between = share * (means[1][c] - means[0][c]) ** 2;
    return between === 0 ? 0 : between / (squares / (x.rows - 2));
  });
}
