/**
 * The state of a solver: the signed multipliers y_i a_i within their bounds, and the slope of the objective along each,
 * y_i - sum_j signed_j K_ij. A step adds to one multiplier what it takes from another.
 */
export interface State {
  /** rows x rows, symmetric */
  readonly kernel: Float64Array;
  readonly signed: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly slope: Float64Array;
}

/** Rows at their bounds that a working set takes in at least, those that violate the conditions most. */
const LEAST_AT_BOUND = 100;

/** The rows between their bounds, and as many again of those at a bound that most want to leave it. Ascending. */
export function workingSet({ signed, lower, upper, slope }: State): Int32Array {
  const free: number[] = [];
  const bound: number[] = [];
  let level = 0;
  for (let i = 0; i < signed.length; i++) {
    // Rows that take no part.
    if (lower[i] === upper[i]) continue;
    if (signed[i] > lower[i] && signed[i] < upper[i]) {
      free.push(i);
      level += slope[i];
    } else bound.push(i);
  }
  level /= free.length || 1;
  const urge = (i: number) => (signed[i] < upper[i] ? slope[i] - level : level - slope[i]);
  bound.sort((a, b) => urge(b) - urge(a) || a - b);
  return Int32Array.from([...free, ...bound.slice(0, Math.max(LEAST_AT_BOUND, free.length))]).sort();
}

/** The state of some rows, the others at rest. */
export function restricted({ kernel, signed, lower, upper, slope }: State, rows: Int32Array): State {
  const n = signed.length;
  const m = rows.length;
  const part = new Float64Array(m * m);
  for (let a = 0; a < m; a++) {
    for (let b = 0; b < m; b++) part[a * m + b] = kernel[rows[a] * n + rows[b]];
  }
  const take = (values: Float64Array) => Float64Array.from(rows, (i) => values[i]);
  return { kernel: part, signed: take(signed), lower: take(lower), upper: take(upper), slope: take(slope) };
}

/** Moves the rows of a working set to where they are in it. */
export function takeBack({ kernel, signed, slope }: State, rows: Int32Array, part: State): void {
  const n = signed.length;
  for (let a = 0; a < rows.length; a++) {
    const delta = part.signed[a] - signed[rows[a]];
    if (delta === 0) continue;
    signed[rows[a]] = part.signed[a];
    for (let k = 0, at = rows[a] * n; k < n; k++, at++) slope[k] -= delta * kernel[at];
  }
}
