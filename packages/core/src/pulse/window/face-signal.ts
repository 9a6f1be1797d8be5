import { factorise, solveFactorised } from '../../numbers/cholesky.ts';
import { hann } from '../../numbers/welch.ts';
import { bandPass } from '../band-pass.ts';
import { CHANNELS, gaplessStretches } from '../colour-trace.ts';
import { detrend, smoothnessFor } from '../detrend.ts';
import type { SkinPatch } from '../heart-rate.ts';
import { BLOOD, relativeTo } from '../methods/channels.ts';
import type { FaceTraces } from '../skin/face-traces.ts';
import type { EvenFace } from './even-face.ts';
import { type PatchChoice, patchesIn } from './window-patches.ts';

/** One signal of a whole recording, in the time of its even traces. */
export interface FaceSignal {
  /** Seconds of the first sample. */
  readonly start: number;
  /** Samples a second. */
  readonly rate: number;
  /** NaN where the face was not followed. */
  readonly samples: Float64Array;
}

/** Seconds of a stretch without a gap that is looked at, at least, and of the parts that a longer one is cut into, at most. */
const SHORTEST = 2;
const LONGEST = 30;

/** How the weights of channels are learnt. */
interface Learning {
  /** Seconds over which they hold. */
  readonly piece: number;
  /** Noise that is taken to be in each channel beside its own, in mean powers of the channels: weights stay even where little is known. */
  readonly loading: number;
}

/** Of all regions: weights that soon leave out what moves. Of the whole face: few weights, of a long time, which take away less of the pulse. */
const OF_REGIONS: Learning = { piece: 5, loading: 3 };
const OF_FACE: Learning = { piece: LONGEST, loading: 0.3 };

/**
 * All kept regions of a face as one signal: of all weighted sums of their channels in which a pulse with the colour of blood has size 1,
 * the one with the least power inside the band, as PBV has it, but over regions, too; and the same of the whole face alone, where it is among them. The
 * signal is the mean of both: in each, a pulse has the same size, and noise is partly its own. What light and movement explain is taken off before, over
 * whole stretches: over a few seconds four explaining signals would explain a good part of the pulse.
 */
export function faceSignal(traces: FaceTraces, even: EvenFace, choice: PatchChoice): FaceSignal {
  const { rate, skin } = even;
  const face = skin[skin.length - 1].trace;
  const samples = new Float64Array(face.present.length).fill(Number.NaN);
  for (const { from, to } of gaplessStretches(face, Math.ceil(SHORTEST * rate))) {
    const parts = Math.ceil((to - from) / (LONGEST * rate));
    for (let part = 0; part < parts; part++) {
      const begin = from + Math.round((part * (to - from)) / parts);
      const end = from + Math.round(((part + 1) * (to - from)) / parts);
      const time = (at: number) => face.start + at / rate;
      const { patches } = patchesIn(traces, even, { start: time(begin), end: time(end) }, choice);
      if (patches.length > 0) samples.set(joined(patches, rate, choice), begin);
    }
  }
  return { start: face.start, rate, samples };
}

/** The mean of the signal of all patches and that of the whole face. */
function joined(patches: readonly SkinPatch[], rate: number, choice: PatchChoice): Float64Array {
  const ofRegions = leastPower(patches, rate, choice, OF_REGIONS);
  const face = patches.filter(({ region }) => region === 'face');
  if (face.length === 0) return ofRegions;
  const ofFace = leastPower(face, rate, choice, OF_FACE);
  return ofRegions.map((value, i) => (value + ofFace[i]) / 2);
}

/** The weighted sum of all channels of all patches, with weights of their own every few seconds that go over into each other. */
function leastPower(
  patches: readonly SkinPatch[],
  rate: number,
  { band }: PatchChoice,
  { piece: seconds, loading }: Learning,
): Float64Array {
  const smoothness = smoothnessFor(band.low / 2, rate);
  const signals = patches.flatMap(({ colours }) => {
    const relative = relativeTo(colours);
    return CHANNELS.map((channel) => detrend(relative[channel], smoothness));
  });
  const inBand = signals.map((signal) => bandPass(signal, rate, band));
  const { length } = signals[0];
  const piece = Math.min(length, Math.round(seconds * rate));
  const half = Math.max(1, piece >> 1);
  const shape = hann(2 * half);
  const out = new Float64Array(length);
  const shares = new Float64Array(length);
  for (let from = -half; from < length; from += half) {
    const learnt = Math.max(0, Math.min(from, length - piece));
    const weights = weightsOf(inBand, learnt, learnt + piece, loading);
    for (let i = Math.max(0, from); i < Math.min(length, from + 2 * half); i++) {
      let sum = 0;
      for (let k = 0; k < signals.length; k++) sum += weights[k] * signals[k][i];
      out[i] += shape[i - from] * sum;
      shares[i] += shape[i - from];
    }
  }
  return out.map((value, i) => (shares[i] > 0 ? value / shares[i] : 0));
}

/** The weights of channels, red, green and blue of each patch in turn, between two samples. */
function weightsOf(inBand: readonly Float64Array[], from: number, to: number, loading: number): Float64Array {
  const n = inBand.length;
  const products = new Float64Array(n * n);
  let power = 0;
  for (let a = 0; a < n; a++) {
    for (let b = 0; b <= a; b++) {
      let sum = 0;
      for (let i = from; i < to; i++) sum += inBand[a][i] * inBand[b][i];
      products[a * n + b] = sum;
    }
    power += products[a * n + a] / n;
  }
  const blood = Float64Array.from({ length: n }, (_, k) => BLOOD[k % 3]);
  const weights = blood.slice();
  for (let k = 0; k < n; k++) products[k * n + k] += loading * power;
  if (power > 0 && factorise(products, n)) solveFactorised(products, n, weights);
  const size = weights.reduce((sum, weight, k) => sum + weight * blood[k], 0);
  return weights.map((weight) => weight / size);
}
