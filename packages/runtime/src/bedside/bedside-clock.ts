import {
  type ClockOffset,
  clockOffset,
  pulseTrace,
  type RecordingPulse,
  WinceError,
  withoutGaps,
} from '@wince/core';
import { type BedsideOptions, readBedside } from './read-bedside.ts';

/** Which signal of a file of bedside signals is compared with a video. */
export interface BedsideClockOptions extends BedsideOptions {
  /** Its name; may be left out where the file has one signal alone. Default: that signal. */
  readonly signal?: string;
  /** Seconds: the largest offset that is looked for. Default: 30. */
  readonly largest?: number;
}

/** How the clock of a bedside monitor stands to that of a video, or why nobody knows. */
export type BedsideClock = { readonly signal: string } & (ClockOffset | { readonly reason: string });

/**
 * How the clock of bedside signals stands to that of a video, by the pulse that both carry.
 *
 * @param pulse of the video
 * @returns seconds to add to a time of the monitor for that of the video, with the drift; a reason where nothing fits
 * @throws WinceError `no-such-file`, `damaged-bedside`, `unknown-bedside-signal`
 */
export async function bedsideClock(
  pulse: Pick<RecordingPulse, 'windows' | 'rate'>,
  path: string,
  { signal: asked, largest = 30, ...options }: BedsideClockOptions = {},
): Promise<BedsideClock> {
  const { signals } = await readBedside(path, options);
  const names = signals.map(({ name }) => name);
  const signal =
    asked === undefined && signals.length === 1 ? signals[0] : signals.find(({ name }) => name === asked);
  if (!signal) {
    const message =
      asked === undefined ? `${path} has ${signals.length} signals.` : `${path} has no signal "${asked}".`;
    throw new WinceError('unknown-bedside-signal', message, {
      hint: `Name one that carries the pulse with --bedside-signal: ${names.join(', ')}.`,
    });
  }
  const { name, rate } = signal;
  const trace = pulseTrace(pulse);
  if (!trace) return { signal: name, reason: 'the video has no window with a heart rate' };
  return { signal: name, ...clockOffset(trace, { ...withoutGaps(signal), rate }, { largest }) };
}
