import { type Draws, drawSubjects, type Interval, percentileInterval } from '../evaluation/intervals.ts';
import type { Episode, MonitorStateName } from './monitor.ts';
import type { MonitoredRecording, Stretch } from './monitor-recording.ts';

/** Seconds before the onset of an event from which an episode that starts counts as having found it. */
export const EARLY = 2;
/** Hours of usable time without event under which a rate of false alarms is given as an upper bound only. */
export const LEAST_HOURS = 10;

/** States that show no score. */
const WITHOUT_SCORE: ReadonlySet<MonitorStateName> = new Set([
  'not scored yet',
  'no signal',
  'not assessable',
]);

/** A monitored recording of a subject and the painful events that truly were in it (seconds, in order, apart). */
export interface MonitoredSubject {
  readonly subject: string;
  readonly events: readonly Stretch[];
  readonly monitored: Pick<MonitoredRecording, 'episodes' | 'shown'>;
}

/** Sums over recordings: what every metric of monitoring is computed from. */
export interface MonitoringTotals {
  readonly events: number;
  readonly found: number;
  /** Seconds from onset to alarm, summed over events; an event without alarm in time counts with its whole length. */
  readonly delay: number;
  readonly falseAlarms: number;
  /** Seconds in which a score was shown: not `not scored yet`, `no signal` or `not assessable`. */
  readonly usable: number;
  /** Usable seconds outside of every event and the 2 s before it. */
  readonly quiet: number;
  /** Seconds shown as `uncertain`. */
  readonly uncertain: number;
}

/** The metrics of a monitor: what of events was found and how fast, false alarms, and the share of time that was uncertain. */
export const MONITORING_METRICS = [
  'sensitivity',
  'mean_time_to_detection',
  'false_alarms_per_hour',
  'share_uncertain',
] as const;
/** The name of a metric of a monitor. */
export type MonitoringMetric = (typeof MONITORING_METRICS)[number];

/** How well the episodes of a monitor found events, over all recordings, with intervals over subjects. */
export interface MonitoringReport {
  readonly totals: MonitoringTotals;
  readonly quiet_hours: number;
  /** NaN where undefined. The rate of false alarms is NaN under ten quiet hours. Time to detection in seconds. */
  readonly values: Readonly<Record<MonitoringMetric, number>>;
  readonly intervals: Readonly<Record<MonitoringMetric, Interval>>;
  /** False alarms an hour that the true rate exceeds with no more than 5 % probability, exact for Poisson counts. */
  readonly false_alarms_upper95: number;
}

/**
 * Counts one recording. An event is found, once, if an episode starts between 2 s before its onset and its end. An
 * episode that starts in no event's window is a false alarm. An episode in the windows of two events counts for both.
 */
export function monitoringTotals({ events, monitored }: MonitoredSubject): MonitoringTotals {
  const { episodes, shown } = monitored;
  const windows = events.map(({ start, end }) => ({ start: start - EARLY, end }));
  const starts = (episode: Episode, { start, end }: Stretch) =>
    episode.start >= start && episode.start <= end;
  let found = 0;
  let delay = 0;
  events.forEach(({ start, end }, i) => {
    const first = episodes.find((episode) => starts(episode, windows[i]));
    if (first) found++;
    delay += Math.min(Math.max((first?.confirmed ?? end) - start, 0), end - start);
  });
  const usable = shown.filter(({ state }) => !WITHOUT_SCORE.has(state));
  const total = lengthOf(usable);
  return {
    events: events.length,
    found,
    delay,
    falseAlarms: episodes.filter((episode) => !windows.some((window) => starts(episode, window))).length,
    usable: total,
    quiet: total - overlap(usable, joined(windows)),
    uncertain: lengthOf(usable.filter(({ state }) => state === 'uncertain' || state === 'cannot tell')),
  };
}

/**
 * The metrics of monitoring over all recordings, with 95 % intervals by drawing subjects with all their recordings.
 *
 * @param draws of the bootstrap; 2,000 keep the ends of an interval steady to about a hundredth
 */
