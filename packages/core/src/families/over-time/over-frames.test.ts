import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  meanOverFrames,
  overTimeStatistics,
  statisticsOverFrames,
  temporalFamilyColumns,
  usualOverFrames,
} from './over-frames.ts';
import { temporalColumns, temporalParameters, temporalStatistics } from './statistics.ts';

const parameters = temporalParameters.parse({});
const frames = fc.integer({ min: 1, max: 4 }).chain((columns) =>
  fc.array(
    fc
      .array(fc.float({ min: -100, max: 100, noNaN: true }), { minLength: columns, maxLength: columns })
      .map((values) => Float32Array.from(values)),
    { minLength: 2, maxLength: 12 },
  ),
);

describe('a feature of frames over a clip', () => {
  it('has the statistics of each column in the order of the columns that are named', () => {
    fc.assert(
      fc.property(frames, (rows) => {
        const width = rows[0].length;
        const times = rows.map((_, i) => i * 0.5);
        const names = Array.from({ length: width }, (_, c) => `hog ${c}`);
        const columns = temporalFamilyColumns(names, parameters);
        const out = new Float32Array(columns.length);
        statisticsOverFrames(times, rows, parameters, out);
        const all = new Float64Array(temporalColumns(parameters).length);
        names.forEach((name, c) => {
          temporalStatistics(
            times,
            rows.map((row) => row[c]),
            undefined,
            parameters,
            all,
          );
          overTimeStatistics(parameters).forEach((statistic, i) => {
            const at = columns.indexOf(`${name} ${statistic}`);
            expect(out[at]).toBe(Math.fround(all[i]));
          });
        });
      }),
    );
  });

  it('leaves frames without a value out of the mean', () => {
    const out = new Float32Array(2);
    meanOverFrames([Float32Array.of(1, Number.NaN), Float32Array.of(3, Number.NaN)], out);
    expect(out[0]).toBe(2);
    expect(out[1]).toBeNaN();
  });

  it('is usual where its median is, and spreads by the median deviation from it', () => {
    const rows = [1, 2, 3, 100].map((value) => Float32Array.of(value));
    const [median, mad] = [new Float32Array(1), new Float32Array(1)];
    usualOverFrames(rows, median, mad);
    expect(median[0]).toBe(2.5);
    expect(mad[0]).toBe(1);
  });
});
