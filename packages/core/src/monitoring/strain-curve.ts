import { z } from 'zod';
import { findPeaks, type Peak } from '../families/strain/peaks.ts';
import type { StrainReference } from '../families/strain/series.ts';
import { smoothingParameters, smoothSeries } from '../families/strain/smoothing.ts';
import type { ScoredFrame } from './scored-frame.ts';

export const strainCurveParameters = z.strictObject({
  smoothing: smoothingParameters.prefault({}),
  /**
   * A peak is listed when it stands out by at least this share of what the most prominent one does. The noise of a curve
   * differs from camera to camera, so no prominence in units of strain holds for all.
   */
  leastShare: z.number().min(0).max(1).default(0.2),
});
export type StrainCurveParameters = z.infer<typeof strainCurveParameters>;

/** Mean strain of the face over time. */
export interface StrainCurve {
  readonly reference: StrainReference;
  /** Seconds: only frames where strain was measured, or could not be (NaN). */
  readonly times: Float64Array;
  readonly values: Float64Array;
  readonly smoothed: Float64Array;
  /** Of the smoothed curve, in order of time. */
  readonly peaks: readonly Peak[];
}

/** The curve of one reference; null where strain was never measured against it. */
export function strainCurve(
  frames: readonly Pick<ScoredFrame, 'time' | 'strain'>[],
  reference: StrainReference,
  { smoothing, leastShare }: StrainCurveParameters,
): StrainCurve | null {
  const measured = frames.filter(({ strain }) => strain !== null);
  const times = Float64Array.from(measured, ({ time }) => time);
  const values = Float64Array.from(measured, ({ strain }) => strain?.[reference] ?? Number.NaN);
  if (values.every(Number.isNaN)) return null;
  const smoothed = smoothSeries(times, values, smoothing);
  const { largestGap } = smoothing;
  const all = findPeaks(times, smoothed, { prominence: 0, largestGap });
  const most = all.reduce((found, { prominence }) => Math.max(found, prominence), 0);
  return {
    reference,
    times,
    values,
    smoothed,
    peaks: all.filter(({ prominence }) => prominence > 0 && prominence >= leastShare * most),
  };
}
