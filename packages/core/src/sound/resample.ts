import { WinceError } from '../errors.ts';

/** Zero crossings of the kernel at each side, and how finely it is tabulated between two of them. */
const CROSSINGS = 32;
const STEPS = 1024;
/** Shape of Kaiser's window: side lobes at about -90 dB. */
const BETA = 9;
/** The middle of the filter's slope, as a share of the lower half sampling rate: what is above the lower one is gone. */
const CUT = 0.92;

let table: Float64Array | undefined;

/** The right half of the kernel: sin(pi x) / (pi x) under Kaiser's window, `STEPS` values for each zero crossing. */
function kernel(): Float64Array {
  table ??= Float64Array.from({ length: CROSSINGS * STEPS + 2 }, (_, i) => {
    const x = i / STEPS;
    if (x >= CROSSINGS) return 0;
    const sinc = x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    return (sinc * besselI0(BETA * Math.sqrt(1 - (x / CROSSINGS) ** 2))) / besselI0(BETA);
  });
  return table;
}

/** The modified Bessel function of order 0, by its series. */
function besselI0(x: number): number {
  let [sum, term] = [1, 1];
  for (let k = 1; term > 1e-17 * sum; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

/**
 * Sound at another sampling rate, without delay: sample `n` of the result is at `n / to` seconds. What the new rate cannot hold is
 * filtered out first (more than 80 dB down at half of the new rate, flat within 0.01 dB to 0.84 of it). Outside of the sound is silence.
 *
 * @param from samples a second of `samples`; any number above 0
 * @param to samples a second of the result; any number above 0
 * @returns `floor(length * to / from)` samples; a copy where both rates are equal
 * @throws WinceError `bad-parameter` when a rate is not above 0
 * @source Smith 1984, doi:10.1109/ICASSP.1984.1172555 (band-limited interpolation by a tabulated kernel)
 */
export function resample(samples: Float32Array, from: number, to: number): Float32Array {
  checkRates(from, to);
  if (from === to) return samples.slice();
  const whole = { samples, begin: 0 };
  return interpolated(whole, { first: 0, end: lengthAt(samples.length, from, to) }, from, to);
}

/** Brings sound to another rate as it comes. */
export interface Resampler {
  /** @returns what is known of the result since the last call, as {@link resample} of all the sound has it, to the bit */
  push(samples: Float32Array): Float32Array;
  /** @returns what is left of the result: behind the sound is silence */
  end(): Float32Array;
}

/** Opens what brings sound to another rate as it comes; it holds some milliseconds of it. See {@link resample}. @throws WinceError `bad-parameter` */
export function openResampler(from: number, to: number): Resampler {
  checkRates(from, to);
  if (from === to) return { push: (samples) => samples.slice(), end: () => new Float32Array(0) };
  const step = from / to;
  const reach = reachOf(from, to);
  let held: HeldSound = { samples: new Float32Array(0), begin: 0 };
  let next = 0;
  const until = (end: number): Float32Array => {
    const out = interpolated(held, { first: next, end }, from, to);
    next += out.length;
    return out;
  };
  return {
    push(samples) {
      const needed = Math.max(held.begin, Math.ceil(next * step - reach));
      const kept = held.samples.subarray(Math.min(needed - held.begin, held.samples.length));
      const joined = new Float32Array(kept.length + samples.length);
      joined.set(kept);
      joined.set(samples, kept.length);
      held = { samples: joined, begin: held.begin + held.samples.length - kept.length };
      const last = held.begin + joined.length - 1;
      let end = Math.max(next, Math.floor((last - reach) / step));
      while (end > next && Math.floor((end - 1) * step + reach) > last) end--;
      return until(end);
    },
    end: () => until(Math.max(next, lengthAt(held.begin + held.samples.length, from, to))),
  };
}

function checkRates(...rates: readonly number[]): void {
  for (const rate of rates) {
    if (!(rate > 0 && Number.isFinite(rate)))
      throw new WinceError('bad-parameter', `A sampling rate of ${rate} Hz is not valid.`, {
        hint: 'Give a rate above 0, for example 16000.',
      });
  }
}

/** Samples of the result of a sound of so many. */
function lengthAt(length: number, from: number, to: number): number {
  return Math.floor((length * to) / from + 1e-9);
}

/** Zero crossings of the kernel a sample of the input. */
function scaleOf(from: number, to: number): number {
  return CUT * Math.min(1, to / from);
}

/** Samples of the input that the kernel reaches at each side. */
function reachOf(from: number, to: number): number {
  return CROSSINGS / scaleOf(from, to);
}

/** A part of a sound, and the number of its first sample in the whole. */
interface HeldSound {
  readonly samples: Float32Array;
  readonly begin: number;
}

/** Samples `first` to `end` of the result, where the part that is held has all that the kernel reaches within the sound. */
function interpolated(
  { samples, begin }: HeldSound,
  { first: wanted, end }: { readonly first: number; readonly end: number },
  from: number,
  to: number,
): Float32Array {
  const half = kernel();
  const step = from / to;
  const scale = scaleOf(from, to);
  const reach = reachOf(from, to);
  const out = new Float32Array(end - wanted);
  for (let n = wanted; n < end; n++) {
    const at = n * step;
    const first = Math.max(begin, Math.ceil(at - reach));
    const last = Math.min(begin + samples.length - 1, Math.floor(at + reach));
    let sum = 0;
    for (let i = first; i <= last; i++) {
      const place = Math.abs(at - i) * scale * STEPS;
      const below = Math.floor(place);
      const value = half[below] + (place - below) * (half[below + 1] - half[below]);
      sum += samples[i - begin] * value;
    }
    out[n - wanted] = sum * scale;
  }
  return out;
}
