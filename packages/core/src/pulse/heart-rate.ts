import { WinceError } from '../errors.ts';
import { type Random, randomFrom } from '../numbers/random.ts';
import type { PulseBand } from './band.ts';
import { CHANNELS, type Colours } from './colour-trace.ts';
import { confidenceOf } from './confidence.ts';
import { detrend, smoothnessFor } from './detrend.ts';
import { pulseMethods } from './methods/catalogue.ts';
import { mapped, meanOf, relativeTo } from './methods/channels.ts';
import { rateByAutocorrelation, rateByWelch } from './rate.ts';
import { blindQuality } from './signal-quality.ts';
import { surrogatesOf } from './surrogates.ts';
import { windowRate } from './window-rate.ts';

/** A measured number, or the reason why there is none. */
export interface Measurement {
  /** `null` where there is no signal. */
  readonly value: number | null;
  readonly unit: string;
  /** How sure it is, in [0, 1]. */
  readonly confidence: number;
  readonly reason?: string;
}

/** The colours of one patch of skin in a window without a gap. */
export interface SkinPatch {
  readonly region: string;
  readonly colours: Colours;
}

/** What a region and a method made of a window. */
export interface PulseCandidate {
  readonly region: string;
  readonly method: string;
  /** Beats per minute of its own peak. */
  readonly peak: number;
  /** How far the peak stands above the noise, in decibels. */
  readonly snr: number;
}

/** The heart rate of a window, and how it came about. */
export interface WindowRate {
  readonly heartRate: Measurement;
  /** Beside the rate: beats per minute by Welch's spectrum and by autocorrelation (`null` where it has no peak), of the chosen signal. */
  readonly welch: number;
  readonly autocorrelation: number | null;
  /** Whether both are within 5 beats per minute. */
  readonly agree: boolean;
  readonly chosen: PulseCandidate;
  /** Every region with every method, the chosen one among them. */
  readonly candidates: readonly PulseCandidate[];
}

/** How the heart rate of a window is sought. */
export interface HeartRateOptions {
  readonly band: PulseBand;
  /** Methods to choose from: all of the catalogue by default. */
  readonly methods?: readonly string[];
  /** Surrogates that go through the same choice: 39 by default, at least 10. */
  readonly surrogates?: number;
  /** What the surrogates are drawn from: 0 by default. */
  readonly seed?: number;
}

/** Beats per minute within which a rate is at the edge of its band, and two rates agree. */
const CLOSE = 5;
/** Confidence below which there is no signal. */
const LEAST_CONFIDENCE = 0.5;
/** The most that a rate at the edge of its band is worth, and one on which the two ways disagree. */
const DOUBTFUL = 0.4;
/** Seconds below which a window has too few beats. */
const SHORTEST = 5;

/**
 * The heart rate in a window: each method makes a signal of each region, the one whose own peak stands highest above the noise is
 * chosen, `windowRate` tells its rate, and surrogates that go through the same choice say what that is worth. There is no number where there
 * is no signal; at most 0.4 is the confidence of a rate within 5 beats per minute of an edge of the band.
 *
 * @param patches of the same length, at least 5 seconds
 * @param rate samples a second
 * @throws WinceError `bad-trace`, `bad-band`, `unknown-pulse-method`
 */
export function heartRateIn(
  patches: readonly SkinPatch[],
  rate: number,
  options: HeartRateOptions,
): WindowRate {
  const { best, candidates, surrogates: qualities, isStill } = chooseSignal(patches, rate, options);
  const { band } = options;
  const welch = 60 * rateByWelch(best.signal, rate, band);
  const byLag = 60 * rateByAutocorrelation(best.signal, rate, band);
  const agree = Math.abs(welch - byLag) <= CLOSE;
  const stripped = ({ region, method, peak, snr }: SignalCandidate): PulseCandidate => ({
    region,
    method,
    peak,
    snr,
  });
  const confidence = isStill ? 0 : confidenceOf(best.snr, qualities);
  // Following each beat takes time, and without a signal there is no number.
  const { colours } = patches.find(({ region }) => region === best.region) ?? patches[0];
  const beats = confidence < LEAST_CONFIDENCE ? welch : 60 * windowRate(best, { colours, rate, band });
  return {
    heartRate: judged(beats, confidence, band, agree),
    welch,
    autocorrelation: Number.isFinite(byLag) ? byLag : null,
    agree,
    chosen: stripped(best),
    candidates: candidates.map(stripped),
  };
}

/** A candidate with its signal. */
export interface SignalCandidate extends PulseCandidate {
  /** Detrended, not band-passed. */
  readonly signal: Float64Array;
}

/** The signal that stands highest above the noise, and what it was chosen among. */
export interface ChosenSignal {
  readonly best: SignalCandidate;
  readonly candidates: readonly SignalCandidate[];
  /** The quality of the best signal of each surrogate, in decibels. */
  readonly surrogates: Float64Array;
  /** Whether nothing moves but the rounding of numbers. */
  readonly isStill: boolean;
}

