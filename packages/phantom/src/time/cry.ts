import { type Random, randomFrom } from '@wince/core';
import { SILENT_PAIN } from '../cohort/parameters.ts';
import { clamp, lerp, noise, smoothstep } from '../curves.ts';
import type { Segment } from './segments.ts';

/** One breath of a cry. */
export interface CrySegment {
  readonly kind: 'expiration' | 'inspiration';
  /** How the voice is made: harmonic, harmonic with a very high pitch, or rough. Inspirations are breath. */
  readonly voice: 'phonation' | 'hyperphonation' | 'dysphonation' | 'breath';
  /** Seconds. */
  readonly start: number;
  readonly end: number;
  /** Hz at the beginning, at the highest point and at the end; 0 for breath. */
  readonly pitch: readonly [number, number, number];
  /** 0 to 1. */
  readonly loudness: number;
}

/** Hz: bounds of the fundamental, and of hyperphonation. */
export const CRY_PITCH = { low: 250, high: 700, hyperLow: 1000, hyperHigh: 2000 } as const;

/** How cries of pain and hunger differ: a little, with much overlap. */
const CRIES = {
  pain: {
    pitch: [400, 560],
    hyper: 0.22,
    rough: 0.25,
    latency: [0.2, 1.2],
    length: [0.7, 1.6],
    loudness: [0.7, 1],
  },
  hunger: {
    pitch: [340, 520],
    hyper: 0.1,
    rough: 0.15,
    latency: [0.5, 2],
    length: [0.6, 1.2],
    loudness: [0.5, 0.9],
  },
} as const;

/**
 * Draws the cries of a clip: a train of expirations and inspirations in each part that has a cry.
 *
 * @param preterm below 32 weeks: pain is twice as likely to be silent
 */
export function drawCries(segments: readonly Segment[], preterm: boolean, random: Random): CrySegment[] {
  return segments.flatMap((segment) => {
    if (segment.condition !== 'pain' && segment.condition !== 'hunger') return [];
    // Where only the time course differs, nothing is heard.
    if (segment.course) return [];
    const silent = random.next() < SILENT_PAIN * (preterm ? 2 : 1);
    if (silent && segment.condition === 'pain') return [];
    const style = CRIES[segment.condition];
    const between = ([a, b]: readonly [number, number]): number => lerp(a, b, random.next());
    const own = between(style.pitch);
    const found: CrySegment[] = [];
    let t = segment.start + between(style.latency);
    while (t < segment.end - 1) {
      const end = Math.min(t + between(style.length), segment.end - 0.3);
      const r = random.next();
      const voice =
        r < style.hyper ? 'hyperphonation' : r < style.hyper + style.rough ? 'dysphonation' : 'phonation';
      found.push({
        kind: 'expiration',
        voice,
        start: round(t),
        end: round(end),
        pitch: melody(own, voice, random),
        loudness: between(style.loudness),
      });
      const pause = end + lerp(0.04, 0.12, random.next());
      const breath = pause + lerp(0.15, 0.3, random.next());
      found.push({
        kind: 'inspiration',
        voice: 'breath',
        start: round(pause),
        end: round(breath),
        pitch: [0, 0, 0],
        loudness: 0.25,
      });
      t = breath + lerp(0.05, 0.25, random.next());
    }
    return found;
  });
}

function melody(own: number, voice: CrySegment['voice'], random: Random): [number, number, number] {
  if (voice === 'hyperphonation') {
    const high = lerp(CRY_PITCH.hyperLow * 1.15, CRY_PITCH.hyperHigh * 0.95, random.next());
    return [high * 0.92, high, high * 0.9];
  }
  const around = clamp(own * (1 + 0.06 * random.normal()), CRY_PITCH.low * 1.25, CRY_PITCH.high * 0.85);
  const rise = lerp(1.03, 1.16, random.next());
  const fall = lerp(0.78, 0.95, random.next());
  const keep = (hz: number): number => clamp(hz, CRY_PITCH.low, CRY_PITCH.high);
  return [keep(around * 0.9), keep(around * rise), keep(around * fall)];
}

