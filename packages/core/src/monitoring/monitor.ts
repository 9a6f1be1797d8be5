import type { CoverableRegion } from '../face/covering/region-cells.ts';
import type { MonitorParameters } from './parameters.ts';

/** A low score is never called absence of pain. */
export const MONITOR_STATES = [
  'no sign of pain',
  'rising',
  'signs of pain',
  'uncertain',
  'cannot tell',
  'not scored yet',
  'no signal',
  'not assessable',
] as const;
/** What a monitor may show. */
export type MonitorStateName = (typeof MONITOR_STATES)[number];

/** Why a face cannot speak of pain. */
export const BARS_TO_ASSESSMENT = ['neuromuscular block', 'deep sedation', 'cooling', 'eye shields'] as const;
/** A reason why a face cannot show pain, or why it cannot be seen. */
export type BarToAssessment = (typeof BARS_TO_ASSESSMENT)[number];

/** A score as a monitor takes it. */
export interface MonitoredScore {
  readonly score: number;
  readonly confidence: number;
  /** The regions of the face that it rests on; null or absent where it rests on the whole face. */
  readonly regions?: readonly CoverableRegion[] | null;
  /** Why the model gives no answer, as it abstains or the face lies outside its training; absent where it answers. */
  readonly cannotTell?: string;
}

/** What a monitor is told, in order of time (seconds). */
export type MonitorEvent =
  | ({ readonly kind: 'score'; readonly time: number } & MonitoredScore)
  /** Time has passed without a score: a frame without a face, or a clock. */
  | { readonly kind: 'time'; readonly time: number }
  /** From now on the face cannot be assessed, or (undefined) it can again. */
  | { readonly kind: 'bar'; readonly time: number; readonly bar: BarToAssessment | undefined };

/** A stretch of confirmed signs of pain. Times in seconds. */
export interface Episode {
  /** When scores rose to `on`. */
  readonly start: number;
  /** When it was confirmed: the moment of the alarm. */
  readonly confirmed: number;
  /** When scores fell to `off`, or the last confident value when there was no signal afterwards. */
  readonly end: number;
  /** The highest score. */
  readonly peak: number;
  readonly meanConfidence: number;
  /** `signal lost` and `not assessable`: it may have lasted longer. */
  readonly endedBy: 'recovery' | 'signal lost' | 'not assessable' | 'end of recording';
}

interface Evidence {
  readonly start: number;
  readonly peak: number;
  readonly confidence: number;
  readonly count: number;
}

type Phase =
  | { readonly kind: 'calm' }
  | { readonly kind: 'rising'; readonly evidence: Evidence }
  | {
      readonly kind: 'pain';
      readonly confirmed: number;
      readonly evidence: Evidence;
      /** Since when scores are at `off` or below. */
      readonly calmSince: number | undefined;
      /** Scores since then: part of the episode only if it goes on. */
      readonly pending: { readonly confidence: number; readonly count: number };
    };

/** All that a monitor remembers: plain data, of the same size however long it runs. */
export interface MonitorState {
  readonly time: number;
  readonly shown: MonitorStateName;
  /** The last score of any confidence and its time; undefined when there is none or it is too old. */
  readonly value: (MonitoredScore & { readonly time: number }) | undefined;
  /** The value is older than `freshFor`. */
  readonly stale: boolean;
  /** Whether there was a score at any time. */
  readonly hasScored: boolean;
  readonly bar: BarToAssessment | undefined;
  /** The episode that this event has ended. */
  readonly ended: Episode | undefined;
  readonly phase: Phase;
  /** When the last score of enough confidence came that the model answers by. */
  readonly lastConfident: number;
}

/** Times count to the microsecond, as in files: two that are 2 s apart may be less in their last digits. */
const microseconds = (seconds: number): number => Math.round(seconds * 1e6);

const CALM: Phase = { kind: 'calm' };

/** The state of a monitor before its first event. */
export const INITIAL_MONITOR_STATE: MonitorState = {
  time: Number.NEGATIVE_INFINITY,
  shown: 'not scored yet',
  value: undefined,
  stale: false,
  hasScored: false,
  bar: undefined,
  ended: undefined,
  phase: CALM,
  lastConfident: Number.NEGATIVE_INFINITY,
};

/**
 * The state after an event: pure, so that a stream and a recording give the same. Events of kind `time` never change which
 * episodes are found: they only let the shown state follow the clock.
 *
 * @throws RangeError for an event earlier than the one before it, or a score or confidence outside of 0 to 1
 */
export function monitorStep(
  state: MonitorState,
  event: MonitorEvent,
  parameters: MonitorParameters,
): MonitorState {
  if (!(event.time >= state.time))
    throw new RangeError(`an event at ${event.time} s follows one at ${state.time} s`);
  const expired = expire(state, event.time, parameters);
  const next =
    event.kind === 'score'
      ? takeScore(expired, event, parameters)
      : event.kind === 'bar'
        ? takeBar(expired, event.bar)
        : expired;
  return { ...next, time: event.time, ...shownAt(next, event.time, parameters) };
}

