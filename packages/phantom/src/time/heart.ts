import type { Random } from '@wince/core';
import { clamp, lerp } from '../curves.ts';
import type { LightKind } from '../render/light.ts';
import type { Subject } from '../subject/subject.ts';
import { pigment } from '../subject/tone.ts';
import type { Segment } from './segments.ts';

/** A heart over the length of a clip. */
export interface Heart {
  /** The instant of each beat in seconds, from before the beginning to after the end of the clip. */
  readonly beats: Float64Array;
  /** Amplitude of the fundamental of the pulse in the green value of lit skin, as a share of it; highlights take some away. */
  readonly amplitude: number;
  /** By segment: true where the baby is handled between the events, without pain, and its heart may rise. */
  readonly handled: readonly boolean[];
  /** False in a subject whose heart does not answer to what happens. */
  readonly responds: boolean;
}

/** Beats per minute: what a neonate's heart keeps within, and how far a dip goes. */
export const HEART_RATE = { low: 90, high: 210, dip: 70 } as const;

/** Rise in beats per minute, least and most. It rises in pain, but also in hunger and startle. */
const RISE: { readonly [C in Segment['condition']]: readonly [number, number] } = {
  pain: [15, 45],
  grimace: [15, 45],
  hunger: [8, 38],
  startle: [8, 25],
  sucking: [3, 12],
  yawn: [0, 5],
  sneeze: [0, 8],
  rest: [0, 0],
  sleep: [0, 0],
};

/** Share of recoveries in which the baby is handled, and the rise in beats per minute. */
const HANDLING = { share: 0.3, rise: [5, 20] } as const;

/** Share of subjects whose heart answers, and share of clips with a dip. */
const RESPONDS = 0.85;
const DIPS = 0.12;
/** Beat-to-beat variability: with the breath, and at random, as shares of the interval. */
const WITH_BREATH = 0.02;
const AT_RANDOM = 0.008;

/** What a heart is drawn with. */
export interface HeartOptions {
  readonly segments: readonly Segment[];
  readonly seconds: number;
  /** Breaths per minute. */
  readonly breathing: number;
  /** One rate throughout: no answers, no dips. */
  readonly steady: boolean;
}

/** Draws the beats of a clip. */
export function drawHeart(subject: Subject, options: HeartOptions, random: Random): Heart {
  const { segments, seconds, breathing, steady } = options;
  const term = clamp((subject.gestationalAgeWeeks - 26) / 14, 0, 1);
  const base = clamp(lerp(152, 138, term) + 10 * random.normal(), 112, 175);
  const responds = random.next() < RESPONDS;
  const chances = segments.map(() => random.next());
  const handled = segments.map(
    ({ period }, i) => period === 'recovery' && !steady && chances[i] < HANDLING.share,
  );
  const rises = segments.map(({ condition }, i) => {
    const [least, most] = handled[i] ? HANDLING.rise : RISE[condition];
    return lerp(least, most, handled[i] ? chances[i] / HANDLING.share : chances[i]);
  });
  const dip =
    random.next() < DIPS ? { at: seconds * random.next(), for: lerp(3, 5, random.next()) } : undefined;
  const step = 0.002;
  const beats: number[] = [];
  let rise = 0;
  let phase = random.next();
  let jitter = 1;
  for (let t = -1.5; t < seconds + 1.5; t += step) {
    const now = segments.findIndex(({ start, end }) => t >= start && t < end);
    const target = now >= 0 && responds && !steady ? rises[now] : 0;
    // A heart speeds up within some seconds and calms down more slowly.
    rise += ((target - rise) * step) / (target > rise ? 2.5 : 6);
    const sunk = dip && !steady && t > dip.at && t < dip.at + dip.for;
    const rate = sunk
      ? lerp(HEART_RATE.dip, HEART_RATE.low, 0.3)
      : clamp(base + rise, HEART_RATE.low, HEART_RATE.high);
    const breath = 1 + WITH_BREATH * Math.sin((2 * Math.PI * breathing * t) / 60);
    phase += (rate / 60) * breath * jitter * step;
    if (phase >= 1) {
      phase -= 1;
      beats.push(t);
      jitter = 1 + AT_RANDOM * random.normal();
    }
  }
  return { beats: Float64Array.from(beats), amplitude: pulseAmplitude(subject, random), handled, responds };
}

/** From 0.2 to 1 % of mean green, lower in darker skin. */
function pulseAmplitude(subject: Subject, random: Random): number {
  return clamp(
    lerp(0.0092, 0.0045, pigment(subject.monk)) * (1 + 0.1 * clamp(random.normal(), -2, 2)),
    0.002,
    0.01,
  );
}

/** Beats per minute at an instant: from the interval between the beats around it. */
export function rateAt({ beats }: Heart, time: number): number {
  const i = beatBefore(beats, time);
  return 60 / (beats[i + 1] - beats[i]);
}

/**
 * The pulse at an instant, about -1 to 1: a steep rise of the blood volume, a slow fall with a second, smaller wave. More
 * blood makes the skin darker, so the light goes the other way.
 */
export function pulseAt({ beats }: Heart, time: number): number {
  const i = beatBefore(beats, time);
  const phase = (2 * Math.PI * (time - beats[i])) / (beats[i + 1] - beats[i]);
  return Math.sin(phase) + 0.28 * Math.sin(2 * phase + 0.6);
}

function beatBefore(beats: Float64Array, time: number): number {
  let low = 0;
  let high = beats.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (beats[middle] <= time) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** How much red, green and blue change with the pulse, green in white light being 1. @source de Haan and van Leest 2014 */
const PULSE_VECTOR = [0.33 / 0.77, 1, 0.53 / 0.77] as const;

/**
 * In blue light the light that reaches the sensor's red and green comes from deeper or not at all, in near infrared blood
 * absorbs little. Never the label: light alone decides.
 */
const PULSE_LIGHT: { readonly [K in LightKind]: readonly [number, number, number] } = {
  white: [1, 1, 1],
  warm: [1, 1, 0.9],
  phototherapy: [0.8, 0.8, 0.7],
  // One value in all three channels, whatever the vector says.
  infrared: [(0.5 * 0.77) / 0.33, 0.5, (0.5 * 0.77) / 0.53],
};

/** A relative change of linear light is this much larger than that of the sRGB value it becomes (at middle grey). */
const LIGHT_TO_VALUE = 2.2;

/** Change of the skin's linear light by the pulse, red, green, blue, as `Scene.pulse` takes it. */
export function pulseLight(heart: Heart, light: LightKind, time: number): readonly [number, number, number] {
  const change = -pulseAt(heart, time) * heart.amplitude * LIGHT_TO_VALUE;
  const [r, g, b] = PULSE_LIGHT[light];
  return [change * PULSE_VECTOR[0] * r, change * PULSE_VECTOR[1] * g, change * PULSE_VECTOR[2] * b];
}
