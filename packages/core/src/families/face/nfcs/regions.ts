import { LANDMARK } from '../../../face/landmarks.ts';
import { COLOUR_FRAMING, COLOUR_SIZE } from '../../../face/template.ts';

/** Pixels of an eye distance in the registered colour face, and the middle between the eyes in it. */
export const EYE_DISTANCE = COLOUR_FRAMING.eyeDistance * COLOUR_SIZE;
export const MIDDLE_X = COLOUR_FRAMING.eyesX * COLOUR_SIZE - 0.5;
export const MIDDLE_Y = COLOUR_FRAMING.eyesY * COLOUR_SIZE - 0.5;

/**
 * A part of the registered face in which actions are read, in eye distances: `across` from the midline to either side, `down`
 * from its anchor. Both sides are taken together, cell by cell.
 */
export interface ActionRegion {
  readonly across: readonly [number, number];
  readonly down: readonly [number, number];
  /** Columns and rows. */
  readonly cells: readonly [number, number];
  /** The height from which `down` counts: the line of the eyes, or landmarks that follow the proportions of a face. */
  readonly anchor: 'eyes' | 'nose' | 'mouth-corners';
}

/** Where each region lies. Those of the lower face hang on the base of the nose, since newborns' faces are short. */
export const ACTION_REGIONS = {
  brow: { across: [0, 0.6], down: [-0.5, -0.06], cells: [3, 3], anchor: 'eyes' },
  eyes: { across: [0.12, 0.66], down: [-0.14, 0.3], cells: [3, 4], anchor: 'eyes' },
  furrow: { across: [0.14, 0.6], down: [-0.15, 0.45], cells: [3, 4], anchor: 'nose' },
  mouth: { across: [0, 0.48], down: [0.06, 0.96], cells: [3, 6], anchor: 'nose' },
  lips: { across: [0.1, 0.6], down: [-0.16, 0.2], cells: [8, 4], anchor: 'mouth-corners' },
} as const satisfies Record<string, ActionRegion>;

/** The name of a region in which actions are read. */
export type ActionRegionName = keyof typeof ACTION_REGIONS;

/** The height of a region's anchor, in pixels of the registered colour face. */
export function anchorOf({ anchor }: ActionRegion, landmarks: ArrayLike<number>): number {
  const y = (landmark: number) => landmarks[2 * landmark + 1];
  if (anchor === 'nose') return y(LANDMARK.underNose);
  if (anchor === 'mouth-corners') return (y(LANDMARK.mouthRight) + y(LANDMARK.mouthLeft)) / 2;
  return MIDDLE_Y;
}
