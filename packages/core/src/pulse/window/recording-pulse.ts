import { randomFrom } from '../../numbers/random.ts';
import { type PulseBand, pulseBands } from '../band.ts';
import { beatsOf } from '../beats.ts';
import { CHANNELS } from '../colour-trace.ts';
import { confidenceOf } from '../confidence.ts';
import { detrend, smoothnessFor } from '../detrend.ts';
import type { Measurement } from '../heart-rate.ts';
import { relativeTo } from '../methods/channels.ts';
import { blindQuality } from '../signal-quality.ts';
import type { FaceTraces } from '../skin/face-traces.ts';
import { surrogatesOf } from '../surrogates.ts';
import { type EvenFace, evenFace, patchWithin } from './even-face.ts';
import { rateTrack } from './rate-track.ts';
import { pulseInWindow, type WindowOptions, type WindowPulse } from './window-pulse.ts';

/** The pulse of a recording. */
export interface RecordingPulse {
  /** Of the whole recording. */
  readonly heartRate: Measurement;
  /** Breaths per minute, where the movement of the head or the colour of the face tells them. */
  readonly breathingRate: Measurement;
  readonly windows: readonly WindowPulse[];
  /** Seconds of each beat in windows that have a signal: when there is most blood in the skin. */
  readonly beats: Float64Array;
  /** Samples a second of the signals of windows; null where there are no frames. */
  readonly rate: number | null;
}

/** How the pulse of a recording is sought. */
export interface RecordingPulseOptions extends Partial<WindowOptions> {
  readonly band?: PulseBand;
}

/** Seconds of a window, and from one to the next. */
const WINDOW = 10;
const STEP = 2;
/** Seconds of a recording, at least. */
const SHORTEST = 5;
/** Frames a second, for each hertz of the upper edge of the band, that are needed. */
const FRAMES_A_HERTZ = 2.5;
/** Surrogates of a window where nothing else is said. */
const SURROGATES = 19;
/** Hertz of the breath of a newborn: 30 to 90 a minute. Seconds that are looked at, at least and at most. */
const BREATH: PulseBand = { low: 0.5, high: 1.5 };
const BREATH_SECONDS = { least: 15, most: 30 } as const;

/**
 * The pulse of a recording over time: windows of 10 seconds, one every 2 seconds. The rate of the whole is the median of the windows that
 * have a signal, each counted by its confidence; its confidence is theirs on average.
 */
export function recordingPulse(traces: FaceTraces, options: RecordingPulseOptions = {}): RecordingPulse {
  const band = options.band ?? pulseBands.neonate;
  const even = evenFace(traces);
  const fault = whyNot(even, traces, band);
  if (!even || fault !== null) {
    const reason = `There is no signal: ${fault ?? 'there are no frames with a face'}.`;
    return {
      heartRate: { value: null, unit: 'beats per minute', confidence: 0, reason },
      breathingRate: { value: null, unit: 'breaths per minute', confidence: 0, reason },
      ...{ windows: [], beats: new Float64Array(0), rate: even?.rate ?? null },
    };
  }
  const whole = even.end - even.start + 1 / even.rate;
  const length = Math.min(WINDOW, whole);
  const sought = { surrogates: SURROGATES, ...options, band };
  // The track takes all regions: its weights leave out what is noisy.
  const track = rateTrack(traces, even, { ...sought, byDeformation: false });
  const windows: WindowPulse[] = [];
  for (let start = even.start; start + length <= even.start + whole + 0.5 / even.rate; start += STEP) {
    const window = { start, end: start + length, track };
    windows.push(pulseInWindow(traces, even, window, { ...sought, seed: windows.length }));
  }
  return {
    heartRate: wholeRate(windows),
    breathingRate: breathing(even),
    windows,
    beats: beatsIn(windows, even.rate, band),
    rate: even.rate,
  };
}

function whyNot(even: EvenFace | null, { skin }: FaceTraces, { high }: PulseBand): string | null {
  if (!even || skin.every(({ green }) => green.every(Number.isNaN)))
    return 'no face was found that can be used';
  const least = FRAMES_A_HERTZ * high;
  if (even.rate < least)
    return `the video has ${even.rate.toFixed(1)} frames a second, and a pulse of up to ${(60 * high).toFixed(0)} beats per minute needs ${least.toFixed(0)}`;
  if (even.end - even.start + 1 / even.rate < SHORTEST)
    return `the video is shorter than ${SHORTEST} seconds`;
  return null;
}

