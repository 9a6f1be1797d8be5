import { WinceError } from '../errors.ts';

/** How a pitch is looked for. */
export interface PitchOptions {
  /** Hz: the lowest pitch. Default: 200. */
  readonly low?: number;
  /** Hz: the highest pitch. Default: 2,000. */
  readonly high?: number;
  /** The largest share of a frame's power that may not repeat after a period, if the frame is to be voiced. Default: 0.15. */
  readonly threshold?: number;
  /** Seconds that are compared with themselves a period later, at least four of the longest periods. Default: `4 / low`. */
  readonly window?: number;
  /** Root mean square below which a frame has no voice, in units of samples. Default: 0.001 (60 dB below full scale). */
  readonly silence?: number;
}

/** The pitch over time, a value every 10 ms: value `i` is that of the sound around `i / 100` seconds. */
export interface PitchContour {
  /** Hz; NaN where there is no voice. */
  readonly hertz: Float64Array;
  /** The share of power that does not repeat, at the best period: 0 of a perfect tone, about 1 of noise and of silence. */
  readonly aperiodicity: Float64Array;
}

/** Frames of a contour a second. */
export const PITCHES_A_SECOND = 100;

/**
 * The fundamental frequency by YIN: the difference of the sound with itself a lag later, over a window of at least four of the longest periods,
 * divided by its running mean; of the lags under the threshold the shortest dip; a parabola through it.
 *
 * @param samples in [-1, 1]
 * @param sampleRate Hz, at least four times `high`
 * @throws WinceError `bad-parameter` when bounds are not in order, the rate is too low for `high`, or the window is too short
 * @source de Cheveigné and Kawahara 2002, doi:10.1121/1.1458024
 */
export function pitchContour(
  samples: Float32Array,
  sampleRate: number,
  options: PitchOptions = {},
): PitchContour {
  const { low = 200, high = 2000, threshold = 0.15, silence = 0.001 } = options;
  const { window = 4 / low } = options;
  checkOptions(sampleRate, { low, high, window });
  const size = Math.ceil(window * sampleRate);
  const longest = Math.ceil(sampleRate / low) + 1;
  const shortest = Math.max(2, Math.floor(sampleRate / high));
  const frames = Math.floor((samples.length * PITCHES_A_SECOND) / sampleRate) + 1;
  const hertz = new Float64Array(frames).fill(Number.NaN);
  const aperiodicity = new Float64Array(frames).fill(1);
  const piece = new Float64Array(size + longest + 1);
  const difference = new Float64Array(longest + 2);
  const relative = new Float64Array(longest + 2);
  for (let frame = 0; frame < frames; frame++) {
    const first = Math.round((frame * sampleRate) / PITCHES_A_SECOND) - Math.floor(piece.length / 2);
    let power = 0;
    for (let i = 0; i < piece.length; i++) {
      const at = first + i;
      piece[i] = at >= 0 && at < samples.length ? samples[at] : 0;
      power += piece[i] ** 2;
    }
    if (Math.sqrt(power / piece.length) < silence) continue;
    let sum = 0;
    relative[0] = 1;
    for (let lag = 1; lag <= longest; lag++) {
      let squares = 0;
      for (let i = 0; i < size; i++) squares += (piece[i] - piece[i + lag]) ** 2;
      difference[lag] = squares;
      sum += squares;
      relative[lag] = sum === 0 ? 1 : (squares * lag) / sum;
    }
    const lag = bestLag(relative, { shortest, longest, threshold });
    aperiodicity[frame] = Math.min(1, relative[lag]);
    if (relative[lag] >= threshold) continue;
    const found = sampleRate / (lag + vertex(difference, lag, longest));
    if (found >= low && found <= high) hertz[frame] = found;
  }
  return { hertz, aperiodicity };
}

/** The first dip under the threshold, or where there is none the deepest place. */
function bestLag(
  relative: Float64Array,
  {
    shortest,
    longest,
    threshold,
  }: { readonly shortest: number; readonly longest: number; readonly threshold: number },
): number {
  let deepest = shortest;
  for (let lag = shortest; lag <= longest; lag++) {
    if (relative[lag] < threshold) {
      let dip = lag;
      while (dip < longest && relative[dip + 1] < relative[dip]) dip++;
      return dip;
    }
    if (relative[lag] < relative[deepest]) deepest = lag;
  }
  return deepest;
}

/** Where between its neighbours a dip is lowest, by a parabola through the three: in [-1, 1]. */
function vertex(values: Float64Array, at: number, last: number): number {
  if (at < 2 || at >= last) return 0;
  const [before, here, after] = values.subarray(at - 1, at + 2);
  const curve = before - 2 * here + after;
  return curve === 0 ? 0 : Math.max(-1, Math.min(1, (before - after) / (2 * curve)));
}

function checkOptions(
  sampleRate: number,
  { low, high, window }: Required<Pick<PitchOptions, 'low' | 'high' | 'window'>>,
) {
  const refuse = (message: string, hint: string) => {
    throw new WinceError('bad-parameter', message, { hint });
  };
  if (!(low > 0 && high > low))
    refuse(
      `A pitch from ${low} to ${high} Hz is not a range.`,
      'Give a lowest pitch above 0 and a higher highest one.',
    );
  if (!(sampleRate >= 4 * high))
    refuse(
      `Sound of ${sampleRate} Hz is too coarse for a pitch of up to ${high} Hz.`,
      `Give sound of at least ${4 * high} Hz, or a lower highest pitch.`,
    );
  if (!(window >= 4 / low - 1e-12))
    refuse(
      `A window of ${window} s has fewer than four periods of ${low} Hz.`,
      `Give a window of at least ${4 / low} s, or a higher lowest pitch.`,
    );
}
