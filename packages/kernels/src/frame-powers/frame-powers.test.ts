import fc from 'fast-check';
import { expect, it } from 'vitest';
import { numbersFrom } from '../numbers.fixture.ts';
import { openFramePowers } from './fastest.ts';

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
