import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePulseBand, pulseBands } from './band.ts';
import { bandPass } from './band-pass.ts';
import { atEvenRate, type ColourTrace, gaplessStretches } from './colour-trace.ts';
import { detrend, smoothnessFor } from './detrend.ts';

type Signal = readonly number[];
const golden: {
  readonly detrended: readonly { smoothness: number; signal: Signal; detrended: Signal }[];
  readonly band_passed: readonly {
    rate: number;
    low: number;
    high: number;
    signal: Signal;
    filtered: Signal;
  }[];
} = JSON.parse(readFileSync(new URL('goldens/signals.json', import.meta.url), 'utf8'));

const furthest = (ours: ArrayLike<number>, theirs: Signal) =>
  theirs.reduce((most, value, i) => Math.max(most, Math.abs(value - ours[i])), 0);

const sine = (length: number, rate: number, frequency: number) =>
  Float64Array.from({ length }, (_, i) => Math.sin((2 * Math.PI * frequency * i) / rate));

const size = (signal: Float64Array) => Math.sqrt(signal.reduce((sum, v) => sum + v * v, 0) / signal.length);

describe('detrending by smoothness priors', () => {
  it.each(golden.detrended)(
    'with $smoothness is what the dense system gives',
    ({ smoothness, signal, detrended }) => {
      const ours = detrend(Float64Array.from(signal), smoothness);
      expect(ours).toHaveLength(detrended.length);
      expect(furthest(ours, detrended)).toBeLessThan(1e-8);
    },
  );

  it('takes away straight lines, whatever the smoothness', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.double({ min: 0.5, max: 200, noNaN: true }),
        (n, smoothness) => {
          const line = Float64Array.from({ length: n }, (_, i) => 3 - 0.25 * i);
          expect(size(detrend(line, smoothness))).toBeLessThan(1e-7);
        },
      ),
    );
  });

  it('leaves half of the amplitude at the cut-off, less below and nearly all above', () => {
    const left = (frequency: number) => {
      const given = sine(3000, 30, frequency);
      return (
        size(detrend(given, smoothnessFor(0.6, 30)).subarray(500, 2500)) / size(given.subarray(500, 2500))
      );
    };
    expect(left(0.6)).toBeCloseTo(0.5, 2);
    expect(left(0.2)).toBeLessThan(0.02);
    expect(left(1.5)).toBeGreaterThan(0.97);
  });
});

describe('the zero-phase band-pass', () => {
  it.each(golden.band_passed)('from $low to $high Hz at $rate a second is that of scipy', (given) => {
    const ours = bandPass(Float64Array.from(given.signal), given.rate, given);
    expect(ours).toHaveLength(given.filtered.length);
    expect(furthest(ours, given.filtered)).toBeLessThan(1e-9);
  });

  it('moves no phase', () => {
    const given = sine(900, 30, 2);
    const out = bandPass(given, 30, pulseBands.neonate);
    expect(furthest(out.subarray(150, 750), [...given.subarray(150, 750)])).toBeLessThan(0.01);
  });

  it('refuses a band above half the rate, and a signal that is too short', () => {
    expect(() => bandPass(new Float64Array(90), 8, pulseBands.neonate)).toThrow(
      expect.objectContaining({ code: 'bad-band' }),
    );
    expect(() => bandPass(new Float64Array(21), 30, pulseBands.neonate)).toThrow(
      expect.objectContaining({ code: 'bad-trace' }),
    );
    expect(bandPass(new Float64Array(22), 30, pulseBands.neonate)).toEqual(new Float64Array(22));
  });
});

describe('a band', () => {
  it('is read by its name, or by its edges in hertz', () => {
    expect(parsePulseBand('neonate')).toEqual({ low: 1.2, high: 4 });
    expect(parsePulseBand('adult')).toEqual({ low: 0.65, high: 3.25 });
    expect(parsePulseBand('0.75-4')).toEqual({ low: 0.75, high: 4 });
  });

  it.each(['infant', '4-1.2', '2-2', '1.2', '-1-4', '0-4', '1.2-4Hz', ''])('%j is refused', (text) => {
    expect(() => parsePulseBand(text)).toThrow(expect.objectContaining({ code: 'bad-band' }));
  });

  it('in beats per minute is refused with the same band in hertz', () => {
    expect(() => parsePulseBand('72-240')).toThrow(
      expect.objectContaining({ hint: 'Write hertz, not beats per minute: 1.20-4.00.' }),
    );
  });
});

const traceOf = (times: readonly number[]): ColourTrace => ({
  times: Float64Array.from(times),
  red: Float64Array.from(times, (t) => 2 * t),
  green: Float64Array.from(times, (t) => 100 - t),
  blue: Float64Array.from(times, () => 7),
});

describe('a trace at an even rate', () => {
  it('is linear between frames, wherever these fall', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.001, max: 0.5, noNaN: true }), { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 5, max: 60 }),
        (steps, rate) => {
          const times = [1];
          for (const step of steps) times.push(times[times.length - 1] + step);
          const { present, red, green, blue } = atEvenRate(traceOf(times), rate);
          const expected = Array.from(present, (_, i) => 2 * (1 + i / rate));
          expect(present.every((here) => here === 1)).toBe(true);
          expect(furthest(red, expected)).toBeLessThan(1e-4);
          expect(
            furthest(
              green,
              expected.map((value) => 100 - value / 2),
            ),
          ).toBeLessThan(1e-4);
          expect(new Set(blue)).toEqual(new Set([7]));
        },
      ),
    );
  });

  it('marks a gap of more than half a second and bridges one of half a second', () => {
    const bridged = atEvenRate(traceOf([0, 0.25, 0.75, 1]), 8);
    expect([...bridged.present]).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1]);
    const gap = atEvenRate(traceOf([0, 0.25, 0.875, 1]), 8);
    expect([...gap.present]).toEqual([1, 1, 1, 0, 0, 0, 0, 1, 1]);
    expect([...gap.red].map(Number.isNaN)).toEqual([...gap.present].map((here) => here === 0));
    expect(gaplessStretches(gap)).toEqual([
      { from: 0, to: 3 },
      { from: 7, to: 9 },
    ]);
    expect(gaplessStretches(gap, 3)).toEqual([{ from: 0, to: 3 }]);
  });

  it('of no frame has no sample, of one frame has one', () => {
    expect(atEvenRate(traceOf([]), 30).present).toHaveLength(0);
    expect(atEvenRate(traceOf([5]), 30)).toMatchObject({
      start: 5,
      present: Uint8Array.of(1),
      blue: Float64Array.of(7),
    });
  });

  it.each([
    ['times that stand still', traceOf([0, 1, 1]), 30, undefined, 'time 2 is 1'],
    ['a time that is no number', traceOf([0, Number.NaN]), 30, undefined, 'time 1 is NaN'],
    [
      'a colour that is no number',
      { ...traceOf([0, 1]), green: Float64Array.of(1, Number.NaN) },
      30,
      undefined,
      'green is NaN',
    ],
    [
      'channels of different lengths',
      { ...traceOf([0, 1]), blue: Float64Array.of(1) },
      30,
      undefined,
      '1 values of blue',
    ],
    ['no rate', traceOf([0, 1]), 0, undefined, 'rate of 0'],
    ['a longer bridge', traceOf([0, 1]), 30, 0.6, 'bridge of 0.6'],
  ])('is refused for %s', (_, trace, rate, bridge, words) => {
    expect(() => atEvenRate(trace, rate, bridge)).toThrow(
      expect.objectContaining({ code: 'bad-trace', message: expect.stringContaining(words) }),
    );
  });
});
