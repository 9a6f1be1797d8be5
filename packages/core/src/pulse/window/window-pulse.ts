import type { PulseBand } from '../band.ts';
import { gaplessStretches } from '../colour-trace.ts';
import { chooseSignal, type HeartRateOptions, type Measurement, type PulseCandidate } from '../heart-rate.ts';
import { rateByAutocorrelation, rateByWelch } from '../rate.ts';
import type { FaceTraces } from '../skin/face-traces.ts';
import { calibratedConfidence } from './calibrated.ts';
import type { EvenFace } from './even-face.ts';
import { evidenceFor, type PulseEvidence } from './evidence.ts';
import { type RateTrack, trackWithin } from './rate-track.ts';
import type { RegionQuality } from './region-quality.ts';
import { type PatchChoice, patchesIn } from './window-patches.ts';

/** The pulse between two times of a recording. */
export interface WindowPulse {
  /** Seconds of the recording. */
  readonly start: number;
  readonly end: number;
  /** The rate from the first to the last beat of the track. The confidence is the estimated probability that it is within 5 beats per minute. */
  readonly heartRate: Measurement;
  /** The same rate, whatever it is worth; null where nothing was followed without a gap. */
  readonly rate: number | null;
  /** Beats per minute by Welch's spectrum and by autocorrelation, of the chosen signal; null where there is none. */
  readonly welch: number | null;
  readonly autocorrelation: number | null;
  /** Region and method of the chosen signal; null where nothing was followed without a gap. */
  readonly chosen: PulseCandidate | null;
  /** All that it was chosen among. */
  readonly candidates: readonly PulseCandidate[];
  /** How fit each region is, and which were looked at. */
  readonly regions: readonly RegionQuality[];
  readonly evidence: PulseEvidence | null;
  /** The chosen signal at an even rate, detrended; null where there is none. */
  readonly signal: Float64Array | null;
  /** Seconds at which the signal begins: after the start of a window in which the face was lost for a while. */
  readonly signalStart: number;
}

/** How the pulse of a window is sought. */
export interface WindowOptions extends HeartRateOptions, PatchChoice {}

/** Confidence below which there is no signal. */
const LEAST_CONFIDENCE = 0.5;
/** The most that a rate at the edge of its band is worth, and beats per minute from an edge. */
const DOUBTFUL = 0.4;
const CLOSE = 5;
/** The share of a window in which the face must be followed, and the seconds of it without a gap. */
const LEAST_SEEN = 0.5;
const SHORTEST = 5;
const UNIT = 'beats per minute';

/** The pulse between two times: the fittest regions by deformation, the fittest of their signals, and how sure its rate is. */
export function pulseInWindow(
  traces: FaceTraces,
  even: EvenFace,
  { start, end, track }: { readonly start: number; readonly end: number; readonly track: RateTrack },
  options: WindowOptions,
): WindowPulse {
  const { band } = options;
  const { rate } = even;
  const tracked = trackWithin(track, start, end);
  const piece = longestSeen(even, start, end);
  const { all, patches, regions, motion, background } = patchesIn(traces, even, piece, options);
  if (patches.length === 0 || tracked.seen < LEAST_SEEN || piece.end - piece.start < SHORTEST) {
    const reason = 'There is no signal: no skin could be followed without a gap.';
    return {
      ...{ start, end, regions, candidates: [], rate: null, welch: null, autocorrelation: null },
      ...{ chosen: null, evidence: null, signal: null, signalStart: start },
      heartRate: { value: null, unit: UNIT, confidence: 0, reason },
    };
  }
  const choice = chooseSignal(patches, rate, options);
  const { signal, ...chosen } = choice.best;
  const welch = 60 * rateByWelch(signal, rate, band);
  const byLag = 60 * rateByAutocorrelation(signal, rate, band);
  const autocorrelation = Number.isFinite(byLag) ? byLag : null;
  const { beats } = tracked;
  const evidence = evidenceFor(choice, {
    ...{ hertz: beats / 60, tracked },
    disagreement: Math.min(Math.abs(welch - beats), Math.abs(byLag - beats) || 60),
    ...{ patches: all, motion, background, rate, band },
  });
  const confidence = choice.isStill ? 0 : calibratedConfidence(evidence);
  return {
    ...{ start, end, regions, chosen, evidence, signal, signalStart: piece.start },
    ...{ rate: beats, welch, autocorrelation },
    candidates: choice.candidates.map(({ signal: _, ...each }) => each),
    heartRate: judged(beats, { welch, lag: autocorrelation }, confidence, band),
  };
}

/** A window where its face was followed without a gap, else the longest part of it without one. */
function longestSeen(
  { skin, rate }: EvenFace,
  start: number,
  end: number,
): { readonly start: number; readonly end: number } {
  const { trace } = skin[skin.length - 1];
  const [first, last] = [start, end].map((time) => Math.round((time - trace.start) * rate));
  const parts = gaplessStretches(trace).map(({ from, to }) => ({
    from: Math.max(from, first),
    to: Math.min(to, last),
  }));
  const longest = parts.reduce((best, part) => (part.to - part.from > best.to - best.from ? part : best), {
    from: first,
    to: first,
  });
  // A window that ends with the last frame may be a sample short.
  if (longest.to - longest.from >= last - first - 1) return { start, end };
  return { start: trace.start + longest.from / rate, end: trace.start + longest.to / rate };
}

function judged(
  beats: number,
  { welch, lag }: { readonly welch: number; readonly lag: number | null },
  confidence: number,
  { low, high }: PulseBand,
): Measurement {
  const value = { value: beats, unit: UNIT, confidence };
  if (confidence < LEAST_CONFIDENCE)
    return {
      ...value,
      value: null,
      reason: 'There is no signal: the colours are as likely without a pulse.',
    };
  if (beats <= 60 * low + CLOSE || beats >= 60 * high - CLOSE)
    return { ...value, confidence: DOUBTFUL, reason: 'The rate is at the edge of the band.' };
  if (lag === null || Math.abs(welch - lag) > CLOSE)
    return { ...value, reason: 'Spectrum and autocorrelation disagree.' };
  return value;
}
