import { quantile } from '../../numbers/quantile.ts';
import type { PitchContour } from '../pitch.ts';
import { FRAMES_A_SECOND, type SoundCourse } from './sound-course.ts';

/** A breath of a cry: the voice of breathing out, or what is heard of breathing in. */
export interface CryBreath {
  readonly kind: 'expiration' | 'inspiration';
  /** Seconds from the beginning of the sound. */
  readonly start: number;
  readonly end: number;
  /** Median of the fundamental in Hz; null where nothing is voiced. */
  readonly pitch: number | null;
  /** The highest fundamental in Hz; null where nothing is voiced. */
  readonly highest: number | null;
  /** Share of frames that are voiced. */
  readonly voiced: number;
  /** Share of the voiced frames above 1 kHz; null where nothing is voiced. */
  readonly hyperphonation: number | null;
  /** Decibel of full scale: the median over frames. */
  readonly level: number;
}

/** Hz: a fundamental above it is hyperphonation. */
export const HYPERPHONATION = 1000;

/** What breaths are found by, beside the pitch. */
export type CryLevels = Pick<SoundCourse, 'level'>;

/** Frames, and where they end. */
type Stretch = readonly [first: number, end: number];

/** Shortest expiration, longest pause within it, and the bounds of an inspiration and of the pause in front of it: in frames. */
const LEAST_EXPIRATION = 20;
const MOST_PAUSE = 5;
const INSPIRATION = [5, 80] as const;
const MOST_WAIT = 40;
/** The quietest place of an expiration, and of any breath, below the loudest sound: decibel. */
const VOICE_RANGE = 18;
const BREATH_RANGE = 40;
/** How far breath is above the noise of the room: decibel. */
const ABOVE_NOISE = 6;
/** The least share of voiced frames of an expiration; next to one, rough voice may have frames that repeat only in part instead. */
const LEAST_VOICED = 0.4;
const ROUGH = 0.6;
/** A voice whose pitch has quartiles nearer than this is a tone of a machine. */
const LEAST_SPREAD = 0.004;

/** The loudest sound of a recording and the noise between sounds: the 95th and the 10th percentile of the levels of its frames. */
export function levelsOf({ level }: CryLevels): { readonly loud: number; readonly noise: number } {
  const ascending = level.toSorted();
  return { loud: quantile(ascending, 0.95), noise: quantile(ascending, 0.1) };
}

/**
 * The breaths of a cry. An expiration is a stretch within 18 dB of the loudest sound, of 0.2 s and more, in which at least 40 % of the
 * frames are voiced in the range of the contour. In a recording with such a stretch, rough voice counts, too: there, frames whose
 * aperiodicity is under 0.6 are enough. Voice whose pitch stays within 0.4 % is the tone of a machine. An inspiration is a softer stretch
 * of 50 to 800 ms above the noise that begins within 0.4 s after an expiration.
 *
 * Whose voice it is cannot be heard: an adult who speaks high is a stretch of voice, too.
 *
 * @source own rules after LaGasse, Neal and Lester 2005, doi:10.1002/mrdd.20050 (expirations, inspirations, hyperphonation)
 */
export function crySegments(course: CryLevels, { hertz, aperiodicity }: PitchContour): readonly CryBreath[] {
  const { level } = course;
  const { loud, noise } = levelsOf(course);
  const frames = Math.min(level.length, hertz.length);
  const isVoiced = (frame: number) => !Number.isNaN(hertz[frame]);
  const isRough = (frame: number) => isVoiced(frame) || aperiodicity[frame] < ROUGH;
  const isStrong = (frame: number) => level[frame] > Math.max(loud - VOICE_RANGE, noise + ABOVE_NOISE / 2);
  const strong = stretches(frames, MOST_PAUSE, isStrong).filter(
    (stretch) => stretch[1] - stretch[0] >= LEAST_EXPIRATION && !isTone(hertz.slice(...stretch)),
  );
  const hasVoice = strong.some((stretch) => shareOf(stretch, isVoiced) >= LEAST_VOICED);
  const counts = hasVoice ? isRough : isVoiced;
  const expirations = strong.filter((stretch) => shareOf(stretch, counts) >= LEAST_VOICED);
  const breaths: Stretch[] = [];
  for (const [i, [, end]] of expirations.entries()) {
    const next = expirations[i + 1]?.[0] ?? frames;
    const soft = Math.max(noise + ABOVE_NOISE, loud - BREATH_RANGE);
    const found = stretches(next, 2, (frame) => frame >= end + 2 && level[frame] > soft).filter(
      ([first, last]) =>
        first - end <= MOST_WAIT && last - first >= INSPIRATION[0] && last - first <= INSPIRATION[1],
    );
    if (found.length > 0) breaths.push(found[0]);
  }
  const described = [
    ...expirations.map((stretch) => describe('expiration', stretch, course, hertz)),
    ...breaths.map((stretch) => describe('inspiration', stretch, course, hertz)),
  ];
  return described.sort((a, b) => a.start - b.start);
}

function describe(
  kind: CryBreath['kind'],
  stretch: Stretch,
  { level }: CryLevels,
  hertz: Float64Array,
): CryBreath {
  const [first, end] = stretch;
  const pitches = hertz
    .slice(first, end)
    .filter((hz) => !Number.isNaN(hz))
    .sort();
  const none = pitches.length === 0;
  return {
    ...{ kind, start: first / FRAMES_A_SECOND, end: end / FRAMES_A_SECOND },
    pitch: none ? null : quantile(pitches, 0.5),
    highest: none ? null : pitches[pitches.length - 1],
    voiced: pitches.length / (end - first),
    hyperphonation: none ? null : pitches.filter((hz) => hz > HYPERPHONATION).length / pitches.length,
    level: quantile(level.slice(first, end).sort(), 0.5),
  };
}

/** Whether a voice has a pitch that does not move. */
function isTone(hertz: Float64Array): boolean {
  const pitches = hertz.filter((hz) => !Number.isNaN(hz)).sort();
  return quantile(pitches, 0.75) / quantile(pitches, 0.25) - 1 < LEAST_SPREAD;
}

function shareOf([first, end]: Stretch, holds: (frame: number) => boolean): number {
  let count = 0;
  for (let i = first; i < end; i++) if (holds(i)) count++;
  return count / (end - first);
}

/** Stretches of frames of which something holds; pauses of up to `most` frames are bridged. */
function stretches(frames: number, most: number, holds: (frame: number) => boolean): readonly Stretch[] {
  const found: [number, number][] = [];
  for (let i = 0; i < frames; i++) {
    if (!holds(i)) continue;
    const last = found.at(-1);
    if (last && i - last[1] <= most) last[1] = i + 1;
    else found.push([i, i + 1]);
  }
  return found;
}
