import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { randomFrom } from '../../numbers/random.ts';
import { oneEuroParameters, openOneEuroFilter } from '../../recording/smoothing/one-euro.ts';
import { baselineOf, temporalColumns, temporalParameters, temporalStatistics } from './statistics.ts';

const parameters = temporalParameters.parse({});
const columns = temporalColumns(parameters);

function statistics(
  times: readonly number[],
  values: readonly number[],
  baseline?: readonly number[],
): number[] {
  const out = new Float64Array(columns.length);
  temporalStatistics(times, values, baseline, parameters, out);
  return [...out];
}

describe('statistics of a feature over a clip', () => {
  const number = z.number();
  const numbers = z.array(number);
  const file = z.object({
    cases: z.array(
      z.object({
        ...{ times: numbers, values: z.array(number.nullable()), baseline: numbers, quantiles: numbers },
        ...{ mean: number, deviation: number, slope: number, change: number, median: number, mad: number },
      }),
    ),
  });
  const text = readFileSync(new URL('goldens/statistics.json', import.meta.url), 'utf8');

  it.each(file.parse(JSON.parse(text)).cases)(
    'agrees with NumPy, irregular times and gaps, case %#',
    (expected) => {
      const { times, baseline, mean, deviation, quantiles, slope, change } = expected;
      const values = expected.values.map((value) => value ?? Number.NaN);
      statistics(times, values, baseline).forEach((value, i) => {
        expect(value).toBeCloseTo([mean, deviation, ...quantiles, slope, change][i], 10);
      });
      const own = baselineOf(baseline);
      expect(own.median).toBeCloseTo(expected.median, 12);
      expect(own.mad).toBeCloseTo(expected.mad, 12);
    },
  );

  it('says nothing where nothing can be said', () => {
    expect(columns.length).toBe(9);
    expect(statistics([0, 1], [Number.NaN, Number.NaN]).every(Number.isNaN)).toBe(true);
    const one = statistics([0, 1], [4, Number.NaN]);
    expect(one.slice(0, 7)).toEqual([4, 0, 4, 4, 4, 4, 4]);
    expect(one.slice(7).every(Number.isNaN)).toBe(true);
    expect(() => statistics([0], [1, 2])).toThrow('1 times for 2 values');
  });

  it('is the same with a gap as without the frame', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -99, max: 99 }), { minLength: 1 }),
        fc.nat(99),
        (values, place) => {
          const at = place % (values.length + 1);
          const times = values.map((_, i) => i / 7);
          const gapped = statistics(times.toSpliced(at, 0, 0.5), values.toSpliced(at, 0, Number.NaN), [1, 2]);
          expect(gapped).toEqual(statistics(times, values, [1, 2]));
        },
      ),
    );
  });
});

describe('the one-euro filter', () => {
  /** A still landmark that moves 30 pixels in a third of a second at 2 s, with noise of half a pixel, at irregular times. */
  const truth = (time: number) => 100 + 30 * Math.min(1, Math.max(0, (time - 2) * 3));
  const run = (settings: object, noise: number) => {
    const random = randomFrom('one euro');
    const filter = openOneEuroFilter(1, oneEuroParameters.parse(settings));
    const frames: { time: number; raw: number; smooth: number }[] = [];
    for (let time = 0; time < 4; time += 0.02 + 0.03 * random.next()) {
      const raw = truth(time) + noise * random.normal();
      const values = Float64Array.of(raw);
      filter.next(values, time);
      frames.push({ time, raw, smooth: values[0] });
    }
    return frames;
  };
  const deviation = (errors: readonly number[]) => Math.hypot(...errors) / Math.sqrt(errors.length);

  it('takes more than half of the noise from a still landmark', () => {
    const still = run({}, 0.5).filter(({ time }) => time > 0.5 && time < 2);
    const raw = deviation(still.map((frame) => frame.raw - 100));
    expect(deviation(still.map(({ smooth }) => smooth - 100))).toBeLessThan(0.5 * raw);
  });

  it('passes half of an onset within 0.05 s, where a low pass of the same stillness is later', () => {
    const half = (settings: object) => {
      const frame = run(settings, 0).find(({ smooth }) => smooth >= 115);
      return (frame?.time ?? Number.POSITIVE_INFINITY) - (2 + 1 / 6);
    };
    expect(half({})).toBeLessThan(0.05 + 0.05); // to the next frame, at most 0.05 s later
    expect(half({ speedCoefficient: 0 })).toBeGreaterThan(2 * half({}));
  });

  it('is the low pass of the paper at constant cut-off, for any steps of time', () => {
    const settings = { leastCutoff: 2, speedCoefficient: 0 };
    let expected: number | undefined;
    let before = 0;
    for (const { time, raw, smooth } of run(settings, 1)) {
      const tau = 1 / (2 * Math.PI * 2);
      const alpha = 1 / (1 + tau / (time - before));
      expected = expected === undefined ? raw : alpha * raw + (1 - alpha) * expected;
      expect(smooth).toBeCloseTo(expected, 10);
      before = time;
    }
  });

  it('keeps a constant, starts anew after a gap, and refuses times that do not rise', () => {
    const filter = openOneEuroFilter(2, oneEuroParameters.parse({}));
    const at = (values: readonly number[], time: number) => {
      const frame = Float64Array.from(values);
      filter.next(frame, time);
      return [...frame];
    };
    expect(at([5, 7], 0)).toEqual([5, 7]);
    expect(at([5, 7], 0.1)).toEqual([5, 7]);
    filter.next(undefined, 0.2);
    expect(at([90, 7], 1)).toEqual([90, 7]);
    expect(() => at([90, 7], 1)).toThrow('follows');
    expect(() => at([90], 2)).toThrow('2 numbers, not 1');
  });
});