/** The median of the windows that have a rate, each counted by its confidence. */
function wholeRate(windows: readonly WindowPulse[]): Measurement {
  const unit = 'beats per minute';
  const found = windows.flatMap(({ heartRate: { value, confidence } }) =>
    value === null ? [] : [{ value, confidence }],
  );
  if (found.length === 0) {
    const confidence = Math.max(0, ...windows.map(({ heartRate }) => heartRate.confidence));
    return { value: null, unit, confidence, reason: windows[0]?.heartRate.reason ?? 'There is no signal.' };
  }
  const sum = found.reduce((total, { confidence }) => total + confidence, 0);
  let below = 0;
  const [middle] = found
    .toSorted((a, b) => a.value - b.value)
    .filter(({ confidence }) => {
      below += confidence;
      return below >= sum / 2;
    });
  const shown =
    found.length === windows.length
      ? {}
      : { reason: `${found.length} of ${windows.length} windows have a signal.` };
  return { value: middle.value, unit, confidence: sum / found.length, ...shown };
}

/** Beats of the middle of each window that has a signal; windows overlap. */
function beatsIn(windows: readonly WindowPulse[], rate: number, band: PulseBand): Float64Array {
  const beats: number[] = [];
  windows.forEach(({ start, end, signal, signalStart, heartRate }, i) => {
    if (!signal || heartRate.value === null) return;
    const middle = (start + end) / 2;
    const from = i === 0 || windows[i - 1].heartRate.value === null ? start : middle - STEP / 2;
    const to = i === windows.length - 1 || windows[i + 1].heartRate.value === null ? end : middle + STEP / 2;
    // The signal is highest where there is least blood.
    const found = beatsOf(
      signal.map((value) => -value),
      rate,
      band,
    );
    for (const beat of found) {
      const time = signalStart + beat;
      if (
        time >= from &&
        time < to &&
        time > (beats.at(-1) ?? Number.NEGATIVE_INFINITY) + 60 / (2 * heartRate.value)
      )
        beats.push(time);
    }
  });
  return Float64Array.from(beats);
}

/** The rate of breath: the signal of movement or colour that stands highest above its noise, beside surrogates. */
function breathing(even: EvenFace): Measurement {
  const unit = 'breaths per minute';
  const { rate, start, end } = even;
  const seconds = Math.min(BREATH_SECONDS.most, end - start);
  const nothing = (reason: string): Measurement => ({ value: null, unit, confidence: 0, reason });
  if (seconds < BREATH_SECONDS.least)
    return nothing(`Breathing needs ${BREATH_SECONDS.least} seconds of video.`);
  const length = Math.floor(seconds * rate);
  const patches = [even.motion, ...even.skin.filter(({ name }) => name === 'face')].flatMap(
    (patch) => patchWithin(patch, start, length) ?? [],
  );
  if (patches.length === 0) return nothing('The face could not be followed without a gap.');
  const smoothness = smoothnessFor(BREATH.low / 2, rate);
  const signals = patches.flatMap(({ colours }) => {
    const relative = relativeTo(colours);
    return CHANNELS.map((channel) => detrend(relative[channel], smoothness));
  });
  const best = (given: readonly Float64Array[]) =>
    given.map((signal) => blindQuality(signal, rate, BREATH)).reduce((a, b) => (b.snr > a.snr ? b : a));
  const found = best(signals);
  const random = randomFrom('breathing surrogates');
  const qualities = Float64Array.from(
    { length: SURROGATES },
    () => best(surrogatesOf(signals, rate, random)).snr,
  );
  const isStill = signals.every((signal) => signal.every((value) => Math.abs(value) < 1e-9));
  const confidence = isStill ? 0 : confidenceOf(found.snr, qualities);
  if (confidence < 0.5)
    return { ...nothing('There is no signal: neither movement nor colour shows a breath.'), confidence };
  return { value: 60 * found.hertz, unit, confidence };
}
