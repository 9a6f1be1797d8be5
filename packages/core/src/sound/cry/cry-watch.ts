import { WinceError } from '../../errors.ts';
import { lowRateReason } from '../../recording/joined-sound.ts';
import type { SoundBlock } from '../../recording/sound.ts';
import { type PitchContour, pitchContour } from '../pitch.ts';
import { openResampler } from '../resample.ts';
import { breathsIn, type CryFault } from './cry-analysis.ts';
import type { CryBreath } from './cry-segments.ts';
import { FRAMES_A_SECOND, soundLevel } from './sound-course.ts';

/** What is known of a cry while its recording goes on. */
export interface CrySoFar {
  /** Seconds of the recording up to which it was heard. */
  readonly time: number;
  /** What is wrong with the last 30 seconds, or missing in them. */
  readonly faults: readonly CryFault[];
  /** Breaths of the last two minutes; their times are seconds of the recording. */
  readonly breaths: readonly CryBreath[];
}

/** Hears a cry as its sound comes. */
export interface CryWatch {
  /**
   * Takes sound that goes on behind what came before; what is missing between is silence.
   *
   * @returns what is known, once a second of sound; null between
   * @throws WinceError `damaged-sound` where the sampling rate changes
   */
  push(block: SoundBlock): CrySoFar | null;
  /** The sound has ended. @returns what is known; null where there was none */
  end(): CrySoFar | null;
}

/** Seconds of sound that breaths are found in, and that are held. */
export const CRY_STRETCH = 30;
/** Seconds of breaths that are kept. */
export const CRY_KEPT = 120;
/** Samples a second to which all sound is brought, and of them from one frame to the next. */
const RATE = 16_000;
const HOP = RATE / FRAMES_A_SECOND;
/** Frames of new sound from one look at the stretch to the next. */
const STEP = FRAMES_A_SECOND;
/** Frames at each side of those that are wanted that are cut off, as the sound around them is. */
const MARGIN = 3;
/** Breaths that begin within so many seconds of the stretch stay as they were found before its beginning came so near. */
const SETTLED = 5;

/**
 * Opens what hears a cry as its sound comes: level and pitch of each frame are those that `analyseCry` has of the whole recording, and
 * breaths are found in the last 30 seconds by the same rules. So the breaths of a recording of up to 30 seconds are those of `analyseCry` when it has
 * ended. In a longer one what is loud and what is noise are taken from these 30 seconds, and not from the whole, and breaths that leave them stay as they were
 * found. A breath that was found stays where silence follows. **A cry is not pain by itself.**
 */
export function openCryWatch(): CryWatch {
  let opened: ReturnType<typeof openFrames> | undefined;
  let sampleRate = 0;
  let begin = 0;
  /** Samples that came, with the silence between. */
  let taken = 0;
  const stored = openStretch(CRY_STRETCH);
  let breaths: readonly CryBreath[] = [];
  const time = () => begin + taken / sampleRate;

  const take = (samples: Float32Array): void => {
    if (samples.length === 0) return;
    taken += samples.length;
    if (sampleRate < RATE) return;
    stored.push(samples, sampleRate);
    opened?.push(samples);
  };
  const look = (): CrySoFar => {
    if (sampleRate < RATE) {
      const fault = { kind: 'low-rate', reason: lowRateReason(sampleRate, RATE) } as const;
      return { time: time(), faults: [fault], breaths };
    }
    const { first, level, contour } = opened?.stretch() ?? NOTHING;
    const seconds = Math.min(taken / sampleRate, CRY_STRETCH);
    const { faults, segments } = breathsIn({ seconds, stored: stored.joined(), course: { level }, contour });
    const from = begin + first / FRAMES_A_SECOND;
    const border = first === 0 ? Number.NEGATIVE_INFINITY : from + SETTLED;
    const isWithout = faults.some(({ kind }) => kind === 'silent' || kind === 'short');
    const found = segments.map((breath) => ({
      ...{ ...breath, start: from + breath.start, end: from + breath.end },
    }));
    if (!isWithout)
      breaths = [
        ...breaths.filter(({ start }) => start < border),
        ...found.filter(({ start }) => start >= border),
      ];
    breaths = breaths.filter(({ end }) => end > time() - CRY_KEPT);
    return { time: time(), faults, breaths };
  };

  let looked = 0;
  return {
    push(block) {
      if (!opened) {
        ({ sampleRate, time: begin } = block);
        opened = openFrames(sampleRate);
      }
      if (block.sampleRate !== sampleRate)
        throw new WinceError('damaged-sound', 'The sampling rate changes within the sound.', {
          hint: 'Convert the recording to one sampling rate, for example to WAV.',
        });
      const place = Math.round((block.time - begin) * sampleRate);
      while (taken < place) take(new Float32Array(Math.min(place - taken, Math.ceil(sampleRate))));
      take(block.samples.subarray(taken - place));
      if (taken - looked < (sampleRate * STEP) / FRAMES_A_SECOND) return null;
      looked = taken;
      return look();
    },
    end() {
      if (!opened) return null;
      opened.end();
      return look();
    },
  };
}

