import { realSpectrum } from '../../numbers/fourier.ts';
import { hann } from '../../numbers/welch.ts';
import type { PulseBand } from '../band.ts';
import { detrend, smoothnessFor } from '../detrend.ts';
import type { SkinPatch } from '../heart-rate.ts';
import { pulseMethods } from '../methods/catalogue.ts';
import type { FaceTraces } from '../skin/face-traces.ts';
import type { EvenFace } from './even-face.ts';
import { highestPath } from './highest-path.ts';
import { heightsOverNoise } from './noise-floor.ts';
import { type PatchChoice, patchesIn } from './window-patches.ts';

/** The rate of a pulse over time. */
export interface RateTrack {
  /** Seconds of the middle of each short spectrum. */
  readonly times: Float64Array;
  /** Beats per minute. */
  readonly beats: Float64Array;
  /** How far the spectrum stands above its own mean over the band there: some 1 to 2 without a pulse, 3 to 9 with one. */
  readonly strengths: Float64Array;
}

/** Seconds of a short spectrum, and from one to the next. */
const SLICE = 5;
const HOP = 0.5;
/** Points of a transform. */
const POINTS = 1024;
/** Methods whose spectra are added up. */
const METHODS = ['green', 'blue', 'pbv'] as const;
/** Cost of a change by one beat per minute from one slice to the next, and the most that a change costs: a heart can drop at once. */
const COST_OF_A_BEAT = 0.2;
const COST_OF_A_JUMP = 6;
/** Beats per minute on either side of the track within which the mean rate of a window is sought, and the steps. */
const AROUND = 6;
const STEP = 0.2;

/**
 * The rate of the pulse over time, from all regions at once: short spectra of each region and method are divided by their noise, those of a
 * slice are averaged (a beat counts with its second harmonic), and the path through the slices is taken that gathers most and changes
 * least. A spectrum of 10 seconds is blurred where the rate changes by more than some 10 beats in it; a path is not.
 *
 * @param even of at least 5 seconds
 * @source the path by dynamic programming as Viterbi 1967, doi:10.1109/TIT.1967.1054010; spectra and costs are ours, chosen on drawn videos
 */
export function rateTrack(traces: FaceTraces, even: EvenFace, choice: PatchChoice): RateTrack {
  const { rate } = even;
  const { band } = choice;
  const seconds = Math.min(SLICE, even.end - even.start + 1 / rate);
  const window = hann(Math.round(seconds * rate));
  const step = rate / POINTS;
  const bins = { first: Math.ceil(band.low / step), last: Math.floor(band.high / step) };
  const times: number[] = [];
  const slices: Float64Array[] = [];
  for (let start = even.start; start + seconds <= even.end + 1.5 / rate; start += HOP) {
    const { patches } = patchesIn(traces, even, { start, end: start + seconds }, choice);
    times.push(start + seconds / 2);
    slices.push(sliceOf(signalsOf(patches, rate, band), { window, step, bins }));
  }
  const beat = 60 * step;
  const path = highestPath(slices, (bins) => Math.min(COST_OF_A_JUMP, COST_OF_A_BEAT * beat * bins));
  return {
    times: Float64Array.from(times),
    beats: Float64Array.from(path, (k) => (k + bins.first) * beat),
    strengths: Float64Array.from(
      path,
      (k, s) => slices[s][k] - slices[s].reduce((sum, value) => sum + value, 0) / slices[s].length,
    ),
  };
}

/** The mean rate of a track between two times, in beats per minute, and its mean strength. */
export function trackWithin(
  { times, beats, strengths }: RateTrack,
  start: number,
  end: number,
): { readonly beats: number; readonly strength: number } {
  let [rate, strength, count] = [0, 0, 0];
  for (let time = start + HOP / 2; time < end; time += HOP) {
    const at = Math.max(0, Math.min(times.length - 1, Math.round((time - times[0]) / HOP)));
    rate += beats[at];
    strength += strengths[at];
    count++;
  }
  return { beats: rate / count, strength: strength / count };
}

/**
 * The mean rate of a window, in beats per minute: the signals are turned back by the phase of the track, and what is left of their
 * advance is the place of the highest peak of their summed spectra, within 6 beats per minute.
 *
 * @param patches of the window, of the same length
 * @param start seconds of the recording at which the window begins
 */
export function meanRateAlong(
  track: RateTrack,
  patches: readonly SkinPatch[],
  { start, rate, band }: { readonly start: number; readonly rate: number; readonly band: PulseBand },
): number {
  const length = patches[0].colours.green.length;
  const phase = phaseAlong(track, start, rate, length);
  const window = hann(length);
  const offsets = Array.from({ length: 2 * Math.round(AROUND / STEP) + 1 }, (_, i) => i * STEP - AROUND);
  const power = new Float64Array(offsets.length);
  for (const signal of signalsOf(patches, rate, band)) {
    const size = signal.reduce((sum, value) => sum + value * value, 0);
    if (!(size > 0)) continue;
    for (const [o, offset] of offsets.entries()) {
      const turn = (2 * Math.PI * offset) / 60 / rate;
      let [re, im] = [0, 0];
      for (let i = 0; i < length; i++) {
        const value = window[i] * signal[i];
        re += value * Math.cos(phase[i] + turn * i);
        im += value * Math.sin(phase[i] + turn * i);
      }
      power[o] += (re * re + im * im) / size;
    }
  }
  const best = power.reduce((most, value, i) => (value > power[most] ? i : most), 0);
  return trackWithin(track, start, start + length / rate).beats + offsets[best];
}

function phaseAlong({ times, beats }: RateTrack, start: number, rate: number, length: number): Float64Array {
  const phase = new Float64Array(length);
  const last = times.length - 1;
  for (let i = 1; i < length; i++) {
    const place = Math.max(0, Math.min(last, (start + i / rate - times[0]) / HOP));
    const before = Math.min(Math.floor(place), Math.max(0, last - 1));
    const after = Math.min(last, before + 1);
    const now = beats[before] + (beats[after] - beats[before]) * (place - before);
    phase[i] = phase[i - 1] + (2 * Math.PI * now) / 60 / rate;
  }
  return phase;
}

function signalsOf(patches: readonly SkinPatch[], rate: number, band: PulseBand): readonly Float64Array[] {
  const smoothness = smoothnessFor(band.low / 2, rate);
  return patches.flatMap(({ colours }) =>
    METHODS.map((id) => {
      const method = pulseMethods.get(id);
      return detrend(method.extract({ colours, rate, band }, method.parameters.parse({})), smoothness);
    }),
  );
}

/** The mean over signals of how far their spectra stand above their noise, in the bins of the band. */
function sliceOf(
  signals: readonly Float64Array[],
  {
    window,
    step,
    bins: { first, last },
  }: {
    readonly window: Float64Array;
    readonly step: number;
    readonly bins: { readonly first: number; readonly last: number };
  },
): Float64Array {
  const slice = new Float64Array(last - first + 1);
  for (const signal of signals) {
    const { re, im } = realSpectrum(
      signal.map((value, i) => value * window[i]),
      POINTS,
    );
    const heights = heightsOverNoise(
      re.map((value, k) => value * value + im[k] * im[k]),
      step,
    );
    for (let k = first; k <= last; k++) {
      const second = 2 * k < heights.length ? heights[2 * k] : 0;
      slice[k - first] += (heights[k] + Math.min(heights[k], second) / 2) / signals.length;
    }
  }
  return slice;
}