/**
 * Makes a signal of each region by each method, and chooses the one whose own peak stands highest above the noise; surrogates go through the
 * same choice.
 *
 * @param patches of the same length, at least 5 seconds
 * @param rate samples a second
 * @throws WinceError `bad-trace`, `bad-band`, `unknown-pulse-method`
 */
export function chooseSignal(
  patches: readonly SkinPatch[],
  rate: number,
  { band, methods = pulseMethods.ids, surrogates = 39, seed = 0 }: HeartRateOptions,
): ChosenSignal {
  checkPatches(patches, rate);
  if (!(surrogates >= 10)) throw new RangeError(`${surrogates} surrogates are too few to compare with.`);
  const smoothness = smoothnessFor(band.low / 2, rate);
  const levels = patches.map(({ colours }) => mapped(colours, (signal) => signal.map(() => meanOf(signal))));
  const moves = patches.map(({ colours }) =>
    mapped(relativeTo(colours), (signal) => detrend(signal, smoothness)),
  );
  // What moves less than this is the rounding of numbers.
  const isStill = moves.every((move) =>
    CHANNELS.every((channel) => move[channel].every((v) => Math.abs(v) < 1e-9)),
  );
  const candidatesOf = (relative: readonly Colours[]): readonly SignalCandidate[] =>
    patches.flatMap(({ region }, p) => {
      const colours = shifted(levels[p], relative[p]);
      return methods.map((id) => {
        const method = pulseMethods.get(id);
        const signal = detrend(
          method.extract({ colours, rate, band }, method.parameters.parse({})),
          smoothness,
        );
        const { hertz, snr } = blindQuality(signal, rate, band);
        return { region, method: id, peak: 60 * hertz, snr, signal };
      });
    });
  const found = candidatesOf(moves);
  const best = fittest(found);
  const random = randomFrom('pulse surrogates', seed);
  const qualities = Float64Array.from(
    { length: surrogates },
    () => fittest(candidatesOf(surrogateColours(moves, rate, random))).snr,
  );
  return { best, candidates: found, surrogates: qualities, isStill };
}

function fittest(candidates: readonly SignalCandidate[]): SignalCandidate {
  return candidates.reduce((best, each) => (each.snr > best.snr ? each : best));
}

function judged(beats: number, confidence: number, { low, high }: PulseBand, agree: boolean): Measurement {
  const unit = 'beats per minute';
  if (confidence < LEAST_CONFIDENCE) {
    return { value: null, unit, confidence, reason: 'There is no signal: noise alone has peaks as high.' };
  }
  const doubtful = Math.min(confidence, DOUBTFUL);
  if (beats <= 60 * low + CLOSE || beats >= 60 * high - CLOSE) {
    return { value: beats, unit, confidence: doubtful, reason: 'The rate is at the edge of the band.' };
  }
  if (!agree) {
    return { value: beats, unit, confidence: doubtful, reason: 'Spectrum and autocorrelation disagree.' };
  }
  return { value: beats, unit, confidence };
}

/** Surrogates of all channels of all patches together, so that what they have in common stays so. */
function surrogateColours(moves: readonly Colours[], rate: number, random: Random): readonly Colours[] {
  const made = surrogatesOf(
    moves.flatMap((colours) => CHANNELS.map((channel) => colours[channel])),
    rate,
    random,
  );
  return moves.map((_, p) => ({ red: made[3 * p], green: made[3 * p + 1], blue: made[3 * p + 2] }));
}

function shifted(levels: Colours, relative: Colours): Colours {
  const channel = (name: keyof Colours) => levels[name].map((level, i) => level * (1 + relative[name][i]));
  return { red: channel('red'), green: channel('green'), blue: channel('blue') };
}

function checkPatches(patches: readonly SkinPatch[], rate: number): void {
  const refuse = (message: string, hint: string) => new WinceError('bad-trace', message, { hint });
  if (patches.length === 0) throw refuse('There is no patch of skin.', 'Give at least one.');
  const length = patches[0].colours.red.length;
  for (const { region, colours } of patches) {
    for (const channel of CHANNELS) {
      const signal = colours[channel];
      if (signal.length !== length) {
        throw refuse(
          `The patch ${region} has ${signal.length} samples of ${channel} where others have ${length}.`,
          'Give windows of the same length.',
        );
      }
      const at = signal.findIndex((level) => !(level > 0 && level < Number.POSITIVE_INFINITY));
      if (at >= 0) {
        throw refuse(
          `The ${channel} of the patch ${region} is ${signal[at]} in sample ${at}.`,
          'Give levels above 0, in a window without a gap.',
        );
      }
    }
  }
  if (!(length >= SHORTEST * rate)) {
    throw refuse(
      `A window of ${length} samples is ${(length / rate).toFixed(2)} seconds long.`,
      `Give at least ${SHORTEST} seconds.`,
    );
  }
}
