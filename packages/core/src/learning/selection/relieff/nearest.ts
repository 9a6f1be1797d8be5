/** The k nearest of the candidates offered so far: by distance, then by row. */
export interface Nearest {
  /** Rows, nearest first; the first `size` count. */
  readonly rows: Int32Array;
  readonly distances: Float64Array;
  size: number;
}

export function nearest(k: number): Nearest {
  return { rows: new Int32Array(k), distances: new Float64Array(k), size: 0 };
}

export function clear(list: Nearest): void {
  list.size = 0;
}

/** The distance above which a candidate has no chance any more. */
export function limit(list: Nearest): number {
  return list.size < list.rows.length ? Infinity : list.distances[list.size - 1];
}

/** Takes a candidate in, and drops the farthest one where the list is full. */
export function offer(list: Nearest, row: number, distance: number): void {
  const { rows, distances } = list;
  let at = list.size;
  if (at < rows.length) list.size++;
  else if (!comesBefore(distance, row, distances[--at], rows[at])) return;
  while (at > 0 && comesBefore(distance, row, distances[at - 1], rows[at - 1])) {
    rows[at] = rows[at - 1];
    distances[at] = distances[at - 1];
    at--;
  }
  rows[at] = row;
  distances[at] = distance;
}

function comesBefore(distance: number, row: number, otherDistance: number, otherRow: number): boolean {
  return distance < otherDistance || (distance === otherDistance && row < otherRow);
}
