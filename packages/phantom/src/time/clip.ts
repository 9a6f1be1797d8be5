import { randomFrom } from '@wince/core';
import { type NipsLike, scoreNips } from '../cohort/nips.ts';
import { drawNuisance, drawSession, type Nuisance } from '../cohort/nuisance.ts';
import { REACTIVITY } from '../cohort/parameters.ts';
import type { Label } from '../cohort/plan.ts';
import { clamp, lerp, noise } from '../curves.ts';
import { makeLight } from '../render/light.ts';
import type { Scene } from '../scene/scene.ts';
import type { Subject } from '../subject/subject.ts';
import { addCries, type CrySegment, drawCries } from './cry.ts';
import { drawHeart, type Heart, pulseLight } from './heart.ts';
import { actionsAt, drawMotion, type Motion, type ResponseTimes, responseTimes } from './motion.ts';
import {
  CLIP_SECONDS,
  type Contrast,
  calmSegment,
  drawIncidents,
  drawSegments,
  type Segment,
} from './segments.ts';
import { addWardSounds, drawWardSounds, type WardSound } from './sounds.ts';

/** Frames a second of every drawn clip. */
export const FRAMES_PER_SECOND = 30;
/** Samples a second of the sound of every drawn clip. */
export const SAMPLES_PER_SECOND = 48_000;

/** Breaths per minute. */
const BREATHS = { least: 30, most: 90 } as const;

/** Light that flickers: its beat with the frames, in Hz, and its depth as a share of the light. */
export interface Flicker {
  readonly frequency: number;
  readonly depth: number;
}

/** A clip before it is drawn: all that will be seen and heard, as data. */
export interface Clip {
  /** The subject, or subject and session where it has several clips: `S01-2`. */
  readonly id: string;
  readonly subject: string;
  readonly session: 1 | 2;
  readonly contrast: Contrast;
  readonly seconds: number;
  readonly frames: number;
  readonly segments: readonly Segment[];
  readonly nuisance: Nuisance;
  readonly cloth: number;
  readonly size: number;
  readonly heart: Heart;
  /** Breaths per minute. */
  readonly breathing: number;
  readonly motion: Motion;
  readonly cries: readonly CrySegment[];
  readonly ward: readonly WardSound[];
  readonly flicker: Flicker | null;
  readonly seed: number;
}

/** A session of a subject that has several: what happens in it, and what is done to its light and tubes. */
export interface Occasion {
  readonly session: 1 | 2;
  readonly event: Label;
  readonly tie: (nuisance: Nuisance) => Nuisance;
}

/** Which clip is planned. The same options give the same clip. */
export interface ClipOptions {
  readonly seed: number;
  /** Pixels a side; 224 by default. An even number, as codecs ask. */
  readonly size?: number;
  /** As for pictures; 0.5 by default. */
  readonly difficulty?: number;
  /** What the event without pain is; `any` by default. */
  readonly contrast?: Contrast;
  /** Length of the clip; 34 by default. */
  readonly seconds?: number;
  /** One of two clips of the subject, with one event. Default: the only clip of the subject, with two events. */
  readonly occasion?: Occasion;
  /** Nothing but so many seconds of calm with a steady heart, without flicker: for tests of the pulse. Default: a clip with its events. */
  readonly calmSeconds?: number;
}

/** Plans a clip of a subject. The same subject and options give the same plan. */
export function planClip(
  subject: Subject,
  {
    seed,
    size = 224,
    difficulty = 0.5,
    contrast = 'any',
    seconds: length = CLIP_SECONDS.usual,
    occasion,
    calmSeconds,
  }: ClipOptions,
): Clip {
  const id = occasion ? `${subject.id}-${occasion.session}` : subject.id;
  const random = randomFrom('phantom-clip', seed, id);
  const steady = calmSeconds !== undefined;
  const segments = steady
    ? calmSegment(calmSeconds)
    : drawSegments(random, { contrast, seconds: length, only: occasion?.event });
  const seconds = segments[segments.length - 1].end;
  const setup = drawSession(random);
  const breathing = lerp(BREATHS.least, BREATHS.most, random.next());
  // One and the same in all clips of a subject.
  const own = occasion ? randomFrom('phantom-clip-reactivity', seed, subject.id) : random;
  const reactivity = lerp(REACTIVITY.low, REACTIVITY.high, own.next());
  const free = drawNuisance(setup, random);
  const drawn = occasion ? occasion.tie(free) : free;
  // A contrast is between the two events alone.
  const eventful = contrast === 'any' && !steady;
  const incidents = eventful ? drawIncidents(segments, randomFrom('phantom-clip-incidents', seed, id)) : [];
  const preterm = subject.gestationalAgeWeeks < 32;
  return {
    id,
    subject: subject.id,
    session: occasion?.session ?? 1,
    contrast,
    seconds,
    frames: Math.round(seconds * FRAMES_PER_SECOND),
    segments,
    // A camera on a stand: a clip lies one way, and a hand does not hover over it for half a minute.
    nuisance: { ...drawn, bedside: { ...drawn.bedside, hand: undefined }, blur: Math.min(drawn.blur, 0.6) },
    cloth: setup.cloth,
    size,
    heart: drawHeart(subject, { segments, seconds, breathing, steady }, random),
    breathing,
    motion: drawMotion(segments, { seconds, reactivity, difficulty, preterm, incidents }, random),
    cries: drawCries(segments, preterm, random),
    ward: drawWardSounds(seconds, random),
    flicker:
      random.next() < 0.25 && !steady ? { frequency: lerp(1.2, 3.2, random.next()), depth: 0.005 } : null,
    seed: random.below(2 ** 30),
  };
}

