import { fourier, inverseFourier } from '../numbers/fourier.ts';
import type { PulseBand } from './band.ts';
import { whitened } from './whitened.ts';

/** Samples a second that are looked at: what is kept of a signal ends at 8 Hz. */
const SAMPLES = 16;
/** Natural logarithm of the ratio of neighbouring mean rates, and of neighbouring rates about one. */
const STEP = 0.02;
/** Rates on either side of a mean, and steps of a beat. */
const ASIDE = 4;
const PHASES = 32;
/** How far the rate wanders with each beat, as a share of itself, and the beats in which it comes back to its mean. */
const WANDER = 0.02;
const BACK = 3;
/** Amplitudes of the beat that are thought possible, in deviations of the signal; all means are tried with the first one. */
const AMPLITUDES = [0.4, 0.25, 0.6, 0.9, 1.25] as const;
/** Second harmonic as a share of the beat, and how far it may lie before it, as an angle. */
const SECOND = 0.5;
const TURNS = [0, 0.5 * Math.PI, Math.PI, 1.5 * Math.PI] as const;
/** The least share of noise in the power of a signal, and at every frequency over its mean power. */
const LEAST_NOISE = 0.1;
const LEAST_FLOOR = 0.02;
/** What is less likely than the best by this natural logarithm does not count. */
const NEGLIGIBLE = 7;
/** Deviation in beats per minute with which probabilities are added up, and steps in which rates are tried. */
const TOGETHER = 1;
const FINE = 0.1;

/** A signal of mean power 1 and its samples a second. */
interface Slowed {
  readonly samples: Float64Array;
  readonly rate: number;
}

/** A heart that beats about a mean rate in hertz, how large its beat is in the signal, and its second harmonic as a share of that. */
interface Heart {
  readonly mean: number;
  readonly amplitude: number;
  readonly second: number;
  readonly turn: number;
}

/** What a signal tells of a heart. */
interface Outcome {
  /** Natural logarithm of how likely the signal is with it. */
  readonly likelihood: number;
  /** Its rate over the window, in hertz, and the variance of that. */
  readonly rate: number;
  readonly variance: number;
}

/**
 * The rate of a heart in a window in which it beats about one mean. For each mean in the band a hidden Markov model follows the phase of the
 * beat, whose rate wanders about this mean by 2.4 percent (standard deviation) and comes back to it within some beats; the noise of the signal
 * is made even before. All means, each with several amplitudes, are weighed by how likely the signal is with them, and the rate is the one
 * around which most of the probability lies. A spectrum forgets the phase, so that the line of a heart which beats unevenly is lost in noise; here
 * each beat is joined to the next.
 *
 * @param signal detrended, without a gap
 * @param rate samples a second
 * @returns hertz
 * @source forward pass as Rabiner 1989, doi:10.1109/5.18626; states and constants are ours, chosen on drawn hearts
 */
export function steadyRate(signal: Float64Array, rate: number, band: PulseBand): number {
  const { samples, gain } = whitened(signal, rate, band.low, LEAST_FLOOR);
  const slow = slowed(samples, rate);
  const weighed = (hearts: readonly Heart[]) =>
    hearts.map((heart) => ({ heart, likelihood: followed(slow, heart, false).likelihood }));
  const steps = Math.max(1, Math.round(Math.log(band.high / band.low) / STEP));
  const means = Array.from({ length: steps + 1 }, (_, k) => band.low * (band.high / band.low) ** (k / steps));
  const [amplitude, ...others] = AMPLITUDES;
  const plain = weighed(means.map((mean) => ({ mean, amplitude, second: 0, turn: 0 })));
  const sized = notNegligible(plain).flatMap(({ heart }) =>
    others.map((each) => ({ ...heart, amplitude: each })),
  );
  const known = notNegligible([...plain, ...weighed(sized)]);
  // Where the second harmonic is as strong as the beat, the beat is half of what is seen.
  const places = new Set(known.flatMap(({ heart: { mean } }) => [mean, mean / 2]));
  const best = known.reduce((a, b) => (b.likelihood > a.likelihood ? b : a)).heart;
  const waves = [...places]
    .filter((mean) => mean >= band.low && gain(2 * mean) > 0)
    .flatMap((mean) =>
      TURNS.map((turn) => ({
        mean,
        amplitude: best.amplitude,
        second: (SECOND * gain(2 * mean)) / gain(mean),
        turn,
      })),
    );
  const outcomes = notNegligible([...known, ...weighed(waves)]).map(({ heart }) =>
    followed(slow, heart, true),
  );
  return mostProbable(outcomes, band);
}

function notNegligible<Each extends { readonly likelihood: number }>(all: readonly Each[]): readonly Each[] {
  const most = Math.max(...all.map(({ likelihood }) => likelihood));
  return all.filter(({ likelihood }) => likelihood >= most - NEGLIGIBLE);
}

/** The rate around which most of the probability lies, in hertz. */
function mostProbable(outcomes: readonly Outcome[], { low, high }: PulseBand): number {
  const most = Math.max(...outcomes.map(({ likelihood }) => likelihood));
  const known = outcomes.map(({ likelihood, rate, variance }) => {
    const wide = variance + (TOGETHER / 60) ** 2;
    return { rate, wide, weight: Math.exp(likelihood - most) / Math.sqrt(wide) };
  });
  const count = Math.ceil((60 * (high - low)) / FINE);
  let [best, highest] = [low, 0];
  for (let k = 0; k <= count; k++) {
    const hertz = low + ((high - low) * k) / count;
    let height = 0;
    for (const { rate, wide, weight } of known)
      height += weight * Math.exp(-((hertz - rate) ** 2) / (2 * wide));
    if (height > highest) [best, highest] = [hertz, height];
  }
  return best;
}

