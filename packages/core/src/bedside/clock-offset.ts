import { fourier, inverseFourier, powerOfTwoFrom } from '../numbers/fourier.ts';

/** A signal that carries the pulse, at an even rate on its own clock. NaN where it has no value. */
export interface ClockedSignal {
  readonly start: number;
  readonly rate: number;
  readonly samples: Float64Array;
}

/** How the clock of one recording stands to that of another. */
export interface ClockOffset {
  /** Seconds to add to a time of the second clock for that of the first; with a drift, about the middle of the second recording. */
  readonly offset: number;
  /** The correlation of both signals at the offset, in [-1, 1]. */
  readonly correlation: number;
  /** Seconds by which the second clock loses in a second: the slope of the offsets of windows; null where there are too few windows. */
  readonly drift: number | null;
  /** How many windows the drift comes from. */
  readonly windows: number;
}

/** Why two clocks cannot be told from each other. */
export interface NoOffset {
  readonly reason: string;
}

/** Which offsets count. */
export interface ClockOptions {
  /** Seconds: the largest offset that is looked for. */
  readonly largest: number;
  /** The least correlation that counts. Default: 0.5. */
  readonly least?: number;
  /** Seconds of a window for the drift. Default: 60. */
  readonly window?: number;
}

/** Samples a second at which both signals are compared. */
const RATE = 50;
/** Seconds that both must share. */
const LEAST_OVERLAP = 10;

/**
 * Finds the offset between two clocks by the cross-correlation of two signals that both carry the pulse, such as a trace of the skin and the curve of a
 * pulse oximeter, and how it changes over time.
 *
 * A steady pulse fits at every beat: where an offset at another beat fits as well, as far as chance allows to tell, there is no answer. This rule is our own.
 *
 * @returns the offset; a reason where no correlation reaches `least`, or two offsets fit alike
 */
export function clockOffset(
  first: ClockedSignal,
  second: ClockedSignal,
  { largest, least = 0.5, window = 60 }: ClockOptions,
): ClockOffset | NoOffset {
  const [a, b] = [first, second].map(evenly);
  const whole = judged(bestLag(a, b, { middle: 0, largest }), largest, least);
  // Where one clock drifts, the whole fits nowhere: its middle does.
  const part = middleOf(b);
  const found =
    'reason' in whole && part !== b
      ? unlessReason(judged(bestLag(a, part, { middle: 0, largest }), largest, least), whole)
      : whole;
  if ('reason' in found) return found;
  const windows = offsetsOfWindows(a, b, found.offset, window, least);
  return {
    ...{ offset: found.offset, correlation: found.correlation, windows: windows.length },
    drift: windows.length < 3 ? null : slopeOf(windows),
  };
}

/** Seconds of the middle of a recording. */
const MIDDLE = 120;

function middleOf(signal: ClockedSignal): ClockedSignal {
  const size = MIDDLE * signal.rate;
  if (signal.samples.length <= size) return signal;
  const from = Math.floor((signal.samples.length - size) / 2);
  return {
    ...signal,
    start: signal.start + from / signal.rate,
    samples: signal.samples.subarray(from, from + size),
  };
}

function unlessReason(found: FoundLag | NoOffset, otherwise: NoOffset): FoundLag | NoOffset {
  return 'reason' in found ? otherwise : found;
}

/** What was found, or why it is no answer. */
function judged(found: FoundLag | null, largest: number, least: number): FoundLag | NoOffset {
  if (!found)
    return { reason: `the signals share less than ${LEAST_OVERLAP} s within ${largest} s of offset` };
  if (found.correlation < least) {
    return {
      reason: `the largest correlation is ${found.correlation.toFixed(2)}, and ${least} is needed: one of the signals may not carry the pulse`,
    };
  }
  // What chance moves a correlation by over so many seconds of a pulse, twice: some five values a second are independent.
  if (found.correlation - found.second < 2 / Math.sqrt(5 * found.seconds)) {
    return {
      reason: `two offsets fit alike (correlations ${found.correlation.toFixed(2)} and ${found.second.toFixed(2)}): the pulse is too steady`,
    };
  }
  return found;
}

/** An offset with its correlation, and the largest correlation away from it. */
interface FoundLag {
  readonly offset: number;
  readonly correlation: number;
  readonly second: number;
  /** That both share at the offset. */
  readonly seconds: number;
}

/** Offsets of windows of the second signal, each looked for within half a second of the offset of the whole. */
function offsetsOfWindows(
  a: ClockedSignal,
  b: ClockedSignal,
  middle: number,
  seconds: number,
  least: number,
): readonly { readonly time: number; readonly offset: number }[] {
  const size = Math.round(seconds * RATE);
  const found: { time: number; offset: number }[] = [];
  for (let from = 0; from + size <= b.samples.length; from += size) {
    const part = { ...b, start: b.start + from / RATE, samples: b.samples.subarray(from, from + size) };
    const own = bestLag(a, part, { middle, largest: 0.5 });
    if (own && own.correlation >= least) found.push({ time: part.start + seconds / 2, offset: own.offset });
  }
  return found;
}

