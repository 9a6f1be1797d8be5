import {
  EARLY,
  LEAST_HOURS,
  MONITORING_METRICS,
  type MonitoredSubject,
  type MonitoringReport,
  monitoringTotals,
  monitorParameters,
} from '@wince/core';
import { z } from 'zod';

const stretch = z.strictObject({ start: z.number(), end: z.number() });
const ci95 = z.tuple([z.number(), z.number()]).nullable();

/** `monitoring.json` of a run: how well episodes found events, with whole subjects left out. Times in seconds. */
export const monitoringDocument = z.strictObject({
  schema: z.literal(1),
  cell: z.string(),
  positive: z.string(),
  protocol: z.string(),
  /** An episode may begin so many seconds before an event that it finds. */
  early_seconds: z.number(),
  /** Under so many quiet hours there is no rate of false alarms, only a bound. */
  least_hours: z.number(),
  monitor: monitorParameters,
  subjects: z.int(),
  recordings: z.array(
    z.strictObject({
      recording: z.string(),
      subject: z.string(),
      events: z.array(stretch),
      episodes: z.array(z.strictObject({ ...stretch.shape, confirmed: z.number() })),
      found: z.int(),
      false_alarms: z.int(),
      usable_seconds: z.number(),
      quiet_seconds: z.number(),
    }),
  ),
  events: z.int(),
  found: z.int(),
  false_alarms: z.int(),
  quiet_hours: z.number(),
  metrics: z.record(z.enum(MONITORING_METRICS), z.strictObject({ value: z.number().nullable(), ci95 })),
  /** The true rate of false alarms an hour is below this with 95 % confidence; null without a quiet second. */
  false_alarms_upper95: z.number().nullable(),
});
/** What `monitoring.json` of a run says. */
export type MonitoringDocument = z.infer<typeof monitoringDocument>;

/** `monitoring.json` of what was monitored. */
export function documentOfReport(
  monitored: readonly (MonitoredSubject & { readonly recording: string })[],
  { totals, quiet_hours, values, intervals, false_alarms_upper95 }: MonitoringReport,
  told: Pick<MonitoringDocument, 'cell' | 'positive' | 'protocol' | 'monitor'>,
): MonitoringDocument {
  const finite = (value: number) => (Number.isFinite(value) ? value : null);
  const metric = (name: (typeof MONITORING_METRICS)[number]) => {
    const bounds = intervals[name].ci95;
    return {
      value: finite(values[name]),
      ci95: bounds ? ([bounds[0], bounds[1]] as [number, number]) : null,
    };
  };
  return {
    schema: 1,
    ...told,
    early_seconds: EARLY,
    least_hours: LEAST_HOURS,
    subjects: new Set(monitored.map(({ subject }) => subject)).size,
    recordings: monitored.map((each) => {
      const own = monitoringTotals(each);
      return {
        ...{ recording: each.recording, subject: each.subject, events: [...each.events] },
        episodes: each.monitored.episodes.map(({ start, confirmed, end }) => ({ start, confirmed, end })),
        ...{ found: own.found, false_alarms: own.falseAlarms },
        ...{ usable_seconds: own.usable, quiet_seconds: own.quiet },
      };
    }),
    ...{ events: totals.events, found: totals.found, false_alarms: totals.falseAlarms, quiet_hours },
    metrics: {
      sensitivity: metric('sensitivity'),
      mean_time_to_detection: metric('mean_time_to_detection'),
      false_alarms_per_hour: metric('false_alarms_per_hour'),
      share_uncertain: metric('share_uncertain'),
    },
    false_alarms_upper95: finite(false_alarms_upper95),
  };
}
