/**
 * The path through columns of values whose sum, less the costs of its changes, is largest.
 *
 * @param columns of the same length, at least one
 * @param cost of a change by so many places from one column to the next; it does not fall with the change
 * @returns a place in each column
 */
export function highestPath(columns: readonly Float64Array[], cost: (places: number) => number): Int32Array {
  const { length } = columns[0];
  const costs = Float64Array.from({ length }, (_, places) => cost(places));
  let sums = Float64Array.from(columns[0]);
  const befores: Int32Array[] = [];
  for (const column of columns.slice(1)) {
    const next = new Float64Array(length);
    const before = new Int32Array(length);
    for (let k = 0; k < length; k++) {
      let best = k;
      for (let j = 0; j < length; j++)
        if (sums[j] - costs[Math.abs(j - k)] > sums[best] - costs[Math.abs(best - k)]) best = j;
      before[k] = best;
      next[k] = sums[best] - costs[Math.abs(best - k)] + column[k];
    }
    befores.push(before);
    sums = next;
  }
  const path = new Int32Array(columns.length);
  path[columns.length - 1] = sums.reduce((best, sum, k) => (sum > sums[best] ? k : best), 0);
  for (let t = columns.length - 1; t > 0; t--) path[t - 1] = befores[t - 1][path[t]];
  return path;
}
