import { lowRateReason } from '../../recording/joined-sound.ts';
import { PITCHES_A_SECOND, type PitchContour, pitchContour } from '../pitch.ts';
import { resample } from '../resample.ts';
import { type CryBreath, type CryLevels, crySegments, levelsOf } from './cry-segments.ts';
import { decibelOf, type SoundCourse, soundCourse } from './sound-course.ts';

/** What is wrong with a recording, or missing in it. */
export const CRY_FAULTS = ['low-rate', 'short', 'silent', 'clipped', 'noisy', 'no-cry'] as const;
/** Why a recording gives no figures of a cry. */
export interface CryFault {
  readonly kind: (typeof CRY_FAULTS)[number];
  /** The same in words, with the figures. */
  readonly reason: string;
}

/** How a cry is analysed. */
export interface CryOptions {
  /** Samples a second to which all sound is brought. Default: 16,000. */
  readonly rate?: number;
  /** Hz: the lowest fundamental. Default: 200. */
  readonly low?: number;
  /** Hz: the highest fundamental. Default: 2,000. */
  readonly high?: number;
  /** The aperiodicity from which a frame is not voiced. Default: 0.15. */
  readonly voicing?: number;
}

/** What was heard in a recording. */
export interface CryAnalysis {
  /** Empty where nothing is wrong. Sound that is clipped or noisy has segments, too. */
  readonly faults: readonly CryFault[];
  readonly segments: readonly CryBreath[];
  /** The sound at the common rate. Empty where its own rate is lower. */
  readonly samples: Float32Array;
  readonly sampleRate: number;
  readonly course: SoundCourse;
  readonly contour: PitchContour;
}

/** Seconds of the shortest recording that is analysed. */
const SHORTEST = 0.5;
/** Decibel of full scale: a recording whose loudest frames are below is silent. */
const QUIETEST = -60;
/** The share of samples that may be at the limit. */
const MOST_CLIPPED = 0.005;
/** Decibel that expirations are above the sound around them, at least. */
const LEAST_ABOVE_NOISE = 10;
/** Seconds of sound between breaths from which its level is known. */
const LEAST_AROUND = 0.3;

/**
 * Finds the breaths of a cry with their pitch, and says what is wrong with the recording: its rate is lower than the common one, it is
 * short, silent, clipped or noisy, or there is no cry in it. **A cry is not pain by itself**: hunger and handling sound alike, and
 * neonates in pain may be silent.
 *
 * @param samples in [-1, 1]
 * @param sampleRate Hz, as recorded
 */
export function analyseCry(samples: Float32Array, sampleRate: number, options: CryOptions = {}): CryAnalysis {
  const { rate = 16_000, low = 200, high = 2000, voicing = 0.15 } = options;
  const faults: CryFault[] = [];
  if (sampleRate < rate) {
    faults.push({ kind: 'low-rate', reason: lowRateReason(sampleRate, rate) });
  }
  const sound = faults.length > 0 ? new Float32Array(0) : resample(samples, sampleRate, rate);
  const course = soundCourse(sound, rate);
  const contour = pitchContour(sound, rate, { low, high, threshold: voicing });
  const found = (segments: readonly CryBreath[]): CryAnalysis => ({
    ...{ faults, segments, samples: sound, sampleRate: rate, course, contour },
  });
  if (faults.length > 0) return found([]);
  const stretch = { seconds: samples.length / sampleRate, stored: samples, course, contour };
  const { faults: more, segments } = breathsIn(stretch);
  faults.push(...more);
  return found(segments);
}

/** What breaths of a cry are found in. */
export interface CryStretch {
  /** Seconds of sound. */
  readonly seconds: number;
  /** The samples as recorded, in [-1, 1]. */
  readonly stored: Float32Array;
  /** Level and pitch of frames 10 ms apart, at the common rate. */
  readonly course: CryLevels;
  readonly contour: PitchContour;
}

/** The breaths of a cry in a stretch of sound, and what is wrong with it. Times are seconds from the first frame. */
export function breathsIn({
  seconds,
  stored,
  course,
  contour,
}: CryStretch): Pick<CryAnalysis, 'faults' | 'segments'> {
  const alone = (kind: CryFault['kind'], reason: string) => ({ faults: [{ kind, reason }], segments: [] });
  if (seconds < SHORTEST)
    return alone('short', `${seconds.toFixed(2)} s of sound are fewer than ${SHORTEST} s`);
  const { loud, noise } = levelsOf(course);
  if (loud < QUIETEST)
    return alone(
      'silent',
      `the recording is silent: 95 % of it are below ${loud.toFixed(0)} dB of full scale`,
    );
  const faults: CryFault[] = [];
  const clipped = clippedShare(stored);
  if (clipped > MOST_CLIPPED) {
    const reason = `the recording is clipped: ${(100 * clipped).toFixed(1)} % of its samples are at its limit`;
    faults.push({ kind: 'clipped', reason });
  }
  const segments = crySegments(course, contour);
  const fault = faultOf(segments, course, { loud, noise });
  if (fault) faults.push(fault);
  return { faults, segments };
}

function faultOf(
  segments: readonly CryBreath[],
  { level }: CryLevels,
  { loud, noise }: { readonly loud: number; readonly noise: number },
): CryFault | null {
  if (segments.length === 0) {
    if (loud - noise < LEAST_ABOVE_NOISE && loud > QUIETEST + LEAST_ABOVE_NOISE)
      return {
        kind: 'noisy',
        reason: `the recording is noise of ${loud.toFixed(0)} dB of full scale without a voice in it`,
      };
    return { kind: 'no-cry', reason: 'there is no cry in the recording' };
  }
  const isIn = (frame: number) =>
    segments.some(
      ({ start, end }) => frame >= PITCHES_A_SECOND * start - 5 && frame < PITCHES_A_SECOND * end + 5,
    );
  const around = level.filter((_, frame) => !isIn(frame));
  if (around.length < LEAST_AROUND * PITCHES_A_SECOND) return null;
  const above =
    meanLevel(segments.filter(({ kind }) => kind === 'expiration').map((each) => each.level)) -
    meanLevel(around);
  if (above >= LEAST_ABOVE_NOISE) return null;
  const reason = `the recording is noisy: its expirations are only ${above.toFixed(1)} dB louder than the sound between them`;
  return { kind: 'noisy', reason };
}

/** The level of the mean power. */
function meanLevel(levels: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < levels.length; i++) sum += 10 ** (levels[i] / 10);
  return decibelOf(Math.sqrt(sum / levels.length));
}

/** Samples that are not told apart, and how many of them follow each other at a limit. */
const SAME = 1e-4;
const RUN = 4;

/**
 * The share of samples that are at a limit: runs of four or more that are the same, at 98 % of the largest value or above. The top of a smooth
 * wave has no such runs in sound of 12 bits and more.
 */
export function clippedShare(samples: Float32Array): number {
  let largest = 0;
  for (const x of samples) largest = Math.max(largest, Math.abs(x));
  if (largest < 0.1) return 0;
  let [clipped, run] = [0, 0];
  for (let i = 0; i <= samples.length; i++) {
    const x = samples[i] ?? 0;
    const isAtLimit = Math.abs(x) >= 0.98 * largest;
    if (isAtLimit && run > 0 && Math.abs(x - samples[i - 1]) <= SAME) run++;
    else {
      if (run >= RUN) clipped += run;
      run = isAtLimit ? 1 : 0;
    }
  }
  return clipped / samples.length;
}