/** The signal with no more samples a second than are needed, by its Fourier transform. */
function slowed(signal: Float64Array, rate: number): Slowed {
  const n = signal.length;
  const count = Math.min(n, Math.round((n / rate) * SAMPLES));
  const given = { re: Float64Array.from(signal), im: new Float64Array(n) };
  fourier(given);
  const kept = { re: new Float64Array(count), im: new Float64Array(count) };
  const half = (count - 1) >> 1;
  for (let k = -half; k <= half; k++) {
    kept.re[(k + count) % count] = given.re[(k + n) % n];
    kept.im[(k + count) % count] = given.im[(k + n) % n];
  }
  inverseFourier(kept);
  const power = kept.re.reduce((sum, value) => sum + value * value, 0) / count;
  const size = power > 0 ? Math.sqrt(power) : 1;
  return { samples: kept.re.map((value) => value / size), rate: (rate * count) / n };
}

/**
 * Goes through a signal with a heart. Beside the probability of each state (a rate and a phase) stand, where the rate is asked for, the sum of the rates
 * up to there and its square, each times this probability: their means over all states are those of all ways through them.
 */
function followed(
  { samples, rate }: Slowed,
  { mean, amplitude, second, turn }: Heart,
  withRate: boolean,
): Outcome {
  const { rates, start, move } = movesAbout(mean, rate);
  const size = rates.length * PHASES;
  const chance = Float64Array.from({ length: size }, (_, i) => start[Math.floor(i / PHASES)]);
  const [sums, squares] = [new Float64Array(size), new Float64Array(size)];
  const told = withRate ? [chance, sums, squares] : [chance];
  const noise = Math.max(LEAST_NOISE, 1 - (amplitude ** 2 * (1 + second ** 2)) / 2);
  const wave = Float64Array.from({ length: PHASES }, (_, p) => {
    const angle = (2 * Math.PI * p) / PHASES;
    return amplitude * (Math.cos(angle) + second * Math.cos(2 * angle + turn));
  });
  const seen = new Float64Array(PHASES);
  let likelihood = 0;
  for (const [i, value] of samples.entries()) {
    if (i > 0) for (const each of told) move(each);
    for (let p = 0; p < PHASES; p++) seen[p] = Math.exp(((2 * value - wave[p]) * wave[p]) / (2 * noise));
    let whole = 0;
    for (let s = 0; s < size; s += PHASES) for (let p = 0; p < PHASES; p++) whole += chance[s + p] * seen[p];
    likelihood += Math.log(whole) - value ** 2 / (2 * noise) - Math.log(noise) / 2;
    for (let p = 0; p < PHASES; p++) seen[p] /= whole;
    for (let r = 0, s = 0; r < rates.length; r++) {
      for (let p = 0; p < PHASES; p++, s++) {
        if (withRate) {
          squares[s] = (squares[s] + 2 * rates[r] * sums[s] + rates[r] ** 2 * chance[s]) * seen[p];
          sums[s] = (sums[s] + rates[r] * chance[s]) * seen[p];
        }
        chance[s] *= seen[p];
      }
    }
  }
  const [mean1, square] = [sums, squares].map((each) => each.reduce((sum, value) => sum + value, 0));
  const n = samples.length;
  return { likelihood, rate: mean1 / n, variance: Math.max(0, (square - mean1 ** 2) / n ** 2) };
}

/** The rates about a mean, how probable each state is at first, and how probabilities move on by a sample, in place. */
function movesAbout(mean: number, rate: number) {
  const count = 2 * ASIDE + 1;
  const aside = Float64Array.from({ length: count }, (_, r) => (r - ASIDE) * STEP);
  const rates = aside.map((each) => mean * Math.exp(each));
  const shares = aside.map((each) => Math.exp(-(each ** 2) / (WANDER ** 2 * BACK)));
  const whole = PHASES * shares.reduce((sum, value) => sum + value, 0);
  const beats = mean / rate;
  const wander = (WANDER ** 2 * beats) / STEP ** 2 / 2;
  const back = aside.map((each) => (each * beats) / BACK / STEP);
  const up = back.map((each, r) => (r < count - 1 ? wander + Math.max(0, -each) : 0));
  const down = back.map((each, r) => (r > 0 ? wander + Math.max(0, each) : 0));
  const spare = new Float64Array(count * PHASES);
  return {
    rates,
    start: shares.map((value) => value / whole),
    move(state: Float64Array): void {
      for (let r = 0; r < count; r++) {
        const own = 1 - up[r] - down[r];
        const [from, below, above] = [r * PHASES, Math.max(0, r - 1), Math.min(count - 1, r + 1)];
        const [rising, falling] = [r > 0 ? up[below] : 0, r < count - 1 ? down[above] : 0];
        for (let p = 0; p < PHASES; p++)
          spare[from + p] =
            own * state[from + p] + rising * state[below * PHASES + p] + falling * state[above * PHASES + p];
      }
      for (let r = 0; r < count; r++) {
        const advance = (rates[r] / rate) * PHASES;
        const steps = Math.floor(advance);
        const share = advance - steps;
        const from = r * PHASES;
        let before = spare[from + PHASES - 1];
        for (let p = 0, to = steps; p < PHASES; p++, to++) {
          if (to === PHASES) to = 0;
          const here = spare[from + p];
          state[from + to] = here + share * (before - here);
          before = here;
        }
      }
    },
  };
}
