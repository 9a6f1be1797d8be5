import { randomFrom } from '../numbers/random.ts';

/** The sound of `goldens/make_sound.py`: a voice that rises from 430 Hz, and noise. 16 kHz, 0.3 s. */
export function goldenSound(): Float32Array {
  let state = 12345;
  return Float32Array.from({ length: 4800 }, (_, n) => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    const noise = state / 2 ** 32 - 0.5;
    const t = n / 16000;
    const phase = 2 * Math.PI * (430 * t + 200 * t * t);
    let voice = 0;
    for (let k = 1; k < 9; k++) voice += Math.sin(k * phase) / k;
    return 0.25 * voice * (0.3 + 0.7 * Math.sin(2 * Math.PI * 2 * t) ** 2) + 0.02 * noise;
  });
}

/** A voice of known perturbation. */
export interface DrawnVoice {
  readonly sampleRate: number;
  readonly seconds: number;
  readonly hertz: number;
  /** Periods are longer and shorter in turn by this share: the local jitter is twice as much. */
  readonly period?: number;
  /** Pulses are stronger and weaker in turn by this share: the local shimmer is twice as much. */
  readonly amplitude?: number;
  /** Hz a second by which the pitch rises. */
  readonly glide?: number;
}

/** A train of pulses without frequencies that the rate cannot hold. */
export function drawnVoice({
  sampleRate,
  seconds,
  hertz,
  period = 0,
  amplitude = 0,
  glide = 0,
}: DrawnVoice): Float32Array {
  const out = new Float32Array(Math.round(sampleRate * seconds));
  const width = 0.00015;
  let at = 0.5 / hertz;
  for (let pulse = 0; at < seconds; pulse++) {
    const sign = pulse % 2 === 0 ? 1 : -1;
    const first = Math.max(0, Math.ceil((at - 6 * width) * sampleRate));
    const last = Math.min(out.length - 1, Math.floor((at + 6 * width) * sampleRate));
    for (let i = first; i <= last; i++) {
      const x = (i / sampleRate - at) / width;
      out[i] += 0.5 * (1 + sign * amplitude) * (1 - x * x) * Math.exp(-0.5 * x * x);
    }
    at += (1 + sign * period) / (hertz + glide * at);
  }
  return out;
}

/** Sound with white noise so many decibel below it. */
export function withNoise(sound: Float32Array, decibel: number, seed: number): Float32Array {
  const random = randomFrom('drawn-noise', seed);
  const power = sound.reduce((sum, x) => sum + x * x, 0) / sound.length;
  const level = Math.sqrt(power / 10 ** (decibel / 10));
  return sound.map((x) => x + level * random.normal());
}

/** A cry: quiet, then expirations of 0.8 s whose pitch rises, each with a breath of noise behind it. */
export function drawnCry({
  sampleRate,
  hertz,
  breaths = 3,
}: {
  readonly sampleRate: number;
  readonly hertz: number;
  readonly breaths?: number;
}): Float32Array {
  const out = new Float32Array(Math.round((0.5 + 1.4 * breaths) * sampleRate));
  const random = randomFrom('drawn-cry', sampleRate);
  const voice = drawnVoice({ sampleRate, seconds: 0.8, hertz, glide: 0.1 * hertz });
  for (let breath = 0; breath < breaths; breath++) {
    const first = Math.round((0.5 + 1.4 * breath) * sampleRate);
    out.set(voice, first);
    for (let i = 0; i < 0.2 * sampleRate; i++)
      out[first + Math.round(0.9 * sampleRate) + i] = 0.01 * random.normal();
  }
  return out.map((x) => x + 0.0003 * random.normal());
}