/** What a frame of a clip shows. @param frame from 0 */
export function clipScene(clip: Clip, frame: number): Scene {
  const { nuisance, motion, seed } = clip;
  const time = frame / FRAMES_PER_SECOND;
  const breath = Math.sin((2 * Math.PI * clip.breathing * time) / 60);
  const sway = (rate: number, k: number): number => noise(time * rate, 13 * k, seed);
  const distress = distressAt(clip, time);
  const flicker = clip.flicker
    ? 1 + clip.flicker.depth * Math.sin(2 * Math.PI * clip.flicker.frequency * time)
    : 1;
  const handled = clip.segments.some(
    ({ start, end }, i) => clip.heart.handled[i] && time >= start && time < end,
  );
  const restless = 1 + 2.5 * distress + (handled ? 1.5 : 0);
  return {
    actions: actionsAt(motion, clip.segments, clip.cries, time),
    gaze: { x: clamp(0.35 * sway(0.4, 1), -0.6, 0.6), y: clamp(0.2 * sway(0.4, 2), -0.3, 0.3) },
    pose: {
      yaw: nuisance.pose.yaw + 2.2 * restless * sway(0.5, 3),
      pitch: nuisance.pose.pitch + 1.2 * restless * sway(0.6, 4) + 0.25 * breath,
      roll: nuisance.pose.roll + 1.5 * restless * sway(0.45, 5),
    },
    flush: flushAt(clip, time),
    pulse: pulseLight(clip.heart, nuisance.light, time),
    light: makeLight(nuisance.light, nuisance.azimuth, nuisance.elevation, nuisance.strength * flicker),
    bedside: nuisance.bedside,
    sensor: { exposure: 1, blur: (nuisance.blur * clip.size) / 320, noise: nuisance.noise },
    size: clip.size,
    fill: nuisance.fill,
    shift: [nuisance.shift[0], nuisance.shift[1] + 0.0012 * breath],
    // Another noise in every frame.
    seed: seed + frame,
    cloth: clip.cloth,
  };
}

/** How distressed the baby is, 0 to 1: what its movements and its colour follow. */
function distressAt(clip: Clip, time: number): number {
  const { browBulge, verticalStretch } = actionsAt(clip.motion, clip.segments, clip.cries, time);
  return clamp(0.5 * browBulge + 0.5 * verticalStretch, 0, 1);
}

/**
 * Colour comes and goes within some seconds: the mean distress of the last four. Where only the time course may differ it goes
 * with the face, or it would tell one course from the other in a still.
 */
function flushAt(clip: Clip, time: number): number {
  if (clip.contrast === 'time-course') return clamp(0.1 + 0.8 * distressAt(clip, time), 0, 1);
  const steps = 8;
  let sum = 0;
  for (let k = 0; k < steps; k++) sum += distressAt(clip, Math.max(0, time - k * 0.5));
  return clamp(0.1 + (0.8 * sum) / steps, 0, 1);
}

/** When the face answers in a part of a clip, in seconds to the millisecond and within the clip; null where it is calm. */
export function clipResponse(clip: Clip, part: number): ResponseTimes | null {
  const times = responseTimes(clip.segments[part], clip.motion.latencies[part]);
  if (!times) return null;
  const within = (t: number): number => Math.round(1000 * Math.min(t, clip.seconds)) / 1000;
  return { onset: within(times.onset), apex: within(times.apex), offset: within(times.offset) };
}

/** The sound of a clip: mono, `SAMPLES_PER_SECOND`, within -1 to 1. */
export function clipSound(clip: Clip): Float32Array {
  const out = new Float32Array(Math.round(clip.seconds * SAMPLES_PER_SECOND));
  addCries(out, SAMPLES_PER_SECOND, clip.cries, clip.seed);
  addWardSounds(out, SAMPLES_PER_SECOND, clip.ward, clip.seed);
  // Loud passages are bent, not cut.
  for (let i = 0; i < out.length; i++) out[i] = Math.tanh(out[i]);
  return out;
}

/** A NIPS-like score of each segment, from the face at its strongest second. */
export function segmentScores(clip: Clip): NipsLike[] {
  const random = randomFrom('phantom-clip-nips', clip.seed);
  return clip.segments.map((segment) => {
    let strongest = actionsAt(clip.motion, clip.segments, clip.cries, segment.start);
    let most = -1;
    for (let t = segment.start; t < segment.end; t += 0.1) {
      const actions = actionsAt(clip.motion, clip.segments, clip.cries, t);
      const strength =
        actions.browBulge + actions.eyeSqueeze + actions.nasolabialFurrow + actions.verticalStretch;
      if (strength > most) {
        most = strength;
        strongest = actions;
      }
    }
    return scoreNips(strongest, random);
  });
}
