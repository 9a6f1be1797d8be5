import { realSpectrum } from '../../numbers/fourier.ts';
import { hann } from '../../numbers/welch.ts';
import type { PulseBand } from '../band.ts';
import { CHANNELS, type Colours } from '../colour-trace.ts';
import { heightAbove } from '../confidence.ts';
import { detrend, smoothnessFor } from '../detrend.ts';
import type { ChosenSignal, SkinPatch } from '../heart-rate.ts';
import { pulseMethods } from '../methods/catalogue.ts';
import { BLOOD, relativeTo } from '../methods/channels.ts';
import { blindQuality, snrAtReference } from '../signal-quality.ts';
import type { TrackedWindow } from './rate-track.ts';

/** What speaks for and against a pulse at the rate that was found. */
export interface PulseEvidence {
  /** How far the chosen signal stands above surrogates that went through the same choice, in scales of their distribution. */
  readonly height: number;
  /** How far it stands above the noise, in decibels. */
  readonly snr: number;
  /** Share of all regions, by the chosen method, whose own peak is within 5 beats per minute of the rate, in [0, 1]. */
  readonly agreement: number;
  /** How much likelier a second of the track is with a pulse than without, as a natural logarithm. */
  readonly strength: number;
  /** Mean probability of the rate along the track, in [0, 1]. */
  readonly certainty: number;
  /** Share of the window in which the face was followed, in [0, 1]. */
  readonly seen: number;
  /** Beats per minute between the rate and that of spectrum or autocorrelation, whichever is nearer; at most 60. */
  readonly disagreement: number;
  /** How far the background stands above its noise at the same rate, in decibels: light that flickers. */
  readonly background: number;
  /** How far the movement of the head does. */
  readonly motion: number;
  /** How like the ratio of a pulse in the channels is to that of blood, and how unlike to that of light, in [-1, 1]. */
  readonly colour: number;
}

/** Decibels that stand for a patch that was not seen: what noise has. */
const UNSEEN = -10;
/** Decibels beyond which nothing more is told. */
const MOST_DECIBELS = 20;
/** Beats per minute within which rates agree. */
const CLOSE = 5;
/** The direction of a pulse of blood in red, green and blue, of length 1; and that of a light that changes. */
const OF_BLOOD = BLOOD.map((v) => v / Math.hypot(...BLOOD));
const LIGHT = [1, 1, 1].map((v) => v / Math.sqrt(3));
/** The likenesses of blood to itself and to light differ by one over this. */
const APART = 20;

/** Gathers the evidence for a rate in hertz. */
export function evidenceFor(
  chosen: ChosenSignal,
  {
    hertz,
    tracked: { strength, certainty, seen },
    disagreement,
    patches,
    background,
    motion,
    rate,
    band,
  }: {
    readonly hertz: number;
    readonly tracked: Pick<TrackedWindow, 'strength' | 'certainty' | 'seen'>;
    readonly disagreement: number;
    /** All regions, whether they were chosen from or not. */
    readonly patches: readonly SkinPatch[];
    readonly background: readonly SkinPatch[];
    readonly motion: SkinPatch | null;
    readonly rate: number;
    readonly band: PulseBand;
  },
): PulseEvidence {
  const { best, surrogates, isStill } = chosen;
  const smoothness = smoothnessFor(band.low / 2, rate);
  const standing = (given: readonly SkinPatch[]) => {
    const decibels = given.flatMap(({ colours }) => {
      const relative = relativeTo(colours);
      return CHANNELS.map((channel) => detrend(relative[channel], smoothness))
        .filter((signal) => signal.some((value) => Math.abs(value) > 1e-9))
        .map((signal) => snrAtReference(signal, rate, band, hertz));
    });
    return Math.min(MOST_DECIBELS, Math.max(UNSEEN, ...decibels));
  };
  const method = pulseMethods.get(best.method);
  const near = patches.filter(({ colours }) => {
    const signal = method.extract({ colours, rate, band }, method.parameters.parse({}));
    const { hertz: peak } = blindQuality(detrend(signal, smoothness), rate, band);
    return Math.abs(peak - hertz) <= CLOSE / 60;
  }).length;
  const own = patches.find(({ region }) => region === best.region) ?? patches[0];
  return {
    height: isStill ? 0 : Math.min(60, heightAbove(best.snr, surrogates) ?? 0),
    snr: Math.max(-30, Math.min(MOST_DECIBELS, best.snr)),
    agreement: near / patches.length,
    ...{ strength, certainty, seen },
    disagreement: Math.min(60, disagreement),
    background: standing(background),
    motion: standing(motion ? [motion] : []),
    colour: isStill ? 0 : likenessOf(own.colours, rate, hertz),
  };
}

/** How much more the channels move like blood than like light at a frequency, in phase with green. */
function likenessOf(colours: Colours, rate: number, hertz: number): number {
  const relative = relativeTo(colours);
  const n = relative.green.length;
  const window = hann(n);
  const sums = CHANNELS.map((channel) => {
    const { re, im } = realSpectrum(relative[channel].map((value, i) => value * window[i]));
    const reach = Math.max(1, Math.round((0.15 * n) / rate));
    const middle = Math.round((hertz * n) / rate);
    return {
      re: re.slice(middle - reach, middle + reach + 1),
      im: im.slice(middle - reach, middle + reach + 1),
    };
  });
  const green = sums[1];
  const along = sums.map(({ re, im }) =>
    re.reduce((sum, value, k) => sum + value * green.re[k] + im[k] * green.im[k], 0),
  );
  const size = Math.hypot(...along);
  if (!(size > 0)) return 0;
  const like = (direction: readonly number[]) =>
    direction.reduce((sum, v, i) => sum + (v * along[i]) / size, 0);
  return APART * (like(OF_BLOOD) - like(LIGHT));
}
