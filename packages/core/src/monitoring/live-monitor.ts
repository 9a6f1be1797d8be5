import type { FrameFault } from '../recording/tracking/tracked-frame.ts';
import { type BarPeriod, barChanges } from './bars.ts';
import {
  type BarToAssessment,
  type Episode,
  INITIAL_MONITOR_STATE,
  type MonitorEvent,
  type MonitoredScore,
  type MonitorState,
  type MonitorStateName,
  monitorStep,
} from './monitor.ts';
import type { MonitorParameters } from './parameters.ts';
import type { ScoredFrame } from './scored-frame.ts';

/** What the monitor shows at one moment of a video, with what the picture gave there. */
export interface MonitorReading {
  /** Seconds. */
  readonly time: number;
  readonly state: MonitorStateName;
  /** The last score and its age in seconds, 0 where it was made; null when there is none, or it is too old, or under a bar. */
  readonly value: (MonitoredScore & { readonly age: number }) | null;
  readonly stale: boolean;
  readonly bar: BarToAssessment | null;
  /** Of the frame; of the last one before, where the reading is of a clock. */
  readonly status: ScoredFrame['status'];
  readonly faults: readonly FrameFault[];
  readonly strain: ScoredFrame['strain'];
}

/** What a frame made of a monitor. */
export interface MonitorUpdate {
  readonly reading: MonitorReading;
  /** Episodes that ended since the frame before. */
  readonly ended: readonly Episode[];
}

/** A monitor that takes the frames of a video as they come; remembers the same amount however long it runs. */
export interface LiveMonitor {
  /** @throws RangeError for a frame that is not later than the one before */
  push(frame: ScoredFrame): MonitorUpdate;
}

/** What a frame tells the monitor. A score without a face behind it has no confidence. */
export function eventOf({
  time,
  score,
  confidence,
  regions,
  cannotTell,
}: Pick<ScoredFrame, 'time' | 'score' | 'confidence' | 'regions' | 'cannotTell'>): MonitorEvent {
  if (score === null) return { kind: 'time', time };
  return {
    ...{ kind: 'score', time, score, confidence: confidence ?? 0 },
    ...(regions ? { regions } : {}),
    ...(cannotTell === undefined ? {} : { cannotTell }),
  };
}

/**
 * Opens a monitor that takes frames in order of time, and says what it shows after each.
 *
 * @param options.start when the recording begins; bars that began earlier stand from there
 */
export function openLiveMonitor(options: {
  readonly parameters: MonitorParameters;
  readonly bars: readonly BarPeriod[];
  readonly start: number;
}): LiveMonitor {
  const { parameters, bars, start } = options;
  const pending = [...barChanges(bars, start)];
  let state = INITIAL_MONITOR_STATE;
  return {
    push(frame) {
      if (!(frame.time > state.time || state === INITIAL_MONITOR_STATE))
        throw new RangeError(`a frame at ${frame.time} s follows one at ${state.time} s`);
      const ended: Episode[] = [];
      const take = (event: MonitorEvent): void => {
        state = monitorStep(state, event, parameters);
        if (state.ended) ended.push(state.ended);
      };
      for (;;) {
        const [next] = pending;
        if (!next || next.time > frame.time) break;
        pending.shift();
        take({ kind: 'bar', ...next });
      }
      take(eventOf(frame));
      return { reading: monitorReading(state, frame), ended };
    },
  };
}

/** What a state shows, beside the frame that was there. */
export function monitorReading(
  { time, shown, value, stale, bar }: MonitorState,
  { status, faults, strain }: Pick<ScoredFrame, 'status' | 'faults' | 'strain'>,
): MonitorReading {
  return {
    time,
    state: shown,
    value: value && bar === undefined ? agedValue(value, time) : null,
    stale,
    bar: bar ?? null,
    status,
    faults,
    strain,
  };
}

function agedValue({ time: made, ...score }: MonitoredScore & { readonly time: number }, time: number) {
  return { ...score, age: time - made };
}