export function monitoringReport(
  recordings: readonly MonitoredSubject[],
  { draws = 2000, seed }: { readonly draws?: number; readonly seed: string | number },
): MonitoringReport {
  const subjects = [...new Set(recordings.map(({ subject }) => subject))].sort();
  const own = subjects.map((name) =>
    weightedSum(recordings.filter(({ subject }) => subject === name).map(monitoringTotals)),
  );
  const totals = weightedSum(own);
  const drawn = drawSubjects(subjects, draws, seed);
  const ofDraws = (metric: MonitoringMetric) => percentileInterval(metricDraws(own, drawn, metric));
  return {
    totals,
    quiet_hours: totals.quiet / 3600,
    values: eachMetric((metric) => metricOf(totals, metric)),
    intervals: eachMetric((metric) =>
      Number.isNaN(metricOf(totals, metric)) ? { ci95: null, undefined_draws: draws } : ofDraws(metric),
    ),
    false_alarms_upper95: poissonUpperBound(totals.falseAlarms) / (totals.quiet / 3600),
  };
}

/**
 * The largest mean of a Poisson count under which `count` or fewer events still have a probability of `1 - confidence`.
 *
 * @source Garwood 1936, doi:10.1093/biomet/28.3-4.437
 */
export function poissonUpperBound(count: number, confidence = 0.95): number {
  const atMost = (mean: number): number => {
    let term = Math.exp(-mean);
    let sum = term;
    for (let i = 1; i <= count; i++) {
      term *= mean / i;
      sum += term;
    }
    return sum;
  };
  let low = count;
  let high = count + 10 * Math.sqrt(count + 1) + 10;
  for (let i = 0; i < 100; i++) {
    const middle = (low + high) / 2;
    if (atMost(middle) > 1 - confidence) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function metricOf(totals: MonitoringTotals, metric: MonitoringMetric, leastHours = LEAST_HOURS): number {
  const { events, found, delay, falseAlarms, usable, quiet, uncertain } = totals;
  const hours = quiet / 3600;
  switch (metric) {
    case 'sensitivity':
      return found / events;
    case 'mean_time_to_detection':
      return delay / events;
    case 'false_alarms_per_hour':
      return hours >= leastHours ? falseAlarms / hours : Number.NaN;
    case 'share_uncertain':
      return uncertain / usable;
  }
}

function metricDraws(own: readonly MonitoringTotals[], drawn: Draws, metric: MonitoringMetric): Float64Array {
  return Float64Array.from({ length: drawn.draws }, (_, draw) => {
    const times = drawn.times.subarray(draw * drawn.subjects, (draw + 1) * drawn.subjects);
    // The ten hours are asked of the recordings that were made, not of each draw.
    return metricOf(weightedSum(own, times), metric, Number.MIN_VALUE);
  });
}

function eachMetric<Value>(of: (metric: MonitoringMetric) => Value): Record<MonitoringMetric, Value> {
  return {
    sensitivity: of('sensitivity'),
    mean_time_to_detection: of('mean_time_to_detection'),
    false_alarms_per_hour: of('false_alarms_per_hour'),
    share_uncertain: of('share_uncertain'),
  };
}

function weightedSum(all: readonly MonitoringTotals[], times?: ArrayLike<number>): MonitoringTotals {
  const sum = { events: 0, found: 0, delay: 0, falseAlarms: 0, usable: 0, quiet: 0, uncertain: 0 };
  all.forEach((own, i) => {
    const weight = times ? times[i] : 1;
    sum.events += weight * own.events;
    sum.found += weight * own.found;
    sum.delay += weight * own.delay;
    sum.falseAlarms += weight * own.falseAlarms;
    sum.usable += weight * own.usable;
    sum.quiet += weight * own.quiet;
    sum.uncertain += weight * own.uncertain;
  });
  return sum;
}

function lengthOf(stretches: readonly Stretch[]): number {
  return stretches.reduce((sum, { start, end }) => sum + end - start, 0);
}

/** Stretches in order, overlapping ones made one. */
function joined(stretches: readonly Stretch[]): Stretch[] {
  const out: Stretch[] = [];
  for (const next of stretches.toSorted((a, b) => a.start - b.start)) {
    const last = out.at(-1);
    if (last && next.start <= last.end)
      out[out.length - 1] = { start: last.start, end: Math.max(last.end, next.end) };
    else out.push(next);
  }
  return out;
}

function overlap(a: readonly Stretch[], b: readonly Stretch[]): number {
  let sum = 0;
  for (const one of a) {
    for (const other of b)
      sum += Math.max(0, Math.min(one.end, other.end) - Math.max(one.start, other.start));
  }
  return sum;
}
