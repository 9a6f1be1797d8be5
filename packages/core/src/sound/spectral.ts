/** What the spectrum of one frame looks like. */
export interface SpectralShape {
  /** Hz: the mean frequency, each weighed with its magnitude; 0 of silence. */
  readonly centroid: number;
  /** Hz: the lowest bin up to which 85 % of all magnitudes are; 0 of silence. */
  readonly rolloff: number;
  /** The geometric mean of power over its arithmetic mean: 1 of white noise, near 0 of a tone. */
  readonly flatness: number;
}

/** The least power of a bin, so that silence has a flatness. */
const LEAST_POWER = 1e-10;
/** The share of magnitudes below the roll-off. */
const ROLLOFF = 0.85;

/**
 * Centroid, roll-off and flatness of a frame.
 *
 * @param power squared magnitudes of bins from 0 Hz to half of the sampling rate
 * @source librosa.feature.spectral_centroid, spectral_rolloff and spectral_flatness, with their defaults
 */
export function spectralShape(power: Float64Array, sampleRate: number): SpectralShape {
  const step = sampleRate / 2 / (power.length - 1);
  let [sum, weighted, logs, powers] = [0, 0, 0, 0];
  for (let bin = 0; bin < power.length; bin++) {
    const magnitude = Math.sqrt(power[bin]);
    sum += magnitude;
    weighted += magnitude * bin * step;
    const kept = Math.max(LEAST_POWER, power[bin]);
    logs += Math.log(kept);
    powers += kept;
  }
  const flatness = Math.exp(logs / power.length) / (powers / power.length);
  if (sum === 0) return { centroid: 0, rolloff: 0, flatness };
  let [bin, below] = [0, Math.sqrt(power[0])];
  while (below < ROLLOFF * sum && bin < power.length - 1) below += Math.sqrt(power[++bin]);
  return { centroid: weighted / sum, rolloff: bin * step, flatness };
}

/**
 * How much a spectrum has changed since the frame before: the Euclidean distance of the two magnitude spectra, each divided by its sum,
 * so that loudness alone changes nothing; 0 where one of them is silent. In [0, sqrt 2].
 *
 * @source own choice of norm; Scheirer and Slaney 1997, doi:10.1109/ICASSP.1997.596192, for the measure
 */
export function spectralFlux(before: Float64Array, after: Float64Array): number {
  const [a, b] = [magnitudeSum(before), magnitudeSum(after)];
  if (a === 0 || b === 0) return 0;
  let sum = 0;
  for (let bin = 0; bin < after.length; bin++)
    sum += (Math.sqrt(after[bin]) / b - Math.sqrt(before[bin]) / a) ** 2;
  return Math.sqrt(sum);
}

function magnitudeSum(power: Float64Array): number {
  let sum = 0;
  for (const each of power) sum += Math.sqrt(each);
  return sum;
}

/** The root mean square of the first `size` samples of a frame: its energy in units of samples, 0 to 1. */
export function frameEnergy(frame: ArrayLike<number>, size: number): number {
  let sum = 0;
  for (let i = 0; i < size; i++) sum += frame[i] * frame[i];
  return Math.sqrt(sum / size);
}

/** The number of changes of sign in a frame, as a share of its samples; what is within 1e-10 of zero counts as zero, and zero as positive. */
export function zeroCrossings(frame: ArrayLike<number>, size: number): number {
  let crossings = 0;
  for (let i = 1; i < size; i++) if (frame[i] < -1e-10 !== frame[i - 1] < -1e-10) crossings++;
  return crossings / size;
}