const NOTHING = {
  first: 0,
  level: new Float64Array(0),
  contour: { hertz: new Float64Array(0), aperiodicity: new Float64Array(0) },
};

/** Samples of the last seconds. */
function openStretch(seconds: number) {
  let pieces: Float32Array[] = [];
  let length = 0;
  let most = 0;
  return {
    push(samples: Float32Array, sampleRate: number): void {
      most = Math.round(seconds * sampleRate);
      pieces.push(samples.slice());
      length += samples.length;
      while (length - pieces[0].length >= most) {
        length -= pieces[0].length;
        pieces = pieces.slice(1);
      }
    },
    joined(): Float32Array {
      const all = new Float32Array(length);
      let at = 0;
      for (const piece of pieces) {
        all.set(piece, at);
        at += piece.length;
      }
      return all.subarray(Math.max(0, length - most));
    },
  };
}

/** Level and pitch of the frames of the last seconds, each computed once. */
function openFrames(sampleRate: number) {
  const resampler = sampleRate < RATE ? null : openResampler(sampleRate, RATE);
  const most = CRY_STRETCH * FRAMES_A_SECOND;
  /** Sound at the common rate from a frame on that is a margin before the next one. */
  let tail = new Float32Array(0);
  let tailFrame = 0;
  let next = 0;
  let level = new Float64Array(0);
  let contour: PitchContour = { hertz: new Float64Array(0), aperiodicity: new Float64Array(0) };
  const last = (before: Float64Array, more: Float64Array): Float64Array<ArrayBuffer> => {
    const joined = new Float64Array(before.length + more.length);
    joined.set(before);
    joined.set(more, before.length);
    return joined.slice(Math.max(0, joined.length - most));
  };
  const measure = (end: number): void => {
    const [from, to] = [next - tailFrame, end - tailFrame];
    const pitches = pitchContour(tail, RATE);
    level = last(level, soundLevel(tail, RATE).subarray(from, to));
    contour = {
      hertz: last(contour.hertz, pitches.hertz.subarray(from, to)),
      aperiodicity: last(contour.aperiodicity, pitches.aperiodicity.subarray(from, to)),
    };
    next = end;
    const kept = Math.max(tailFrame, next - MARGIN);
    tail = tail.slice((kept - tailFrame) * HOP);
    tailFrame = kept;
  };
  const add = (more: Float32Array): void => {
    const joined = new Float32Array(tail.length + more.length);
    joined.set(tail);
    joined.set(more, tail.length);
    tail = joined;
  };
  return {
    push(samples: Float32Array): void {
      if (!resampler) return;
      add(resampler.push(samples));
      const whole = tailFrame + Math.floor(tail.length / HOP) - MARGIN;
      if (whole - next >= STEP) measure(whole);
    },
    /** Behind the sound is silence: the last frames reach into it. */
    end(): void {
      if (!resampler) return;
      add(resampler.end());
      if (tail.length > 0) measure(tailFrame + Math.floor(tail.length / HOP) + 1);
    },
    /** @returns `first`: the number of the first frame that is held */
    stretch: () => ({ first: next - level.length, level, contour }),
  };
}
