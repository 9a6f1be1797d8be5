import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fourier, inverseFourier, powerOfTwoFrom, realSpectrum } from './fourier.ts';
import { welch } from './welch.ts';

const golden: {
  readonly fourier: readonly Readonly<Record<'re' | 'im' | 'fourier_re' | 'fourier_im', readonly number[]>>[];
  readonly welch: readonly {
    readonly rate: number;
    readonly segment: number;
    readonly overlap: number;
    readonly size: number;
    readonly signal: readonly number[];
    readonly step: number;
    readonly power: readonly number[];
  }[];
} = JSON.parse(readFileSync(new URL('goldens/spectra.json', import.meta.url), 'utf8'));

const furthest = (ours: ArrayLike<number>, theirs: readonly number[]) =>
  theirs.reduce((most, value, i) => Math.max(most, Math.abs(value - ours[i])), 0);

describe('the Fourier transform', () => {
  it.each(golden.fourier.map((each) => ({ ...each, length: each.re.length })))(
    'of $length values is that of numpy',
    (given) => {
      const signal = { re: Float64Array.from(given.re), im: Float64Array.from(given.im) };
      fourier(signal);
      expect(furthest(signal.re, given.fourier_re)).toBeLessThan(1e-11);
      expect(furthest(signal.im, given.fourier_im)).toBeLessThan(1e-11);
    },
  );

  it('is undone by its inverse, at any length', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 70 }),
        (values) => {
          const signal = { re: Float64Array.from(values), im: Float64Array.from(values.toReversed()) };
          fourier(signal);
          inverseFourier(signal);
          expect(furthest(signal.re, values)).toBeLessThan(1e-12);
          expect(furthest(signal.im, values.toReversed())).toBeLessThan(1e-12);
        },
      ),
    );
  });

  it('of a real signal has one line for a cosine, and fills up with zeros', () => {
    const cosine = Float64Array.from({ length: 20 }, (_, t) => Math.cos((2 * Math.PI * 3 * t) / 20));
    const { re, im } = realSpectrum(cosine);
    expect(re).toHaveLength(11);
    expect(furthest(re, [0, 0, 0, 10, 0, 0, 0, 0, 0, 0, 0])).toBeLessThan(1e-12);
    expect(furthest(im, new Array(11).fill(0))).toBeLessThan(1e-12);
    expect(realSpectrum([1], 4).re).toEqual(Float64Array.of(1, 1, 1));
    expect(() => realSpectrum([1, 2, 3], 2)).toThrow('does not fit');
  });

  it('knows the next power of two', () => {
    expect([1, 2, 3, 900, 1024, 1025].map(powerOfTwoFrom)).toEqual([1, 2, 4, 1024, 1024, 2048]);
  });
});

describe("Welch's spectrum", () => {
  it.each(golden.welch)(
    'of segments of $segment with $overlap shared, $size points, is that of scipy',
    (given) => {
      const { step, power } = welch(Float64Array.from(given.signal), given.rate, given);
      expect(step).toBeCloseTo(given.step, 12);
      expect(power).toHaveLength(given.power.length);
      const largest = Math.max(...given.power);
      expect(furthest(power, given.power) / largest).toBeLessThan(1e-12);
    },
  );

  it('refuses a segment that is longer than the signal', () => {
    expect(() => welch(new Float64Array(10), 30, { segment: 11 })).toThrow('do not fit');
  });
});
