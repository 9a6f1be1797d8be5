import { type Actions, NEUTRAL } from '../head/actions.ts';
import type { Gaze } from '../head/parts.ts';
import { type Light, makeLight } from '../render/light.ts';
import type { Sensor } from '../render/sensor.ts';
import { type Bedside, NO_BEDSIDE } from './bedside.ts';

/** Turning of the head, in degrees: yaw to the right of the picture, pitch up, roll clockwise in the picture. */
export interface Pose {
  readonly yaw: number;
  readonly pitch: number;
  readonly roll: number;
}

/** Everything that a frame shows beside the subject. */
export interface Scene {
  readonly actions: Actions;
  readonly gaze: Gaze;
  readonly pose: Pose;
  /** Reddening of the face, 0 to 1. */
  readonly flush: number;
  /** Change of the skin's light by the pulse, red, green, blue. */
  readonly pulse: readonly [number, number, number];
  readonly light: Light;
  readonly bedside: Bedside;
  readonly sensor: Sensor;
  /** Pixels a side of the (square) picture. */
  readonly size: number;
  /** Share of the picture's width that the head's breadth at term spans. */
  readonly fill: number;
  /** Where the middle of the face lies, in shares of the picture from its centre. */
  readonly shift: readonly [number, number];
  /** Fixes the noise of the sensor. */
  readonly seed: number;
  /** Fixes sheet, blanket and cap. */
  readonly cloth: number;
}

/** A plain picture to start from. */
export const PLAIN_SCENE: Scene = Object.freeze({
  actions: NEUTRAL,
  gaze: { x: 0, y: 0 },
  pose: { yaw: 0, pitch: 0, roll: 0 },
  flush: 0,
  pulse: [0, 0, 0] as const,
  light: makeLight('white', -25, 40, 1),
  bedside: NO_BEDSIDE,
  sensor: { exposure: 1, blur: 0, noise: 0 },
  size: 320,
  fill: 0.66,
  shift: [0, 0] as const,
  seed: 1,
  cloth: 1,
});
