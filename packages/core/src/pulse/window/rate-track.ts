import type { PulseBand } from '../band.ts';
import type { FaceTraces } from '../skin/face-traces.ts';
import { type Whitened, whitened } from '../whitened.ts';
import type { EvenFace } from './even-face.ts';
import { type FaceSignal, faceSignal } from './face-signal.ts';
import { type PhaseModel, type PhasePath, phasePath } from './phase-model.ts';
import type { PatchChoice } from './window-patches.ts';

/** The beat of a recording over time. */
export interface RateTrack extends PhasePath {
  /** Seconds of the first sample. */
  readonly start: number;
  /** Samples a second. */
  readonly rate: number;
  /** 1 where the face was followed. */
  readonly seen: Uint8Array;
}

/** What a track tells of a window. */
export interface TrackedWindow {
  /** Beats per minute from the first to the last beat of the window. */
  readonly beats: number;
  /** How much likelier a second of what was seen is with a pulse than without, as a natural logarithm. */
  readonly strength: number;
  /** Mean probability of the rate along the track, in [0, 1]. */
  readonly certainty: number;
  /** Share of the window in which the face was followed, in [0, 1]. */
  readonly seen: number;
}

/** Beats per minute between two rates that are thought possible, and steps of a beat. */
const STEP = 3;
const PHASES = 48;
/** How far a heart wanders in a second, in beats per minute; and the chance a second that it drops or leaps. */
const WALK = 3;
const JUMP = 0.005;
/** Neighbouring samples tell half as much as their number: the signal ends at 8 Hz of 15. */
const WORTH = 0.5;
/** Seconds over which noise is measured; its share of all where nothing is known yet, and the least. */
const AROUND = 4;
const NOISE_AT_FIRST = 0.8;
const LEAST_NOISE = 0.3;
/** Amplitude of the pulse in deviations of the signal: at first, at least, at most; and the largest second harmonic over it. */
const AMPLITUDE = { first: 1, least: 0.2, most: 1.6 } as const;
const MOST_SECOND = 0.6;

/** The wave of a pulse: the amplitude of its beat, and its second harmonic as shares of that. */
interface Wave {
  readonly amplitude: number;
  readonly cosine: number;
  readonly sine: number;
}

/** The beat over time, from all kept regions at once: their channels become one signal (`faceSignal`), in which it is followed (`followBeat`). */
export function rateTrack(traces: FaceTraces, even: EvenFace, choice: PatchChoice): RateTrack {
  return followBeat(faceSignal(traces, even, choice), choice.band);
}

/**
 * Follows the beat of a signal by rate and phase (`phasePath`): its noise is made even, and the beat is sought first as a plain wave, and once
 * more with the amplitude, the second harmonic and the noise that were found. A spectrum is blurred where the rate changes; a phase is not.
 *
 * @source costs, lengths and steps are ours, chosen on drawn videos
 */
export function followBeat({ start, rate, samples }: FaceSignal, { low, high }: PulseBand): RateTrack {
  const signal = whitened(samples, rate, low);
  const count = Math.max(2, Math.round((60 * (high - low)) / STEP) + 1);
  const grid = Float64Array.from({ length: count }, (_, r) => 60 * (low + ((high - low) * r) / (count - 1)));
  const model: PhaseModel = { beats: grid, phases: PHASES, walk: WALK, jump: JUMP };
  const follow = (wave: Wave, noise: Float64Array) =>
    phasePath(model, {
      ...{ samples: signal.samples, rate, noise, worth: WORTH },
      shape: shapeOf(model, signal, wave),
    });
  const noise = sizeAround(signal.samples, rate).map((value) =>
    Math.max(LEAST_NOISE, NOISE_AT_FIRST * value),
  );
  const first = follow({ amplitude: AMPLITUDE.first, cosine: 0, sine: 0 }, noise);
  const wave = waveAlong(first, signal, noise);
  const rest = signal.samples.map(
    (value, i) => value - waveAt(wave, signal, first.beats[i], first.cycles[i]),
  );
  const path = follow(
    wave,
    sizeAround(rest, rate).map((value) => Math.max(LEAST_NOISE, value)),
  );
  return { ...path, start, rate, seen: Uint8Array.from(samples, (value) => (Number.isNaN(value) ? 0 : 1)) };
}

