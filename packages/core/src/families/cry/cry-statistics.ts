import { median, quantile } from '../../numbers/quantile.ts';
import { type CepstrumConvention, cepstrum, deltas } from '../../sound/cepstrum.ts';
import type { CryAnalysis } from '../../sound/cry/cry-analysis.ts';
import { HYPERPHONATION } from '../../sound/cry/cry-segments.ts';
import { FRAMES_A_SECOND, type SoundCourse } from '../../sound/cry/sound-course.ts';
import { type Perturbation, perturbation } from '../../sound/perturbation.ts';

/** Coefficients of the cepstrum. */
const COEFFICIENTS = 13;

/** Measures of frames, whose mean and standard deviation over the expirations are columns. */
const COURSES = [
  ['zero crossings', 'crossings'],
  ['centroid', 'centroid'],
  ['roll-off', 'rolloff'],
  ['flatness', 'flatness'],
  ['flux', 'flux'],
] as const satisfies readonly (readonly [string, keyof SoundCourse])[];

/** What is one number for a recording. */
const SINGLE = [
  ...[
    'expirations a minute',
    'inspirations a minute',
    'share of time',
    'expiration mean',
    'expiration longest',
  ],
  ...['pitch median', 'pitch 10 %', 'pitch 90 %', 'pitch highest', 'pitch change', 'voiced share'],
  ...['hyperphonation', 'level spread', 'jitter', 'shimmer', 'harmonicity'],
] as const;

/** The columns of the family. */
export function cryColumns(): readonly string[] {
  const names: string[] = [...SINGLE];
  for (const [name] of COURSES) names.push(`${name} mean`, `${name} deviation`);
  for (let c = 0; c < COEFFICIENTS; c++)
    names.push(
      `mfcc ${c} mean`,
      `mfcc ${c} deviation`,
      `mfcc ${c} delta deviation`,
      `mfcc ${c} delta-delta deviation`,
    );
  return names.map((name) => `cry ${name}`);
}

/**
 * The values of a recording, in the order of {@link cryColumns}, over the frames of its expirations; or the reason why there are none.
 *
 * @param seconds of the recording
 */
export function cryStatistics(
  { segments, samples, sampleRate, course, contour }: CryAnalysis,
  seconds: number,
  convention: CepstrumConvention,
): Float32Array | { readonly reason: string } {
  const expirations = segments.filter(({ kind }) => kind === 'expiration');
  const voices = expirations
    .map((segment) => perturbation(samples, sampleRate, contour, segment))
    .filter((found): found is Perturbation => found !== null);
  if (voices.length === 0) return { reason: 'no expiration has a voice of five periods or more' };
  const frames = expirations.flatMap(({ start, end }) => {
    const first = Math.round(start * FRAMES_A_SECOND);
    return Array.from({ length: Math.round(end * FRAMES_A_SECOND) - first }, (_, i) => first + i);
  });
  const lengths = expirations.map(({ start, end }) => end - start);
  const together = lengths.reduce((sum, length) => sum + length, 0);
  const pitches = Float64Array.from(frames, (frame) => contour.hertz[frame]).filter(
    (hz) => !Number.isNaN(hz),
  );
  const ascending = pitches.toSorted();
  const minutes = seconds / 60;
  const middle = (of: (voice: Perturbation) => number) => median(Float64Array.from(voices, of));
  const single: Readonly<Record<(typeof SINGLE)[number], number>> = {
    'expirations a minute': expirations.length / minutes,
    'inspirations a minute': (segments.length - expirations.length) / minutes,
    'share of time': together / seconds,
    'expiration mean': together / expirations.length,
    'expiration longest': Math.max(...lengths),
    'pitch median': quantile(ascending, 0.5),
    'pitch 10 %': quantile(ascending, 0.1),
    'pitch 90 %': quantile(ascending, 0.9),
    'pitch highest': ascending[ascending.length - 1],
    'pitch change': meanChange(contour.hertz, frames),
    'voiced share': pitches.length / frames.length,
    hyperphonation: pitches.filter((hz) => hz > HYPERPHONATION).length / pitches.length,
    'level spread': spreadOf(frames.map((frame) => course.level[frame])).deviation,
    jitter: middle((voice) => voice.jitter),
    shimmer: middle((voice) => voice.shimmer),
    harmonicity: middle((voice) => voice.harmonicity),
  };
  const values: number[] = SINGLE.map((name) => single[name]);
  for (const [, name] of COURSES) {
    const { mean, deviation } = spreadOf(frames.map((frame) => course[name][frame]));
    values.push(mean, deviation);
  }
  const coefficients = cepstrum(samples, sampleRate, convention, COEFFICIENTS);
  const slopes = deltas(coefficients, convention);
  const bends = deltas(slopes, convention);
  const inside = frames.filter((frame) => frame < coefficients.rows);
  for (let c = 0; c < COEFFICIENTS; c++) {
    const of = ({ data }: typeof slopes) => spreadOf(inside.map((frame) => data[frame * COEFFICIENTS + c]));
    const own = of(coefficients);
    values.push(own.mean, own.deviation, of(slopes).deviation, of(bends).deviation);
  }
  return Float32Array.from(values);
}

/** The mean absolute change of the pitch from one voiced frame to the next, in Hz a second; 0 where no two follow each other. */
function meanChange(hertz: Float64Array, frames: readonly number[]): number {
  let [sum, steps] = [0, 0];
  for (const frame of frames) {
    const change = Math.abs(hertz[frame] - hertz[frame - 1]);
    if (Number.isNaN(change)) continue;
    sum += change;
    steps++;
  }
  return steps === 0 ? 0 : (sum / steps) * FRAMES_A_SECOND;
}

function spreadOf(values: readonly number[]): { readonly mean: number; readonly deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / values.length) };
}
