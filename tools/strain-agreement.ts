import {
  findPeaks,
  type Peak,
  type SmoothingParameters,
  STRAIN_REFERENCES,
  type StrainReference,
  smoothSeries,
} from '@wince/core';
import type { StrainOverTime, StrainTrial } from './strain-trial.ts';

/** How well measured strain follows the truth in one area of one clip. Only where the area truly moves. */
export interface AreaAgreement {
  readonly area: string;
  readonly reference: StrainReference;
  /** Pearson's, over the frames of the clip. */
  readonly correlation: number;
  readonly peaks: readonly PeakAgreement[];
}

/** What became of the highest true peak of an expression. */
export interface PeakAgreement {
  readonly condition: string;
  /** Seconds from it to the nearest measured peak; undefined where there is none. */
  readonly apart: number | undefined;
  /** The chance that it is no more than `within` seconds from one of as many peaks that are anywhere in the expression. */
  readonly chance: number;
}

export interface AgreementOptions {
  readonly smoothing: SmoothingParameters;
  /** An area moves in a clip, or in an expression, when its true strain since rest rises by so much there. */
  readonly moved: number;
  /** A peak stands out by this share of the range of its series in the expression, in [0, 1]. */
  readonly prominence: number;
  /** Seconds, for the chance of a peak. */
  readonly within: number;
}

/** An expression begins with the first frames before its segment and ends with those behind. */
const MARGIN = 0.5;

/** Compares each area that moves, in both references, over the clip and expression by expression. */
export function strainAgreement(trial: StrainTrial, options: AgreementOptions): readonly AreaAgreement[] {
  const { times, expressions } = trial;
  return trial.areas.flatMap((area, a) => {
    const truly = smoothed(trial.truth, 'baseline', a, times, options);
    if (!(rangeOf(truly) >= options.moved)) return [];
    return STRAIN_REFERENCES.map((reference): AreaAgreement => {
      const truth = smoothed(trial.truth, reference, a, times, options);
      const measured = smoothed(trial.measured, reference, a, times, options);
      const peaks = expressions.flatMap(({ condition, start, end }) => {
        const inside = (i: number): boolean => times[i] >= start - MARGIN && times[i] < end + MARGIN;
        if (!(rangeOf(truly.filter((_, i) => inside(i))) >= options.moved)) return [];
        const peaksOf = (series: Float64Array): readonly Peak[] => {
          const prominence = options.prominence * rangeOf(series.filter((_, i) => inside(i)));
          const { largestGap } = options.smoothing;
          return findPeaks(times, series, { prominence, largestGap }).filter(({ index }) => inside(index));
        };
        const [true_, found] = [peaksOf(truth), peaksOf(measured)];
        if (true_.length === 0) return [];
        const highest = true_.reduce((best, peak) => (peak.height > best.height ? peak : best));
        const apart = Math.min(...found.map(({ middle }) => Math.abs(middle - highest.middle)));
        const seconds = end - start + 2 * MARGIN;
        return {
          condition,
          apart: found.length > 0 ? apart : undefined,
          chance: Math.min(1, (2 * options.within * found.length) / seconds),
        };
      });
      return { area, reference, correlation: correlationOf(measured, truth), peaks };
    });
  });
}

function smoothed(
  series: StrainOverTime,
  reference: StrainReference,
  area: number,
  times: readonly number[],
  { smoothing }: AgreementOptions,
): Float64Array {
  const values = series[reference].map((row) => row[area]);
  return smoothSeries(times, values, smoothing);
}

function rangeOf(values: Float64Array): number {
  const known = values.filter((value) => !Number.isNaN(value));
  return Math.max(...known) - Math.min(...known);
}

function correlationOf(a: Float64Array, b: Float64Array): number {
  const places = [...a.keys()].filter((i) => !Number.isNaN(a[i]) && !Number.isNaN(b[i]));
  const mean = (values: Float64Array): number =>
    places.reduce((sum, i) => sum + values[i], 0) / places.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  const sum = (x: Float64Array, meanX: number, y: Float64Array, meanY: number): number =>
    places.reduce((total, i) => total + (x[i] - meanX) * (y[i] - meanY), 0);
  return sum(a, meanA, b, meanB) / Math.sqrt(sum(a, meanA, a, meanA) * sum(b, meanB, b, meanB));
}
