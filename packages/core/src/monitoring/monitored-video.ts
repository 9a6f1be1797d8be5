import { z } from 'zod';
import { type BarPeriod, barChanges } from './bars.ts';
import { clipScore, clipScoreParameters } from './clip-score.ts';
import { eventOf, type MonitorReading, monitorReading } from './live-monitor.ts';
import {
  type Episode,
  type MonitorEvent,
  type MonitoredScore,
  type MonitorState,
  monitorStep,
} from './monitor.ts';
import { type MonitoredRecording, monitorRecording, type Stretch } from './monitor-recording.ts';
import { monitorParameters } from './parameters.ts';
import type { ScoredFrame } from './scored-frame.ts';
import { type StrainCurve, strainCurve, strainCurveParameters } from './strain-curve.ts';
import { type UsableTime, usableTime } from './usable-time.ts';

/** All that can be set about the way from scored frames to a monitored video. */
export const monitoredVideoParameters = z.strictObject({
  monitor: monitorParameters.prefault({}),
  clipScore: clipScoreParameters.prefault({}),
  strain: strainCurveParameters.prefault({}),
});
/** The parameters of monitoring a whole video. */
export type MonitoredVideoParameters = z.infer<typeof monitoredVideoParameters>;

/** What a monitor keeps of a frame: all but its picture and landmarks, so that an hour fits into memory. */
export type KeptFrame = Omit<ScoredFrame, 'box' | 'landmarks'>;

/** What became of a whole video. Times in seconds. */
export interface MonitoredVideo extends Stretch {
  readonly parameters: MonitoredVideoParameters;
  readonly bars: readonly BarPeriod[];
  /** What the monitor showed at each frame. */
  readonly frames: readonly MonitorReading[];
  /** The same at each whole second and at the end. */
  readonly seconds: readonly MonitorReading[];
  /** Scores as they were made, outside of bars to assessment. */
  readonly scores: readonly (MonitoredScore & { readonly time: number })[];
  readonly shown: MonitoredRecording['shown'];
  readonly episodes: readonly Episode[];
  /** One score for the whole; NaN where no frame had one. */
  readonly clipScore: number;
  readonly usable: UsableTime;
  readonly strain: { readonly previous: StrainCurve | null; readonly baseline: StrainCurve | null };
}

/** What is kept of a scored frame. */
export function keepFrame({ box: _, landmarks: __, ...kept }: ScoredFrame): KeptFrame {
  return kept;
}

/**
 * Monitors a whole video: the same states as a live monitor shows frame by frame, and what only a look back can give.
 *
 * @param frames in order of time
 * @param options.start of the recording; the first frame's time by default
 * @param options.end of the recording; by default the last frame stands as long as the one before it
 * @throws RangeError without a frame, or for one outside of the recording or out of order
 */
export function monitorVideo(
  frames: readonly KeptFrame[],
  options: {
    readonly parameters: MonitoredVideoParameters;
    readonly bars: readonly BarPeriod[];
    readonly start?: number;
    readonly end?: number;
  },
): MonitoredVideo {
  const { parameters, bars } = options;
  const last = frames.at(-1);
  if (!last) throw new RangeError('a video without frames cannot be monitored');
  const start = options.start ?? frames[0].time;
  const end = options.end ?? last.time + (last.time - (frames.at(-2)?.time ?? last.time));
  const events = withBars(frames, bars, { start, end });
  const recording = monitorRecording(events, { start, end }, parameters.monitor);
  const ofFrames = recording.states.filter((_, i) => events[i].kind !== 'bar');
  const readings = frames.map((frame, i) => monitorReading(ofFrames[i], frame));
  const scores = frames.flatMap(({ time, score, confidence, regions, cannotTell }, i) =>
    score === null || readings[i].bar !== null
      ? []
      : [
          {
            ...{ time, score, confidence: confidence ?? 0 },
            ...(regions ? { regions } : {}),
            ...(cannotTell === undefined ? {} : { cannotTell }),
          },
        ],
  );
  return {
    start,
    end,
    parameters,
    bars,
    frames: readings,
    seconds: eachSecond(recording.states, readings, { start, end }, parameters),
    scores,
    shown: recording.shown,
    episodes: recording.episodes,
    clipScore: clipScore(
      scores.map(({ score }) => score),
      parameters.clipScore,
    ),
    usable: usableTime(readings, start, end),
    strain: {
      previous: strainCurve(readings, 'previous', parameters.strain),
      baseline: strainCurve(readings, 'baseline', parameters.strain),
    },
  };
}

function withBars(
  frames: readonly KeptFrame[],
  bars: readonly BarPeriod[],
  { start, end }: Stretch,
): readonly MonitorEvent[] {
  const changes = barChanges(bars, start).filter(({ time }) => time <= end);
  const events: MonitorEvent[] = [];
  let next = 0;
  for (const frame of frames) {
    while (next < changes.length && changes[next].time <= frame.time)
      events.push({ kind: 'bar', ...changes[next++] });
    events.push(eventOf(frame));
  }
  for (const change of changes.slice(next)) events.push({ kind: 'bar', ...change });
  return events;
}

/**
 * What the monitor showed at each whole second after the start and at the end, as a clock would read it. Strain is the mean of
 * what was measured since the reading before.
 */
function eachSecond(
  states: readonly MonitorState[],
  frames: readonly MonitorReading[],
  { start, end }: Stretch,
  { monitor }: MonitoredVideoParameters,
): readonly MonitorReading[] {
  const readings: MonitorReading[] = [];
  let state = 0;
  let frame = 0;
  for (let second = Math.floor(start) + 1; ; second++) {
    const time = Math.min(second, end);
    const from = frame;
    while (state < states.length && states[state].time <= time) state++;
    while (frame < frames.length && frames[frame].time <= time) frame++;
    const last = state > 0 ? monitorStep(states[state - 1], { kind: 'time', time }, monitor) : undefined;
    if (last && frame > 0)
      readings.push(
        monitorReading(last, { ...frames[frame - 1], strain: meanStrain(frames.slice(from, frame)) }),
      );
    if (time >= end) return readings;
  }
}

function meanStrain(frames: readonly MonitorReading[]): ScoredFrame['strain'] {
  const measured = frames.flatMap(({ strain }) => strain ?? []);
  if (measured.length === 0) return null;
  const mean = (reference: 'previous' | 'baseline'): number | null => {
    const values = measured.flatMap((strain) => strain[reference] ?? []);
    return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  return { previous: mean('previous'), baseline: mean('baseline') };
}
