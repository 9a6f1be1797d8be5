/** How far apart repeated measurements of one thing are. */
export interface Repeatability {
  /** Things that were measured twice or more often. */
  readonly groups: number;
  readonly measurements: number;
  /** Standard error of measurement: the deviation of single measurements within a thing. */
  readonly error: number | null;
  /** Two measurements of one thing are nearer than this in 95 of 100 cases: 2.77 errors. */
  readonly repeatability: number | null;
  /** ICC(1,1): how much of the variance is between things. */
  readonly intraclass: number | null;
}

/**
 * Repeated measurements by a one-way analysis of variance: numbers of repeats may differ.
 *
 * @param groups the measurements of each thing; things with one are passed over
 * @source Shrout and Fleiss 1979, doi:10.1037/0033-2909.86.2.420; Bland and Altman 1999, doi:10.1177/096228029900800204
 */
export function repeatabilityOf(groups: readonly (readonly number[])[]): Repeatability {
  const own = groups.filter(({ length }) => length > 1);
  const n = own.length;
  const all = own.reduce((sum, { length }) => sum + length, 0);
  const none = { groups: n, measurements: all, error: null, repeatability: null, intraclass: null };
  if (n < 2) return none;
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const whole = mean(own.flat());
  let [between, within] = [0, 0];
  for (const values of own) {
    const middle = mean(values);
    between += values.length * (middle - whole) ** 2;
    within += values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  }
  const msb = between / (n - 1);
  const msw = within / (all - n);
  const size = (all - own.reduce((sum, { length }) => sum + length ** 2, 0) / all) / (n - 1);
  const error = Math.sqrt(msw);
  const variance = msb + (size - 1) * msw;
  return {
    ...{ groups: n, measurements: all, error, repeatability: 1.959963984540054 * Math.SQRT2 * error },
    intraclass: variance > 0 ? (msb - msw) / variance : null,
  };
}
