import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { numbersFrom } from '../numbers.fixture.ts';
import { openFramePowers } from './fastest.ts';
import type { FrameLevels } from './frame-powers.ts';

it('gives the same bits with and without WebAssembly, those of the sum that defines a spectrum', () => {
  const drawn = fc.record({
    bits: fc.integer({ min: 2, max: 8 }),
    short: fc.integer({ min: 0, max: 3 }),
    hop: fc.integer({ min: 1, max: 40 }),
    count: fc.integer({ min: 0, max: 70 }),
    emphasis: fc.constantFrom(0, 0.97),
    seed: fc.nat(),
  });
  fc.assert(
    fc.property(drawn, ({ bits, short, hop, count, emphasis, seed }) => {
      const size = 2 ** bits;
      const next = numbersFrom(seed);
      const window = Float64Array.from({ length: size - short }, next);
      const samples = Float32Array.from(
        { length: Math.max(0, count - 1) * hop + size },
        () => 2 * next() - 1,
      );
      const bins = size / 2 + 1;
      const [vectors, plain] = [false, true].map((isPlain) => {
        const out = new Float64Array(count * bins);
        openFramePowers({ size, window, emphasis }, { plain: isPlain })(samples, hop, count, out);
        return out;
      });
      expect(vectors).toEqual(plain);
      if (count === 0) return;
      const first = (count - 1) * hop;
      const frame = window.map(
        (weight, i) => weight * (samples[first + i] - emphasis * samples[first + Math.max(0, i - 1)]),
      );
      for (let k = 0; k < bins; k++) {
        const [re, im] = [Math.cos, Math.sin].map((wave) =>
          frame.reduce((sum, value, i) => sum + value * wave((2 * Math.PI * ((i * k) % size)) / size), 0),
        );
        expect(plain[(count - 1) * bins + k]).toBeCloseTo(re * re + im * im, 8);
      }
    }),
    { numRuns: 60 },
  );
});

it('adds up the bins of bands, or their roots, with the same bits with and without WebAssembly', () => {
  const band = fc.record({ first: fc.nat(12), length: fc.nat(8) });
  const drawn = fc.record({
    bands: fc.array(band, { minLength: 1, maxLength: 9 }),
    count: fc.integer({ min: 1, max: 70 }),
    ofRoots: fc.boolean(),
    seed: fc.nat(),
  });
  fc.assert(
    fc.property(drawn, ({ bands, count, ofRoots, seed }) => {
      const [size, hop, bins] = [32, 5, 17];
      const next = numbersFrom(seed);
      const window = Float64Array.from({ length: size }, next);
      const samples = Float64Array.from({ length: (count - 1) * hop + size }, () => 2 * next() - 1);
      const firsts = Int32Array.from(bands, ({ first }) => first);
      const lengths = bands.map(({ first, length }) => Math.min(length, bins - first));
      const places = Int32Array.from({ length: bands.length + 1 }, (_, b) =>
        lengths.slice(0, b).reduce((sum, length) => sum + length, 0),
      );
      const weights = Float64Array.from({ length: places[bands.length] }, next);
      const shape = { size, window, emphasis: 0 };
      const [vectors, plain] = [false, true].map((isPlain) => {
        const out = new Float64Array(count * bands.length);
        const own = { ...shape, bands: { firsts, places, weights, ofRoots } };
        openFramePowers(own, { plain: isPlain })(samples, hop, count, out);
        return out;
      });
      expect(vectors).toEqual(plain);
      const spectra = new Float64Array(count * bins);
      openFramePowers(shape)(samples, hop, count, spectra);
      vectors.forEach((sum, at) => {
        const [frame, b] = [Math.floor(at / bands.length), at % bands.length];
        const own = spectra.subarray(frame * bins + firsts[b], frame * bins + firsts[b] + lengths[b]);
        const expected = own.reduce(
          (all, power, i) => all + weights[places[b] + i] * (ofRoots ? Math.sqrt(power) : power),
          0,
        );
        expect(sum).toBeCloseTo(expected, 9);
      });
    }),
    { numRuns: 60 },
  );
});

