import { fourier, inverseFourier } from '../numbers/fourier.ts';

/** A signal whose noise is as strong at every frequency. */
export interface Whitened {
  /** Of mean power 1; NaN where the signal is. */
  readonly samples: Float64Array;
  /** How much a frequency in hertz was raised, over that at 2.3 Hz; 0 beyond what was kept. */
  gain(hertz: number): number;
}

/** Hertz at which the gain is 1. */
const MIDDLE = 2.3;
/** Hertz up to which anything is kept. */
const HIGHEST = 8;
/** Share of the lower edge of the band from which noise is measured, and from which anything is kept. */
const NOISE_FROM = 0.75;
const KEPT_FROM = 0.6;
/** Natural logarithm above the line from which a frequency is no noise; rounds in which it is told. */
const NO_NOISE = 1.2;
const ROUNDS = 4;

/**
 * Divides a signal by the size of its noise, which falls as a power of the frequency: the slope of a straight line through the logarithms of
 * power and frequency, fitted again without what stands above it. Each stretch without a gap is transformed by itself.
 *
 * @param low the lower edge of the band in hertz
 * @param floor noise that is taken to be at every frequency, as a share of the mean power: where there is none, the slope would be that of the pulse
 */
export function whitened(signal: Float64Array, rate: number, low: number, floor = 0): Whitened {
  const stretches = stretchesOf(signal).map((from) => {
    let to = from;
    while (to < signal.length && !Number.isNaN(signal[to])) to++;
    const re = signal.slice(from, to);
    const spectrum = { re, im: new Float64Array(re.length) };
    fourier(spectrum);
    return { from, spectrum };
  });
  const highest = Math.min(HIGHEST, rate / 2);
  const powers = stretches.flatMap(({ spectrum: { re, im } }) => {
    const step = rate / re.length;
    const first = Math.max(1, Math.ceil((NOISE_FROM * low) / step));
    const last = Math.min(re.length >> 1, Math.floor(highest / step));
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, i): readonly [number, number] => {
      const k = first + i;
      return [k * step, (re[k] ** 2 + im[k] ** 2) / re.length];
    });
  });
  const least =
    Number.MIN_VALUE +
    (floor * powers.reduce((sum, [, power]) => sum + power, 0)) / Math.max(1, powers.length);
  const points = powers.map(([hertz, power]): readonly [number, number] => [
    Math.log(hertz),
    Math.log(power + least),
  ]);
  const slope = slopeOf(points);
  const gain = (hertz: number): number =>
    hertz < KEPT_FROM * low || hertz > highest ? 0 : (hertz / MIDDLE) ** (-slope / 2);
  const samples = new Float64Array(signal.length).fill(Number.NaN);
  let [power, count] = [0, 0];
  for (const { from, spectrum } of stretches) {
    const { re, im } = spectrum;
    const n = re.length;
    for (let k = 0; k < n; k++) {
      const raised = gain((Math.min(k, n - k) * rate) / n);
      re[k] *= raised;
      im[k] *= raised;
    }
    inverseFourier(spectrum);
    samples.set(re, from);
    for (const value of re) power += value * value;
    count += n;
  }
  const size = power > 0 ? Math.sqrt(power / count) : 1;
  return { samples: samples.map((value) => value / size), gain };
}

/** The first sample of each stretch that is no gap. */
function stretchesOf(signal: Float64Array): readonly number[] {
  return Array.from(signal.keys()).filter(
    (i) => !Number.isNaN(signal[i]) && (i === 0 || Number.isNaN(signal[i - 1])),
  );
}

/** The slope of a line through points, of which those that stand far above it are left out. */
function slopeOf(points: readonly (readonly [number, number])[]): number {
  let kept = points;
  let slope = 0;
  for (let round = 0; round < ROUNDS; round++) {
    let [n, x, y, xx, xy] = [0, 0, 0, 0, 0];
    for (const [place, height] of kept) {
      n++;
      x += place;
      y += height;
      xx += place * place;
      xy += place * height;
    }
    const spread = n * xx - x * x;
    if (!(spread > 0)) return slope;
    slope = (n * xy - x * y) / spread;
    const offset = (y - slope * x) / n;
    kept = points.filter(([place, height]) => height - offset - slope * place < NO_NOISE);
  }
  return slope;
}