/** What a track tells between two times in seconds. */
export function trackWithin(track: RateTrack, from: number, to: number): TrackedWindow {
  const { start, rate, cycles, beats, certainty, gain, seen } = track;
  const first = Math.max(0, Math.round((from - start) * rate));
  const last = Math.min(beats.length, Math.round((to - start) * rate));
  let [rates, sure, told, followed] = [0, 0, 0, 0];
  for (let i = first; i < last; i++) {
    rates += beats[i];
    sure += certainty[i];
    told += gain[i];
    followed += seen[i];
  }
  // The phase tells when a beat was, the rate how many there were: where the phase is unsure, a beat is easily lost or found twice.
  const found = [first, last - 1].map((from, side) => beatNear(cycles, from, side === 0 ? 1 : -1));
  const [begin, end] = found;
  let turned = 0;
  for (let i = Math.ceil(begin); i < end; i++) turned += beats[i] / 60 / rate;
  const count = Math.round(turned);
  const length = Math.max(1, last - first);
  return {
    beats: count > 1 ? (60 * count * rate) / (end - begin) : rates / length,
    strength: followed > 0 ? (told * rate) / followed : 0,
    certainty: sure / length,
    seen: followed / length,
  };
}

/** The first sample from a place on, in a direction, at which a beat is; between two samples by the phase. */
function beatNear(cycles: Float64Array, from: number, direction: 1 | -1): number {
  for (let i = from; i + direction >= 0 && i + direction < cycles.length; i += direction) {
    const [one, other] = [cycles[i], cycles[i + direction]];
    const beat = Math.floor(Math.max(one, other));
    if (beat > Math.min(one, other) && Math.abs(other - one) < 0.5)
      return i + (direction * (beat - one)) / (other - one);
  }
  return from;
}

/** What a pulse is at each rate and phase of a model, after the noise was made even. */
function shapeOf({ beats, phases }: PhaseModel, signal: Whitened, wave: Wave): Float64Array {
  const shape = new Float64Array(beats.length * phases);
  for (let r = 0; r < beats.length; r++)
    for (let p = 0; p < phases; p++) shape[r * phases + p] = waveAt(wave, signal, beats[r], p / phases);
  return shape;
}

function waveAt({ amplitude, cosine, sine }: Wave, { gain }: Whitened, beats: number, cycles: number) {
  const angle = 2 * Math.PI * cycles;
  const second = gain(beats / 30) * (cosine * Math.cos(2 * angle) + sine * Math.sin(2 * angle));
  return amplitude * (gain(beats / 60) * Math.cos(angle) + second);
}

/** The wave that is seen along a path, by least squares, each sample by how sure its phase is. */
function waveAlong(path: PhasePath, { samples, gain }: Whitened, noise: Float64Array): Wave {
  let [beat, beatSize, cosine, sine, secondSize] = [0, 0, 0, 0, 0];
  for (let i = 0; i < samples.length; i++) {
    if (Number.isNaN(samples[i])) continue;
    const angle = 2 * Math.PI * path.cycles[i];
    const weight = path.coherence[i] / noise[i] ** 2;
    const first = gain(path.beats[i] / 60) * Math.cos(angle);
    const second = gain(path.beats[i] / 30);
    beat += weight * samples[i] * first;
    beatSize += weight * first * first;
    cosine += weight * samples[i] * second * Math.cos(2 * angle);
    sine += weight * samples[i] * second * Math.sin(2 * angle);
    secondSize += (weight * second * second) / 2;
  }
  const amplitude = Math.max(
    AMPLITUDE.least,
    Math.min(AMPLITUDE.most, beatSize > 0 ? beat / beatSize : AMPLITUDE.least),
  );
  const share = (sum: number) =>
    secondSize > 0 ? Math.max(-MOST_SECOND, Math.min(MOST_SECOND, sum / secondSize / amplitude)) : 0;
  return { amplitude, cosine: share(cosine), sine: share(sine) };
}

/** The size of a signal around each sample: the root of its mean square. */
function sizeAround(samples: Float64Array, rate: number): Float64Array {
  const n = samples.length;
  const half = Math.max(1, Math.round((AROUND * rate) / 2));
  const squares = new Float64Array(n + 1);
  const counts = new Float64Array(n + 1);
  for (let i = 0; i < n; i++) {
    const isGap = Number.isNaN(samples[i]);
    squares[i + 1] = squares[i] + (isGap ? 0 : samples[i] ** 2);
    counts[i + 1] = counts[i] + (isGap ? 0 : 1);
  }
  return samples.map((_, i) => {
    const [from, to] = [Math.max(0, i - half), Math.min(n, i + half)];
    const count = counts[to] - counts[from];
    return count > 0 ? Math.sqrt((squares[to] - squares[from]) / count) : 0;
  });
}