describe('levels', () => {
  /** Of frames whose power is 1 in each bin, so that each weight is the value whose level is taken. */
  function levelsOf(values: readonly number[], levels: FrameLevels, plain: boolean): Float64Array {
    const firsts = new Int32Array(values.length);
    const places = Int32Array.from({ length: values.length + 1 }, (_, b) => b);
    const bands = { firsts, places, weights: Float64Array.from(values), ofRoots: false, levels };
    const out = new Float64Array(values.length);
    const window = { size: 4, window: Float64Array.of(1, 0, 0, 0), emphasis: 0, bands };
    openFramePowers(window, { plain })(Float64Array.of(1, 0, 0, 0), 1, 1, out);
    return out;
  }
  const NATURAL = { factor: 1, least: 0, lowest: Number.NEGATIVE_INFINITY, scale: 1 };
  const DECIBEL = { factor: 1, least: 1e-10, lowest: -100, scale: 10 / Math.LN10 };
  /** Of all sizes alike, and around 1, where a logarithm has few digits. */
  const value = fc.oneof(
    fc.double({ min: 0, noNaN: true }),
    fc.double({ min: 0, max: 2 ** -1020, noNaN: true }),
    fc.double({ min: 0.5, max: 2, noNaN: true }),
    fc.integer({ min: -60, max: 60 }).map((steps) => 1 + steps * 2 ** -52),
    fc.integer({ min: -1074, max: 1023 }).map((power) => 2 ** power),
  );

  it('are logarithms within two of their last digits, the same bits with and without WebAssembly', () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 200 }), (values) => {
        for (const levels of [NATURAL, DECIBEL]) {
          const own = levelsOf(values, levels, false);
          expect(own).toEqual(levelsOf(values, levels, true));
          for (const [i, x] of values.entries()) {
            const expected = x <= levels.least ? levels.lowest : Math.log(x) * levels.scale;
            expect(Math.abs(own[i] - expected) <= 4.5e-16 * Math.abs(expected) || own[i] === expected).toBe(
              true,
            );
          }
        }
      }),
      { numRuns: 400 },
    );
  });

  it('are those of Math.log10 over all that sound may have', () => {
    const values = Array.from({ length: 200_001 }, (_, i) => 10 ** (-10 + (i / 200_000) * 16));
    const own = levelsOf(values, DECIBEL, false);
    let worst = 0;
    for (const [i, x] of values.entries())
      if (x > 1e-10 && x !== 1) worst = Math.max(worst, Math.abs(own[i] / (10 * Math.log10(x)) - 1));
    expect(worst).toBeLessThan(1e-15);
  });

  it('of what is infinite or no number are that, and what is too low has the lowest', () => {
    const odd = [Number.POSITIVE_INFINITY, Number.NaN, 0, 5e-324, 2 ** -1023, Number.MAX_VALUE, 1];
    const expected = odd.map((x) => Math.log(x));
    for (const plain of [false, true]) {
      const own = levelsOf(odd, NATURAL, plain);
      for (const [i, level] of own.entries())
        if (Number.isFinite(level)) expect(Math.abs(level - expected[i])).toBeLessThanOrEqual(2e-13);
        else expect(level).toBe(expected[i]);
      expect([...levelsOf([0, 1e-11, 1e-10], DECIBEL, plain)]).toEqual([-100, -100, -100]);
      expect([...levelsOf([-1, 0.5, 2], { ...NATURAL, factor: 0.5, least: 1, lowest: 0 }, plain)]).toEqual([
        0, 0, 0,
      ]);
    }
  });
});

it('keeps two windows apart', () => {
  const samples = Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8);
  const wide = openFramePowers({ size: 8, window: new Float64Array(8).fill(1), emphasis: 0 });
  const narrow = openFramePowers({ size: 4, window: Float64Array.of(1, 1, 0, 0), emphasis: 0 });
  const [first, second, third] = [new Float64Array(5), new Float64Array(3), new Float64Array(5)];
  wide(samples, 1, 1, first);
  narrow(samples, 1, 1, second);
  wide(samples, 1, 1, third);
  expect(third).toEqual(first);
  expect(first[0]).toBe(36 * 36);
  expect([...second]).toEqual([9, expect.closeTo(5, 12), 1]);
});

it.each([0, 2, 3, 12, 500])('refuses frames of %i samples', (size) => {
  expect(() => openFramePowers({ size, window: new Float64Array(0), emphasis: 0 })).toThrow('power of two');
});

it('refuses a window that is longer than its frame', () => {
  expect(() => openFramePowers({ size: 4, window: new Float64Array(5), emphasis: 0 })).toThrow(
    'does not fit',
  );
});