/** The episode that is open, as if the recording ended now; undefined when none is. */
export function openEpisode({ phase, lastConfident }: MonitorState): Episode | undefined {
  return phase.kind === 'pain'
    ? episodeOf(phase, phase.calmSince ?? lastConfident, 'end of recording')
    : undefined;
}

/** Forgets what is too old, at whatever time it became so. */
function expire(state: MonitorState, time: number, { largestAge }: MonitorParameters): MonitorState {
  const value = state.value && time - state.value.time > largestAge ? undefined : state.value;
  const lost = state.phase.kind !== 'calm' && time - state.lastConfident > largestAge;
  if (!lost) return { ...state, value, ended: undefined };
  return { ...state, value, ...endPhase(state, 'signal lost') };
}

function takeBar(state: MonitorState, bar: BarToAssessment | undefined): MonitorState {
  if (bar === undefined) return { ...state, bar };
  const { phase, ended } = endPhase(state, 'not assessable');
  return { ...state, bar, value: undefined, phase, ended: state.ended ?? ended };
}

function endPhase({ phase, lastConfident }: MonitorState, endedBy: Episode['endedBy']) {
  const ended =
    phase.kind === 'pain' ? episodeOf(phase, phase.calmSince ?? lastConfident, endedBy) : undefined;
  return { phase: CALM, ended };
}

function takeScore(
  state: MonitorState,
  { time, score, confidence, regions, cannotTell }: Extract<MonitorEvent, { kind: 'score' }>,
  parameters: MonitorParameters,
): MonitorState {
  if (!(score >= 0 && score <= 1 && confidence >= 0 && confidence <= 1)) {
    throw new RangeError(
      `score ${score} and confidence ${confidence} at ${time} s are not both within 0 and 1`,
    );
  }
  if (state.bar !== undefined) return state;
  const unanswered = cannotTell === undefined ? {} : { cannotTell };
  const value = { score, confidence, time, ...(regions ? { regions } : {}), ...unanswered };
  if (cannotTell !== undefined || confidence < parameters.leastConfidence)
    return { ...state, value, hasScored: true };
  const { phase, ended } = nextPhase(state.phase, value, parameters);
  return { ...state, value, hasScored: true, phase, ended: state.ended ?? ended, lastConfident: time };
}

function nextPhase(
  phase: Phase,
  { time, score, confidence }: { score: number; confidence: number; time: number },
  { on, off, confirmation, recovery }: MonitorParameters,
): { phase: Phase; ended?: Episode } {
  if (phase.kind === 'pain') {
    if (score > off) {
      const { pending, evidence } = phase;
      const grown = {
        start: evidence.start,
        peak: Math.max(evidence.peak, score),
        confidence: evidence.confidence + pending.confidence + confidence,
        count: evidence.count + pending.count + 1,
      };
      return {
        phase: { ...phase, evidence: grown, calmSince: undefined, pending: { confidence: 0, count: 0 } },
      };
    }
    const calmSince = phase.calmSince ?? time;
    if (time - calmSince >= recovery) return { phase: CALM, ended: episodeOf(phase, calmSince, 'recovery') };
    const pending = {
      confidence: phase.pending.confidence + confidence,
      count: phase.pending.count + 1,
    };
    return { phase: { ...phase, calmSince, pending } };
  }
  if (score < on) return { phase: CALM };
  const before = phase.kind === 'rising' ? phase.evidence : undefined;
  const evidence = {
    start: before?.start ?? time,
    peak: Math.max(before?.peak ?? 0, score),
    confidence: (before?.confidence ?? 0) + confidence,
    count: (before?.count ?? 0) + 1,
  };
  if (microseconds(time - evidence.start) < microseconds(confirmation))
    return { phase: { kind: 'rising', evidence } };
  const pending = { confidence: 0, count: 0 };
  return { phase: { kind: 'pain', confirmed: time, evidence, calmSince: undefined, pending } };
}

function episodeOf(
  { evidence, confirmed }: Extract<Phase, { kind: 'pain' }>,
  end: number,
  endedBy: Episode['endedBy'],
): Episode {
  const { start, peak, confidence, count } = evidence;
  return { start, confirmed, end, peak, meanConfidence: confidence / count, endedBy };
}

function shownAt(
  { bar, value, phase, hasScored }: MonitorState,
  time: number,
  { off, leastConfidence, freshFor }: MonitorParameters,
): Pick<MonitorState, 'shown' | 'stale'> {
  if (bar !== undefined) return { shown: 'not assessable', stale: false };
  if (!value) return { shown: hasScored ? 'no signal' : 'not scored yet', stale: false };
  const stale = time - value.time > freshFor;
  if (value.confidence < leastConfidence) return { shown: 'uncertain', stale };
  if (value.cannotTell !== undefined) return { shown: 'cannot tell', stale };
  if (phase.kind === 'pain') return { shown: 'signs of pain', stale };
  if (phase.kind === 'rising') return { shown: 'rising', stale };
  return { shown: value.score > off ? 'uncertain' : 'no sign of pain', stale };
}
