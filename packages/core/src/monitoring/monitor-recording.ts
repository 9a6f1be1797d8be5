import {
  type Episode,
  INITIAL_MONITOR_STATE,
  type MonitorEvent,
  type MonitorState,
  type MonitorStateName,
  monitorStep,
  openEpisode,
} from './monitor.ts';
import type { MonitorParameters } from './parameters.ts';

/** A stretch of time, in seconds. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** What a monitor showed over a whole recording. */
export interface MonitoredRecording {
  /** The state after each event. */
  readonly states: readonly MonitorState[];
  readonly episodes: readonly Episode[];
  /** What was shown when, from `start` to `end` without a hole; neighbours differ. */
  readonly shown: readonly (Stretch & { readonly state: MonitorStateName })[];
}

/** Monitors a whole recording: the same steps as a stream takes, and the time that each state was shown. */
export function monitorRecording(
  events: readonly MonitorEvent[],
  { start, end }: Stretch,
  parameters: MonitorParameters,
): MonitoredRecording {
  const states: MonitorState[] = [];
  const episodes: Episode[] = [];
  const shown: (Stretch & { readonly state: MonitorStateName })[] = [];
  const show = (from: number, to: number, state: MonitorStateName): void => {
    if (!(to > from)) return;
    const last = shown.at(-1);
    if (last?.state === state) shown[shown.length - 1] = { start: last.start, end: to, state };
    else shown.push({ start: from, end: to, state });
  };
  const showUntil = (state: MonitorState, until: number): void => {
    const from = Math.max(state.time, start);
    const expiry = state.value ? state.value.time + parameters.largestAge : until;
    const change = Math.max(from, Math.min(expiry, until));
    show(from, change, state.shown);
    show(change, until, state.hasScored ? 'no signal' : 'not scored yet');
  };
  let state = INITIAL_MONITOR_STATE;
  for (const event of events) {
    if (!(event.time >= start && event.time <= end)) {
      throw new RangeError(`an event at ${event.time} s is outside the recording, ${start} to ${end} s`);
    }
    showUntil(state, event.time);
    state = monitorStep(state, event, parameters);
    states.push(state);
    if (state.ended) episodes.push(state.ended);
  }
  showUntil(state, end);
  const closing = monitorStep(state, { kind: 'time', time: end }, parameters);
  const last = closing.ended ?? openEpisode(closing);
  if (last) episodes.push(last);
  return { states, episodes, shown };
}
