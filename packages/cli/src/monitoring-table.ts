import { howMany } from '@wince/core';
import type { MonitoringDocument } from '@wince/runtime';
import { columns } from './tables.ts';

/** How well episodes found events, for a terminal. */
export function monitoringTable(found: MonitoringDocument): string {
  const { metrics, events, quiet_hours, least_hours, false_alarms, false_alarms_upper95 } = found;
  const row = (name: string, key: keyof MonitoringDocument['metrics'], digits: number, unit: string) => {
    const metric = metrics[key];
    const { value, ci95 } = metric ?? { value: null, ci95: null };
    const interval = ci95 ? `[${ci95[0].toFixed(digits)}, ${ci95[1].toFixed(digits)}]` : '';
    return [name, value === null ? 'none' : `${value.toFixed(digits)}${unit}`, interval];
  };
  const bound = false_alarms_upper95 === null ? 'unknown' : `below ${false_alarms_upper95.toFixed(1)}`;
  return [
    `monitoring with ${found.cell}: ${howMany(found.recordings.length, 'recording')} of ${howMany(found.subjects, 'subject')}. The model of a recording has not seen its subject.`,
    columns([
      ['', 'value', '95 % interval by subject'],
      row(`sensitivity (${found.found} of ${events} events found)`, 'sensitivity', 3, ''),
      row('time to detection, censored at the end of the event', 'mean_time_to_detection', 1, ' s'),
      row('share of usable time uncertain', 'share_uncertain', 3, ''),
      ...(quiet_hours >= least_hours ? [row('false alarms an hour', 'false_alarms_per_hour', 2, '')] : []),
    ]),
    `false alarms: ${false_alarms} in ${quiet_hours.toFixed(3)} quiet hours; the true rate an hour is ${bound} with 95 % confidence${
      quiet_hours < least_hours ? ` (no rate is given for less than ${least_hours} hours)` : ''
    }`,
  ].join('\n');
}
