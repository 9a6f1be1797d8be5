import { quantile } from '../../numbers/quantile.ts';
import { STRAIN_AREAS } from './areas.ts';
import { findPeaks, type PeakParameters } from './peaks.ts';
import { STRAIN_REFERENCES, type StrainReference, type StrainSample } from './series.ts';
import { type SmoothingParameters, smoothSeries, unbrokenRuns } from './smoothing.ts';

/** How a series of strain is described. */
export interface StrainSeriesParameters {
  readonly smoothing: SmoothingParameters;
  readonly peaks: PeakParameters;
}

/** Shares of the frames below which a quantile lies. The greatest value is set by one frame, so it is no column. */
const QUANTILES = [0.5, 0.9, 0.95] as const;

const OF_SERIES = [
  ...QUANTILES.map((share) => `quantile ${share}`),
  'energy',
  'peaks a minute',
  'highest peak',
  'prominence',
  'width',
  'rise',
  'area',
] as const;

/** `strain previous mouth`: the columns of one frame, both references by all areas. */
export const STRAIN_FRAME_COLUMNS: readonly string[] = STRAIN_REFERENCES.flatMap((reference) =>
  STRAIN_AREAS.map((area) => `strain ${reference} ${area}`),
);

/** The columns of a clip: for both references and all areas, what {@link strainClipFeatures} writes, in its order. */
export const STRAIN_CLIP_COLUMNS: readonly string[] = STRAIN_FRAME_COLUMNS.flatMap((series) =>
  OF_SERIES.map((measure) => `${series} ${measure}`),
);

/** The strain of one frame in the order of {@link STRAIN_FRAME_COLUMNS}; NaN where it was not measured. */
export function strainFrameFeatures({ previous, baseline }: StrainSample, out: Float64Array): void {
  const count = STRAIN_AREAS.length;
  for (let area = 0; area < count; area++) {
    out[area] = previous?.[area] ?? Number.NaN;
    out[count + area] = baseline?.[area] ?? Number.NaN;
  }
}

/**
 * Describes the strain of a clip, for both references and each area of the face, after smoothing: quantiles over
 * frames; energy (mean square over measured time); and its peaks: how many a minute, and of the one with the greatest prominence its
 * height, prominence, width (seconds), rise time (seconds) and area. Where a series has no peak these are 0: a face at
 * rest has none. `previous` is in strain a second, `baseline` in strain.
 *
 * @param samples of one clip, in order of time
 * @param out `STRAIN_CLIP_COLUMNS.length` numbers
 * @returns why the clip cannot be described; undefined where it can
 * @source Shreve et al. 2014, Automatic expression spotting in videos, Image and Vision Computing: strain over time, and its peaks
 */
export function strainClipFeatures(
  samples: readonly StrainSample[],
  parameters: StrainSeriesParameters,
  out: Float32Array,
): string | undefined {
  const times = Float64Array.from(samples, ({ time }) => time);
  let at = 0;
  for (const reference of STRAIN_REFERENCES) {
    for (let area = 0; area < STRAIN_AREAS.length; area++) {
      const values = seriesOf(samples, reference, area);
      if (values.every(Number.isNaN)) {
        return reference === 'previous'
          ? 'there are no two usable frames directly after each other'
          : 'there is no frame at rest to compare with';
      }
      at = describe(times, smoothSeries(times, values, parameters.smoothing), parameters, out, at);
    }
  }
  return undefined;
}

/** One area's strain over time; NaN where it was not measured. */
export function seriesOf(
  samples: readonly StrainSample[],
  reference: StrainReference,
  area: number,
): Float64Array {
  return Float64Array.from(samples, (sample) => sample[reference]?.[area] ?? Number.NaN);
}

function describe(
  times: Float64Array,
  values: Float64Array,
  { smoothing, peaks: peakParameters }: StrainSeriesParameters,
  out: Float32Array,
  start: number,
): number {
  const present = values.filter((value) => !Number.isNaN(value));
  const sorted = present.toSorted();
  const peaks = findPeaks(times, values, peakParameters);
  let highest = peaks.at(0);
  for (const peak of peaks) if (highest && peak.prominence > highest.prominence) highest = peak;
  const measured = unbrokenRuns(times, values, smoothing.largestGap).reduce(
    (sum, { from, to }) => sum + times[to - 1] - times[from],
    0,
  );
  let at = start;
  for (const share of QUANTILES) out[at++] = quantile(sorted, share);
  out[at++] = present.reduce((sum, value) => sum + value * value, 0) / present.length;
  out[at++] = measured > 0 ? (60 * peaks.length) / measured : 0;
  out[at++] = highest?.height ?? 0;
  out[at++] = highest?.prominence ?? 0;
  out[at++] = highest?.width ?? 0;
  out[at++] = highest?.rise ?? 0;
  out[at++] = highest?.area ?? 0;
  return at;
}
