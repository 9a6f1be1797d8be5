import type { Random } from '../numbers/random.ts';
import type { PulseBand } from './band.ts';
import { bandPass } from './band-pass.ts';
import { CHANNELS, type Channel, type Colours } from './colour-trace.ts';

/** Relative size of the pulse of blood in each channel of a camera. */
export const SKIN_PULSE = { red: 0.33, green: 0.77, blue: 0.53 } as const satisfies Record<Channel, number>;
/** Mean levels of skin. */
export const SKIN_LEVELS = { red: 168, green: 118, blue: 96 } as const satisfies Record<Channel, number>;
/** The pulse of green is so large a share of its level. */
const STRENGTH = 0.005;

/** Whether each channel has noise of its own, or all have the same. */
export type NoiseKind = 'independent' | 'common';

/**
 * Colours of skin with a wave in them. Noise is white and has, in each channel, as much power inside the band as the pulse at 0 dB.
 * Independent noise is as large in each channel as its pulse; common noise is the same share of all levels, as large as the pulse of green.
 */
export function writtenPulse(
  wave: Float64Array,
  rate: number,
  band: PulseBand,
  { noise, decibels, random }: { noise: NoiseKind; decibels: number; random: Random },
): Colours {
  const unit = scaledInBand(wave, rate, band);
  const size = 10 ** (-decibels / 20);
  const drawn = () =>
    scaledInBand(
      wave.map(() => random.normal()),
      rate,
      band,
    );
  const shared = drawn();
  const channel = (name: Channel) => {
    const own = noise === 'common' ? shared : drawn();
    const share = noise === 'common' ? SKIN_PULSE.green : SKIN_PULSE[name];
    return unit.map(
      (value, i) => SKIN_LEVELS[name] * (1 + STRENGTH * (SKIN_PULSE[name] * value + share * size * own[i])),
    );
  };
  const [red, green, blue] = CHANNELS.map(channel);
  return { red, green, blue };
}

/** A signal less its mean, with power 1 inside a band. */
function scaledInBand(signal: Float64Array, rate: number, band: PulseBand): Float64Array {
  const mean = signal.reduce((sum, value) => sum + value, 0) / signal.length;
  const inBand = bandPass(signal, rate, band);
  const size = Math.sqrt(inBand.reduce((sum, value) => sum + value * value, 0) / inBand.length);
  return signal.map((value) => (value - mean) / size);
}

/** A wave, and the seconds of its beats. */
export interface DrawnWave {
  readonly wave: Float64Array;
  /** Beats per minute between the first and the last beat. */
  readonly beatsPerMinute: number;
}

/**
 * A drawn wave of a pulse: a steep rise, a slower fall with a second hump; intervals differ by some 4 percent from beat to beat and
 * drift with breathing.
 */
export function drawnWave(seconds: number, rate: number, beatsPerMinute: number, random: Random): DrawnWave {
  const beats = [-1 - random.next()];
  for (let last = beats[0]; last < seconds + 2; last = beats[beats.length - 1]) {
    const breathing = 0.03 * Math.sin(2 * Math.PI * 0.35 * last);
    beats.push(last + (60 / beatsPerMinute) * (1 + breathing + 0.02 * random.normal()));
  }
  const wave = new Float64Array(Math.round(seconds * rate));
  for (let i = 0, beat = 0; i < wave.length; i++) {
    while (beats[beat + 1] <= i / rate) beat++;
    const phase = (i / rate - beats[beat]) / (beats[beat + 1] - beats[beat]);
    wave[i] = Math.exp(-(((phase - 0.25) / 0.14) ** 2)) + 0.35 * Math.exp(-(((phase - 0.62) / 0.16) ** 2));
  }
  const inside = beats.filter((time) => time >= 0 && time <= seconds);
  const span = inside[inside.length - 1] - inside[0];
  return { wave, beatsPerMinute: (60 * (inside.length - 1)) / span };
}
