import { howMany } from '../../how-many.ts';
import type { FamilyValues, LostValues } from '../family.ts';
import { statisticsOverFrames, temporalFamilyColumns } from '../over-time/over-frames.ts';
import type { TemporalParameters } from '../over-time/statistics.ts';
import { type DescribedMoments, observeMoments } from './moments-observer.ts';
import { defineOverTime } from './over-time.ts';

/**
 * `temporal:FAMILY`: statistics of each column of a family over all described frames of a clip; see `temporalStatistics`.
 * Which quantiles there are is set under `clips.temporal`.
 */
export const temporal = defineOverTime({
  id: 'temporal',
  version: 1,
  title: 'Statistics of a family over the frames of a clip',
  source: 'own: mean, deviation, quantiles and slope over time',
  unit: 'the unit of the family; for the slope, this unit per second',
  plan(of, { clips }) {
    const columns = temporalFamilyColumns(of.columns, clips.temporal);
    return {
      columns,
      sinceReference: false,
      open: (observing) =>
        observeMoments(of.moment, observing, (moments) => courseOf(moments, clips.temporal, columns.length)),
    };
  },
});

function courseOf(
  { times, values }: DescribedMoments,
  parameters: TemporalParameters,
  columns: number,
): FamilyValues | LostValues {
  if (values.length < 2)
    return {
      reason: `${howMany(values.length, 'frame has a value', 'frames have values')}, but a course over time needs at least 2`,
    };
  const out = new Float32Array(columns);
  statisticsOverFrames(times, values, parameters, out);
  if (out.some(Number.isNaN))
    return { reason: 'the features could not be computed for any frame of the clip' };
  return { values: out, spread: null };
}
