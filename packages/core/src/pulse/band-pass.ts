import { WinceError } from '../errors.ts';
import type { PulseBand } from './band.ts';

/** A second-order section: `b0 + b1 z^-1 + b2 z^-2` over `1 + a1 z^-1 + a2 z^-2`. */
interface Section {
  readonly b: readonly [number, number, number];
  readonly a: readonly [number, number];
}

interface Point {
  readonly re: number;
  readonly im: number;
}

/** Order of the low-pass from which the band-pass is made. */
const ORDER = 3;
/** Samples by which a signal is continued at each end: three times the coefficients of the whole filter, as scipy has it. */
const PADDING = 3 * (2 * ORDER + 1);

/**
 * A Butterworth band-pass of order 3, forward and backward, so that no phase is moved. The signal is continued at both ends by its
 * odd mirror, and the filter starts as if the first value had stood there for ever: what `scipy.signal.sosfiltfilt` does.
 *
 * @param rate samples a second
 * @throws WinceError `bad-band` where the band does not lie below half the rate, `bad-trace` where the signal is too short
 */
export function bandPass(signal: Float64Array, rate: number, { low, high }: PulseBand): Float64Array {
  if (!(low > 0 && low < high && high < rate / 2)) {
    throw new WinceError(
      'bad-band',
      `A band from ${low} to ${high} Hz does not fit into ${rate} samples a second.`,
      {
        hint: `Give a band between 0 and ${rate / 2} Hz, or a video with more frames a second.`,
      },
    );
  }
  const n = signal.length;
  if (n <= PADDING) {
    throw new WinceError('bad-trace', `A signal of ${n} samples is too short for a band-pass.`, {
      hint: `Give more than ${PADDING} samples.`,
    });
  }
  const sections = butterworth(rate, low, high);
  const long = new Float64Array(n + 2 * PADDING);
  long.set(signal, PADDING);
  for (let i = 1; i <= PADDING; i++) {
    long[PADDING - i] = 2 * signal[0] - signal[i];
    long[PADDING + n - 1 + i] = 2 * signal[n - 1] - signal[n - 1 - i];
  }
  through(sections, long);
  long.reverse();
  through(sections, long);
  long.reverse();
  return long.slice(PADDING, PADDING + n);
}

/** Filters in place, from the steady state for the first value. */
function through(sections: readonly Section[], signal: Float64Array): void {
  let steady = signal[0];
  for (const { b, a } of sections) {
    const out = (steady * (b[0] + b[1] + b[2])) / (1 + a[0] + a[1]);
    let z1 = b[2] * steady - a[1] * out;
    let z0 = out - b[0] * steady;
    for (let i = 0; i < signal.length; i++) {
      const x = signal[i];
      const y = b[0] * x + z0;
      z0 = b[1] * x - a[0] * y + z1;
      z1 = b[2] * x - a[1] * y;
      signal[i] = y;
    }
    steady = out;
  }
}

/** The sections of a Butterworth band-pass by the bilinear transform, with the edges warped so that they stay where they are. */
function butterworth(rate: number, low: number, high: number): readonly Section[] {
  const edge = (frequency: number) => 2 * rate * Math.tan((Math.PI * frequency) / rate);
  const width = edge(high) - edge(low);
  const centre2 = edge(low) * edge(high);
  const pairs: (readonly [Point, Point])[] = [];
  // Poles of the low-pass lie on the left half of the unit circle; those below the real axis are the mirror of those above it.
  for (let m = 0; m < ORDER / 2; m++) {
    const angle = (Math.PI * (ORDER - 1 - 2 * m)) / (2 * ORDER);
    const half = { re: (-Math.cos(angle) * width) / 2, im: (Math.sin(angle) * width) / 2 };
    const root = squareRoot({ re: half.re ** 2 - half.im ** 2 - centre2, im: 2 * half.re * half.im });
    const poles = [
      { re: half.re + root.re, im: half.im + root.im },
      { re: half.re - root.re, im: half.im - root.im },
    ].map((pole) => bilinear(pole, rate));
    if (angle > 1e-12) for (const pole of poles) pairs.push([pole, { re: pole.re, im: -pole.im }]);
    else pairs.push([poles[0], poles[1]]);
  }
  // Each section has the zeros 1 and -1; the gain is 1 in the middle of the band.
  const sections = pairs.map(
    ([p, q]): Section => ({ b: [1, 0, -1], a: [-(p.re + q.re), p.re * q.re - p.im * q.im] }),
  );
  const gain = 1 / gainAt(sections, 2 * Math.atan(Math.sqrt(centre2) / (2 * rate)));
  return sections.map(({ b, a }, i) => (i === 0 ? { b: [gain * b[0], 0, gain * b[2]], a } : { b, a }));
}

function gainAt(sections: readonly Section[], angle: number): number {
  const size = (c0: number, c1: number, c2: number) =>
    Math.hypot(
      c0 + c1 * Math.cos(angle) + c2 * Math.cos(2 * angle),
      c1 * Math.sin(angle) + c2 * Math.sin(2 * angle),
    );
  return sections.reduce((product, { b, a }) => (product * size(...b)) / size(1, ...a), 1);
}

function bilinear({ re, im }: Point, rate: number): Point {
  const above = { re: 2 * rate + re, im };
  const below = { re: 2 * rate - re, im: -im };
  const size = below.re ** 2 + below.im ** 2;
  return {
    re: (above.re * below.re + above.im * below.im) / size,
    im: (above.im * below.re - above.re * below.im) / size,
  };
}

function squareRoot({ re, im }: Point): Point {
  const size = Math.hypot(re, im);
  return { re: Math.sqrt((size + re) / 2), im: Math.sign(im || 1) * Math.sqrt((size - re) / 2) };
}
