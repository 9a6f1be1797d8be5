import type { LinearColour } from '../subject/tone.ts';

/** The light of a bedside. */
export interface Light {
  readonly kind: LightKind;
  /** Towards the lamp: right, up, to the camera; need not have length 1. */
  readonly direction: readonly [number, number, number];
  /** Colour and strength of the lamp and of what comes from all sides. */
  readonly lamp: LinearColour;
  readonly ambient: LinearColour;
  /** True where the camera sees near infrared: no colour, and pigment counts for little. */
  readonly infrared: boolean;
}

/** The kinds of light of a ward. */
export const LIGHT_KINDS = ['white', 'warm', 'phototherapy', 'infrared'] as const;
export type LightKind = (typeof LIGHT_KINDS)[number];

const LAMPS: { readonly [K in LightKind]: { lamp: LinearColour; ambient: LinearColour } } = {
  white: { lamp: [0.8, 0.78, 0.75], ambient: [0.52, 0.53, 0.55] },
  warm: { lamp: [0.95, 0.7, 0.42], ambient: [0.55, 0.44, 0.33] },
  phototherapy: { lamp: [0.22, 0.42, 1.25], ambient: [0.2, 0.32, 0.72] },
  infrared: { lamp: [0.85, 0.85, 0.85], ambient: [0.4, 0.4, 0.4] },
};

/**
 * A light of a kind from a side.
 *
 * @param azimuth degrees to the right of the camera
 * @param elevation degrees above it
 * @param strength 1 is well lit
 */
export function makeLight(kind: LightKind, azimuth: number, elevation: number, strength: number): Light {
  const a = (azimuth * Math.PI) / 180;
  const e = (elevation * Math.PI) / 180;
  const scale = (c: LinearColour): LinearColour => [c[0] * strength, c[1] * strength, c[2] * strength];
  const { lamp, ambient } = LAMPS[kind];
  return {
    kind,
    direction: [Math.sin(a) * Math.cos(e), Math.sin(e), Math.cos(a) * Math.cos(e)],
    lamp: scale(lamp),
    ambient: scale(ambient),
    infrared: kind === 'infrared',
  };
}