function slopeOf(points: readonly { readonly time: number; readonly offset: number }[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [time, offset] = [mean(points.map((p) => p.time)), mean(points.map((p) => p.offset))];
  let products = 0;
  let squares = 0;
  for (const point of points) {
    products += (point.time - time) * (point.offset - offset);
    squares += (point.time - time) ** 2;
  }
  return products / squares;
}

/**
 * The offset with the largest correlation over what both share. All products come from Fourier transforms: of the values, their squares and where they are.
 *
 * @param search seconds: the middle of the offsets that are looked at, and how far they go to either side
 */
function bestLag(
  a: ClockedSignal,
  b: ClockedSignal,
  { middle, largest }: { readonly middle: number; readonly largest: number },
): FoundLag | null {
  const size = powerOfTwoFrom(a.samples.length + b.samples.length);
  const of = ({ samples }: ClockedSignal) => ({
    there: Float64Array.from(samples, (value) => (Number.isNaN(value) ? 0 : 1)),
    values: Float64Array.from(samples, (value) => (Number.isNaN(value) ? 0 : value)),
    squares: Float64Array.from(samples, (value) => (Number.isNaN(value) ? 0 : value * value)),
  });
  const [x, y] = [of(a), of(b)];
  const sum = (left: Float64Array, right: Float64Array) => crossSums(left, right, size);
  const [count, xy] = [sum(x.there, y.there), sum(x.values, y.values)];
  const [sx, sy] = [sum(x.values, y.there), sum(x.there, y.values)];
  const [sxx, syy] = [sum(x.squares, y.there), sum(x.there, y.squares)];
  const correlationAt = (lag: number): number => {
    const at = ((lag % size) + size) % size;
    const n = Math.round(count[at]);
    if (n < LEAST_OVERLAP * RATE) return Number.NaN;
    const spread = (sxx[at] - sx[at] ** 2 / n) * (syy[at] - sy[at] ** 2 / n);
    return spread > 1e-12 ? (xy[at] - (sx[at] * sy[at]) / n) / Math.sqrt(spread) : 0;
  };
  // A sample of the second at place i and lag k meets place i + k of the first.
  const lagOf = (offset: number) => Math.round((offset + b.start - a.start) * RATE);
  const [from, to] = [lagOf(middle - largest), lagOf(middle + largest)];
  const correlations = Array.from({ length: to - from + 1 }, (_, i) => correlationAt(from + i));
  let best = -1;
  correlations.forEach((value, i) => {
    if (!Number.isNaN(value) && (best < 0 || value > correlations[best])) best = i;
  });
  if (best < 0) return null;
  // The peak between samples, by a parabola through three of them.
  const [before, peak, after] = [correlations[best - 1], correlations[best], correlations[best + 1]];
  const bend = before - 2 * peak + after;
  const shift = bend < 0 ? (before - after) / (2 * bend) : 0;
  const others = correlations.filter((_, i) => Math.abs(i - best) > 0.15 * RATE);
  const second = others.reduce((most, value) => Math.max(Number.isNaN(value) ? -1 : value, most), -1);
  const seconds = count[(((from + best) % size) + size) % size] / RATE;
  return { offset: (from + best + shift) / RATE + a.start - b.start, correlation: peak, second, seconds };
}

/** Sums of x[i + k] y[i] at each k, by Fourier transforms of a size that both fit into. */
function crossSums(x: Float64Array, y: Float64Array, size: number): Float64Array {
  const transform = (values: Float64Array) => {
    const signal = { re: new Float64Array(size), im: new Float64Array(size) };
    signal.re.set(values);
    fourier(signal);
    return signal;
  };
  const [a, b] = [transform(x), transform(y)];
  const product = { re: new Float64Array(size), im: new Float64Array(size) };
  for (let i = 0; i < size; i++) {
    product.re[i] = a.re[i] * b.re[i] + a.im[i] * b.im[i];
    product.im[i] = a.im[i] * b.re[i] - a.re[i] * b.im[i];
  }
  inverseFourier(product);
  return product.re;
}

/** A signal at the common rate, by straight lines between its samples, without its slow course (the mean over 1.5 s). */
function evenly({ start, rate, samples }: ClockedSignal): ClockedSignal {
  const length = Math.max(0, Math.floor(((samples.length - 1) / rate) * RATE) + 1);
  const even = Float64Array.from({ length }, (_, i) => {
    const place = (i / RATE) * rate;
    const before = Math.min(samples.length - 1, Math.floor(place));
    const after = Math.min(samples.length - 1, before + 1);
    return samples[before] + (place - before) * (samples[after] - samples[before]);
  });
  const half = Math.round(0.75 * RATE);
  const flat = even.map((value, i) => {
    let sum = 0;
    let count = 0;
    for (let j = Math.max(0, i - half); j <= Math.min(length - 1, i + half); j++) {
      if (Number.isNaN(even[j])) continue;
      sum += even[j];
      count++;
    }
    return value - sum / count;
  });
  return { start, rate: RATE, samples: flat };
}
