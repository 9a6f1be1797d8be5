import type { Multipliers, PairSteps } from '@wince/kernels';

/**
 * The state of a solver: the signed multipliers y_i a_i within their bounds, and the slope of the objective along each,
 * y_i - sum_j signed_j K_ij. A step adds to one multiplier what it takes from another.
 */
export interface State extends Multipliers {
  /** Of all pairs of rows. */
  readonly kernel: PairSteps;
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
  const take = (values: Float64Array) => Float64Array.from(rows, (i) => values[i]);
  return {
    kernel: kernel.part(rows),
    signed: take(signed),
    lower: take(lower),
    upper: take(upper),
    slope: take(slope),
  };
}

/** Moves the rows of a working set to where they are in it. */
export function takeBack(state: State, rows: Int32Array, part: State): void {
  const deltas = Float64Array.from(rows, (row, a) => part.signed[a] - state.signed[row]);
  rows.forEach((row, a) => {
    state.signed[row] = part.signed[a];
  });
  subtractRows(state, rows, deltas);
}

/** Takes lines of the kernel, each times its factor, away from the slopes. */
export function subtractRows({ kernel, slope }: State, rows: Int32Array, factors: Float64Array): void {
  const places = Int32Array.from(rows.keys()).filter((place) => factors[place] !== 0);
  kernel.subtract(
    places.map((place) => rows[place]),
    Float64Array.from(places, (place) => factors[place]),
    slope,
  );
}
