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
  for (const rate of [from, to]) {
    if (!(rate > 0 && Number.isFinite(rate)))
      throw new WinceError('bad-parameter', `A sampling rate of ${rate} Hz is not valid.`, {
        hint: 'Give a rate above 0, for example 16000.',
      });
  }
  if (from === to) return samples.slice();
  const half = kernel();
  const step = from / to;
  /** Zero crossings of the kernel a sample of the input. */
  const scale = CUT * Math.min(1, to / from);
  const reach = CROSSINGS / scale;
  const out = new Float32Array(Math.floor((samples.length * to) / from + 1e-9));
  for (let n = 0; n < out.length; n++) {
    const at = n * step;
    const first = Math.max(0, Math.ceil(at - reach));
    const last = Math.min(samples.length - 1, Math.floor(at + reach));
    let sum = 0;
    for (let i = first; i <= last; i++) {
      const place = Math.abs(at - i) * scale * STEPS;
      const below = Math.floor(place);
      const value = half[below] + (place - below) * (half[below + 1] - half[below]);
      sum += samples[i] * value;
    }
    out[n] = sum * scale;
  }
  return out;
}
