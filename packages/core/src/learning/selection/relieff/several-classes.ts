import { distancesFrom } from './distances.ts';
import { STEPS } from './grid.ts';
import { clear, limit, type Nearest, nearest, offer } from './nearest.ts';
import { noNeighbours, type RelieffTable } from './table.ts';

/**
 * ReliefF's weights for three classes or more: each row has nearest misses in every other class, and a class counts by its share of the rows that are
 * not of the row's own class. With two classes these are the weights of the two-class form.
 *
 * @throws WinceError `no-neighbours` when no row has both a hit and a miss
 * @source Kononenko 1994, doi:10.1007/3-540-57868-4_57; Robnik-Sikonja and Kononenko 2003, doi:10.1023/A:1025667309714
 */
export function relieffOfClasses(table: RelieffTable, classes: number): Float64Array {
  const { grid, y, subjects, otherSubjects, neighbours } = table;
  const rowsOf = new Float64Array(classes);
  for (const label of y) rowsOf[label]++;
  const weights = new Float64Array(grid.columns);
  const lists = Array.from({ length: classes }, () => nearest(neighbours));
  let queries = 0;
  for (let i = 0; i < grid.rows; i++) {
    const distances = distancesFrom(grid, i, i + 1);
    for (const list of lists) clear(list);
    for (let j = 0; j < grid.rows; j++) {
      if (j === i || (otherSubjects && subjects[j] === subjects[i])) continue;
      const list = lists[y[j]];
      if (distances[j] < limit(list)) offer(list, j, distances[j]);
    }
    const others = lists.flatMap((list, label) => (label !== y[i] && list.size > 0 ? [label] : []));
    if (lists[y[i]].size === 0 || others.length === 0) continue;
    queries++;
    addMean(table, i, lists[y[i]], -1, weights);
    const rowsOfOthers = others.reduce((sum, label) => sum + rowsOf[label], 0);
    for (const label of others) addMean(table, i, lists[label], rowsOf[label] / rowsOfOthers, weights);
  }
  if (queries === 0) throw noNeighbours();
  return weights.map((weight) => weight / (queries * STEPS));
}

/** Adds the mean distance of a row from its neighbours in each column, so many times. */
function addMean({ grid }: RelieffTable, i: number, list: Nearest, times: number, sums: Float64Array): void {
  const { values, columns } = grid;
  const share = times / list.size;
  for (let t = 0; t < list.size; t++) {
    for (let c = 0, a = i * columns, b = list.rows[t] * columns; c < columns; c++, a++, b++) {
      sums[c] += share * Math.abs(values[a] - values[b]);
    }
  }
}
