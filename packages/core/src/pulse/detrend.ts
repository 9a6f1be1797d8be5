/**
 * The weight of smoothness that leaves half of the amplitude at a frequency: slower changes are taken away, faster ones stay.
 *
 * @param cutoff hertz, below half the rate
 * @param rate samples a second
 */
export function smoothnessFor(cutoff: number, rate: number): number {
  return 1 / (2 - 2 * Math.cos((2 * Math.PI * cutoff) / rate));
}

/**
 * Detrends by smoothness priors: `z - (I + lambda^2 D' D)^-1 z`, where D takes second differences. The system has five diagonals
 * and is solved by a Cholesky factorisation without square roots, in time that is linear in the length.
 *
 * @param smoothness lambda; see `smoothnessFor`
 * @source Tarvainen, Ranta-aho and Karjalainen 2002, doi:10.1109/10.979357
 */
export function detrend(signal: Float64Array, smoothness: number): Float64Array {
  const n = signal.length;
  if (n < 3) return new Float64Array(n);
  const weight = smoothness * smoothness;
  // The factors L (unit lower, two diagonals) and d of I + weight D' D.
  const d = new Float64Array(n);
  const one = new Float64Array(n);
  const two = new Float64Array(n);
  const trend = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    // Row i of D' D: each of the second differences i - 2, i - 1 and i that exists adds its own part.
    const before = i >= 2 ? 1 : 0;
    const around = i >= 1 && i < n - 1 ? 1 : 0;
    const behind = i < n - 2 ? 1 : 0;
    let diagonal = 1 + weight * (before + 4 * around + behind);
    let next = weight * -2 * (around * (i < n - 1 ? 1 : 0) + behind);
    const afterNext = weight * behind;
    if (i >= 1) {
      diagonal -= one[i - 1] * one[i - 1] * d[i - 1];
      next -= one[i - 1] * two[i - 1] * d[i - 1];
    }
    if (i >= 2) diagonal -= two[i - 2] * two[i - 2] * d[i - 2];
    d[i] = diagonal;
    one[i] = next / diagonal;
    two[i] = afterNext / diagonal;
    trend[i] = signal[i];
    if (i >= 1) trend[i] -= one[i - 1] * trend[i - 1];
    if (i >= 2) trend[i] -= two[i - 2] * trend[i - 2];
  }
  for (let i = n - 1; i >= 0; i--) {
    trend[i] /= d[i];
    if (i + 1 < n) trend[i] -= one[i] * trend[i + 1];
    if (i + 2 < n) trend[i] -= two[i] * trend[i + 2];
  }
  return trend.map((value, i) => signal[i] - value);
}
