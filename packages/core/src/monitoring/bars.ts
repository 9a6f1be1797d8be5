import type { BarToAssessment } from './monitor.ts';

/** A time in which the face cannot speak of pain, whatever it shows. Seconds of the recording; the end is not part of it. */
export interface BarPeriod {
  readonly bar: BarToAssessment;
  readonly start: number;
  /** Infinity: to the end of the recording, however long it is. */
  readonly end: number;
}

/** From `time` on this bar stands, or (undefined) none does. */
export interface BarChange {
  readonly time: number;
  readonly bar: BarToAssessment | undefined;
}

/**
 * When the bar to assessment changes within a recording that begins at `start`. Where periods overlap, the first of the list
 * is named.
 *
 * @throws RangeError for a period that does not end after it starts
 */
export function barChanges(periods: readonly BarPeriod[], start: number): readonly BarChange[] {
  for (const { bar, start: from, end } of periods) {
    if (!(end > from)) throw new RangeError(`${bar} from ${from} to ${end} s must end after it starts`);
  }
  const times = new Set(periods.flatMap((period) => [Math.max(period.start, start), period.end]));
  const changes: BarChange[] = [];
  for (const time of [...times].filter((each) => each >= start && each < Infinity).sort((a, b) => a - b)) {
    const bar = periods.find((period) => period.start <= time && time < period.end)?.bar;
    if (bar !== changes.at(-1)?.bar) changes.push({ time, bar });
  }
  return changes;
}
