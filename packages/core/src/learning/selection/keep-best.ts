/**
 * The columns with the largest weights, best first; of equal weights the lower column comes first.
 *
 * @param weights one a column
 * @param count how many to keep at most
 * @param least columns with a weight at or below this are not kept (`Selector.least`), so fewer may come back
 */
export function keepBest(weights: Float64Array, count: number, least = -Infinity): Int32Array {
  const columns: number[] = [];
  for (let c = 0; c < weights.length; c++) if (weights[c] > least) columns.push(c);
  // Infinity - Infinity is NaN, which must fall through to the column number.
  columns.sort((a, b) => (weights[a] === weights[b] ? a - b : weights[b] - weights[a]));
  return Int32Array.from(columns.slice(0, count));
}
