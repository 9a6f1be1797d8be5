import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomFrom } from '../numbers/random.ts';
import { pulseBands } from './band.ts';
import { confidenceOf } from './confidence.ts';
import { blindQuality, snrAtReference } from './signal-quality.ts';
import { surrogatesOf } from './surrogates.ts';

const golden: {
  readonly cases: readonly {
    rate: number;
    low: number;
    hertz: number;
    signal: readonly number[];
    snr: number;
  }[];
} = JSON.parse(readFileSync(new URL('goldens/quality.json', import.meta.url), 'utf8'));

const RATE = 30;
const band = pulseBands.neonate;

/** Half a minute of noise with a sine in it. */
function noisySine(hertz: number, size: number, seed: number): Float64Array {
  const random = randomFrom('sine', seed);
  return Float64Array.from(
    { length: 900 },
    (_, i) => size * Math.sin((2 * Math.PI * hertz * i) / RATE) + random.normal(),
  );
}

describe('the signal-to-noise ratio', () => {
  it.each(golden.cases)(
    'at $hertz Hz, $rate a second, is that of numpy',
    ({ rate, low, hertz, signal, snr }) => {
      expect(snrAtReference(Float64Array.from(signal), rate, { low, high: 4 }, hertz)).toBeCloseTo(snr, 8);
    },
  );

  it('without a reference is that at its own peak', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e6 }),
        fc.double({ min: 0, max: 2, noNaN: true }),
        (seed, size) => {
          const signal = noisySine(2.4, size, seed);
          const { hertz, snr } = blindQuality(signal, RATE, band);
          expect(hertz).toBeGreaterThanOrEqual(band.low);
          expect(hertz).toBeLessThanOrEqual(band.high);
          expect(snr).toBe(snrAtReference(signal, RATE, band, hertz));
        },
      ),
      { numRuns: 20 },
    );
  });

  it('counts the second harmonic of a fast heart as pulse, and noise above the band as noise', () => {
    const tone = (...hertz: readonly number[]) =>
      Float64Array.from({ length: 900 }, (_, i) =>
        hertz.reduce((sum, each) => sum + Math.sin((2 * Math.PI * each * i) / RATE), 0),
      );
    expect(snrAtReference(tone(3.6, 7.2), RATE, band, 3.6)).toBeGreaterThan(30);
    expect(snrAtReference(tone(3.6, 6.2), RATE, band, 3.6)).toBeCloseTo(0, 1);
    expect(snrAtReference(tone(3.6, 9), RATE, band, 3.6)).toBeGreaterThan(30);
    expect(snrAtReference(tone(3.6, 0.6), RATE, band, 3.6)).toBeGreaterThan(30);
  });

  it('of noise has a peak, too: the reason why the blind form is no confidence', () => {
    const seeds = Array.from({ length: 20 }, (_, i) => i);
    const mean = (ratio: (signal: Float64Array) => number) =>
      seeds.reduce((sum, seed) => sum + ratio(noisySine(2.4, 0, seed)), 0) / seeds.length;
    const known = mean((signal) => snrAtReference(signal, RATE, band, 2.4));
    expect(mean((signal) => blindQuality(signal, RATE, band).snr)).toBeGreaterThan(known + 1);
  });

  it('of nothing is no ratio', () => {
    expect(blindQuality(new Float64Array(300), RATE, band).snr).toBe(Number.NEGATIVE_INFINITY);
  });
});

describe('surrogates', () => {
  it('have no line where the signal has one, and the power that it has nearby', () => {
    const signal = noisySine(2.4, 1, 3);
    const power = (given: Float64Array) => given.reduce((sum, value) => sum + value * value, 0);
    const random = randomFrom('surrogates');
    const made = Array.from({ length: 20 }, () => surrogatesOf([signal], RATE, random)[0]);
    const line = blindQuality(signal, RATE, band).snr;
    expect(line).toBeGreaterThan(0);
    for (const each of made) expect(blindQuality(each, RATE, band).snr).toBeLessThan(line - 3);
    const mean = made.reduce((sum, each) => sum + power(each), 0) / made.length;
    expect(mean / power(signal)).toBeCloseTo(1, 1);
  });

  it('of signals keep what these have in common', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: 100, max: 301 }), (seed, length) => {
        const [a, b] = [1, 2].map((part) => noisySine(2, 1, seed + part).subarray(0, length));
        const joined = a.map((value, i) => 2 * value - 0.5 * b[i]);
        const [x, y, z] = surrogatesOf([a, b, joined], RATE, randomFrom('same', seed));
        expect(Math.max(...z.map((value, i) => Math.abs(value - 2 * x[i] + 0.5 * y[i])))).toBeLessThan(1e-9);
      }),
      { numRuns: 10 },
    );
  });

  it('are the same for the same seed, and others for another', () => {
    const signal = noisySine(2, 1, 1);
    const made = (seed: number) => surrogatesOf([signal], RATE, randomFrom('seed', seed));
    expect(made(1)).toEqual(made(1));
    expect(made(1)).not.toEqual(made(2));
    expect(surrogatesOf([], RATE, randomFrom('none'))).toEqual([]);
  });
});

describe('confidence', () => {
  const random = randomFrom('extremes');
  const drawn = () => 2 - 1.3 * Math.log(-Math.log((random.next() + 1e-12) / (1 + 2e-12)));
  const surrogates = Float64Array.from({ length: 39 }, drawn);

  it('rises with the quality, from 0 to 1', () => {
    const all = Array.from({ length: 200 }, (_, i) => confidenceOf(-5 + i / 5, surrogates));
    for (let i = 1; i < all.length; i++) expect(all[i]).toBeGreaterThanOrEqual(all[i - 1]);
    expect(all[0]).toBeLessThan(0.05);
    expect(all[all.length - 1]).toBeGreaterThan(0.999);
  });

  it('is above 0.5 for 2 to 6 percent of what is noise itself', () => {
    const trials = 4000;
    let above = 0;
    for (let i = 0; i < trials; i++) {
      if (confidenceOf(drawn(), Float64Array.from({ length: 39 }, drawn)) > 0.5) above++;
    }
    expect(above / trials).toBeGreaterThan(0.02);
    expect(above / trials).toBeLessThan(0.06);
  });

  it('is 0 where surrogates do not differ, or there is no ratio', () => {
    expect(confidenceOf(5, new Float64Array(39))).toBe(0);
    expect(confidenceOf(Number.NEGATIVE_INFINITY, surrogates)).toBe(0);
  });
});