function round(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}

/** Pitch of a cry in Hz at an instant; 0 where there is none. */
export function cryPitchAt(cries: readonly CrySegment[], time: number): number {
  const now = cries.find(({ start, end, voice }) => time >= start && time < end && voice !== 'breath');
  return now ? pitchWithin(now, (time - now.start) / (now.end - now.start)) : 0;
}

/** How loud the voice is at an instant, 0 to 1. */
export function cryLoudnessAt(cries: readonly CrySegment[], time: number): number {
  const now = cries.find(({ start, end, kind }) => time >= start && time < end && kind === 'expiration');
  return now ? now.loudness * swell(now, time) : 0;
}

function pitchWithin({ pitch: [from, top, to] }: CrySegment, share: number): number {
  const peak = 0.35;
  return share < peak
    ? lerp(from, top, smoothstep(0, peak, share))
    : lerp(top, to, smoothstep(peak, 1, share));
}

function swell({ start, end }: CrySegment, time: number): number {
  return smoothstep(start, start + 0.08, time) * smoothstep(end, end - 0.12, time);
}

/** Resonances of a neonate's vocal tract: Hz, width in Hz, gain. */
const FORMANTS = [
  [1100, 260, 1],
  [3300, 420, 0.55],
  [5500, 600, 0.3],
] as const;

/**
 * Adds the voice of the cries to `out`: a sum of harmonics under three resonances; roughness is noise and a subharmonic;
 * inspirations are filtered noise.
 *
 * @param rate samples a second
 */
export function addCries(out: Float32Array, rate: number, cries: readonly CrySegment[], seed: number): void {
  cries.forEach((cry, index) => {
    const random = randomFrom('phantom-cry', seed, index);
    if (cry.kind === 'expiration') addVoice(out, rate, cry, random, seed + index);
    else addBreath(out, rate, cry, random);
  });
}

function addVoice(out: Float32Array, rate: number, cry: CrySegment, random: Random, seed: number): void {
  const first = Math.max(0, Math.ceil(cry.start * rate));
  const last = Math.min(out.length, Math.floor(cry.end * rate));
  const highest = Math.min(9000, rate / 2.2);
  let phase = 0;
  for (let i = first; i < last; i++) {
    const time = i / rate;
    const share = (time - cry.start) / (cry.end - cry.start);
    const tremor = 1 + 0.006 * noise(time * 18, 0, seed);
    const pitch = pitchWithin(cry, share) * tremor;
    phase += (2 * Math.PI * pitch) / rate;
    let value = 0;
    // sin(n x) by recurrence: one sine and cosine a sample for all harmonics.
    const twice = 2 * Math.cos(phase);
    let before = 0;
    let sine = Math.sin(phase);
    for (let n = 1; n * pitch < highest; n++) {
      value += (sine * tract(n * pitch)) / n ** 0.6;
      const next = twice * sine - before;
      before = sine;
      sine = next;
    }
    if (cry.voice === 'dysphonation') {
      value = 0.6 * value + 0.5 * value * Math.sin(phase / 2) + 0.9 * (2 * random.next() - 1);
    }
    out[i] += 0.16 * cry.loudness * swell(cry, time) * value;
  }
}

/** Gain of the vocal tract. */
function tract(hz: number): number {
  let gain = 0.04;
  for (const [centre, width, height] of FORMANTS) gain += height / (1 + ((hz - centre) / width) ** 2);
  return gain;
}

function addBreath(out: Float32Array, rate: number, cry: CrySegment, random: Random): void {
  const first = Math.max(0, Math.ceil(cry.start * rate));
  const last = Math.min(out.length, Math.floor(cry.end * rate));
  let low = 0;
  for (let i = first; i < last; i++) {
    low += 0.35 * (2 * random.next() - 1 - low);
    out[i] += 0.5 * cry.loudness * swell(cry, i / rate) * low;
  }
}
