import type { Random } from '@wince/core';
import { clamp, lerp } from '../curves.ts';
import type { LightKind } from '../render/light.ts';
import { type Bedside, NO_BEDSIDE } from '../scene/bedside.ts';
import type { Pose } from '../scene/scene.ts';
import { NUISANCE } from './parameters.ts';

/** Everything of a picture that has nothing to do with its label. */
export interface Nuisance {
  readonly light: LightKind;
  /** Degrees to the right of the camera and above it. */
  readonly azimuth: number;
  readonly elevation: number;
  /** 1 is well lit. */
  readonly strength: number;
  readonly bedside: Bedside;
  readonly pose: Pose;
  /** See `Scene`. */
  readonly fill: number;
  readonly shift: readonly [number, number];
  /** Standard deviation in pixels, and in grey levels. */
  readonly blur: number;
  readonly noise: number;
  /** JPEG quality. */
  readonly quality: number;
}

/** Where and how a session's camera and lamp stand. */
export interface SessionSetup {
  readonly azimuth: number;
  readonly elevation: number;
  readonly fill: number;
  /** Fixes sheet and blanket. */
  readonly cloth: number;
}

/**
 * Draws where the camera and the lamp of a session stand: the lamp -50 to 50 degrees to the right of the camera and 15 to 60 above
 * it, the head over 0.57 to 0.7 of the picture's width.
 */
export function drawSession(random: Random): SessionSetup {
  return {
    azimuth: lerp(-50, 50, random.next()),
    elevation: lerp(15, 60, random.next()),
    fill: lerp(0.57, 0.7, random.next()),
    cloth: random.below(2 ** 30),
  };
}

/**
 * Draws what a picture shows beside the face: light, tubes, cap, blanket, hand, pose, blur, noise and compression, each at the rate
 * that `NUISANCE` states. It knows nothing of the label.
 *
 * @param setup where the session's camera and lamp stand
 */
export function drawNuisance(setup: SessionSetup, random: Random): Nuisance {
  const chance = (share: number): boolean => random.next() < share;
  const bedside: Bedside = {
    ...NO_BEDSIDE,
    cannula: chance(NUISANCE.cannula),
    tape: chance(NUISANCE.tape),
    feedingTube: chance(NUISANCE.feedingTube) ? (chance(0.6) ? 'nasal' : 'oral') : 'none',
    cap: chance(NUISANCE.cap),
    blanket: chance(NUISANCE.blanket) ? lerp(0.2, 0.7, random.next()) : 0,
    hand: chance(NUISANCE.hand)
      ? { x: lerp(-2.8, 2.8, random.next()), y: lerp(-3.2, -1.2, random.next()) }
      : undefined,
  };
  const roll = chance(NUISANCE.anyAngle)
    ? 360 * random.next() - 180
    : clamp(NUISANCE.uprightSpread * random.normal(), -15, 15);
  return {
    light: drawLight(random),
    azimuth: setup.azimuth,
    elevation: setup.elevation,
    strength: lerp(0.7, 1.1, random.next()),
    bedside,
    pose: {
      yaw: clamp(NUISANCE.yawSpread * random.normal(), -22, 22),
      pitch: clamp(NUISANCE.pitchSpread * random.normal(), -12, 12),
      roll,
    },
    fill: setup.fill,
    shift: [0.02 * random.normal(), 0.02 * random.normal()],
    blur: lerp(0.25, 0.9, random.next()),
    noise: lerp(0.8, 3.5, random.next()),
    quality: 70 + random.below(24),
  };
}

/** The same set-up a moment later: the head has moved a little, nothing else has changed. */
export function momentLater(nuisance: Nuisance, random: Random): Nuisance {
  const { pose, shift } = nuisance;
  return {
    ...nuisance,
    pose: {
      yaw: clamp(pose.yaw + 3 * random.normal(), -25, 25),
      pitch: clamp(pose.pitch + 2 * random.normal(), -14, 14),
      roll: pose.roll + 3 * random.normal(),
    },
    shift: [shift[0] + 0.008 * random.normal(), shift[1] + 0.008 * random.normal()],
  };
}

function drawLight(random: Random): LightKind {
  const { white, warm, phototherapy } = NUISANCE.light;
  const r = random.next();
  if (r < white) return 'white';
  if (r < white + warm) return 'warm';
  return r < white + warm + phototherapy ? 'phototherapy' : 'infrared';
}
