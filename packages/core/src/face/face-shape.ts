import { INNER_LIP_PAIRS, LID_PAIRS, MIDLINE, PAIRED } from './landmark-names.ts';
import { distance, eyeDistance, LANDMARK } from './landmarks.ts';
import { headPose } from './pose.ts';

/** What a face tells about the data set that it is from: whether there are sleepers, open mouths, stretched pictures. */
export interface FaceShape {
  /** Distance of the lids over the width of the eye, the mean of both; near 0 when the eyes are shut. */
  readonly eyeOpening: number;
  /** Distance of the inner lips in eye distances. */
  readonly mouthOpening: number;
  /**
   * The factor by which the picture looks wider than it should be, as far as this face tells; null for a head that is turned, or that
   * lies askew, so that neither the picture's width nor its height runs along the face.
   */
  readonly stretch: number | null;
}

/**
 * The length of the nose, from the middle of the eye line to its base, and the height of the face, from there to the chin, over
 * the eye distance and the width of the face: medians over the infants' faces that were measured (docs/guide/infants.md).
 */
const USUAL = { nose: 0.438, face: 1.036 } as const;
/**
 * The mesh pulls stretched faces half-way back to the shape that it knows: of infants' pictures stretched by 1.33 and 0.75 it showed
 * 1.23 and 0.79, so what it shows is raised to this power.
 */
const PULL = 1 / 0.75;
/** A head turned further than this looks narrower or lower by itself, in degrees. */
const TURNED = 20;
/** A face that lies further than this from the picture's axes says little of its width and height, in degrees. */
const ASKEW = 25;

/**
 * How far eyes and mouth are open, and how much the picture looks stretched.
 *
 * @param landmarks 468 x, y pairs in pixels of the picture
 * @param depth 468 depths in pixels, smaller is nearer
 */
export function faceShape(landmarks: ArrayLike<number>, depth: ArrayLike<number>): FaceShape {
  const eyes = (['right', 'left'] as const).map(
    (side) =>
      meanDistance(landmarks, LID_PAIRS[side]) /
      distance(landmarks, PAIRED.eyeInner[side], PAIRED.eyeOuter[side]),
  );
  return {
    eyeOpening: (eyes[0] + eyes[1]) / 2,
    mouthOpening: meanDistance(landmarks, INNER_LIP_PAIRS) / eyeDistance(landmarks),
    stretch: stretchOf(landmarks, depth),
  };
}

function stretchOf(landmarks: ArrayLike<number>, depth: ArrayLike<number>): number | null {
  const { yaw, pitch, roll } = headPose(landmarks, depth);
  // How far the face lies from the nearer axis, and whether that one runs across the face or along it.
  const quarter = Math.round(roll / 90);
  if (Math.abs(yaw) > TURNED || Math.abs(pitch) > TURNED || Math.abs(roll - 90 * quarter) > ASKEW)
    return null;
  const middle = [0, 1].map(
    (c) => (landmarks[2 * LANDMARK.rightEyeOuter + c] + landmarks[2 * LANDMARK.leftEyeOuter + c]) / 2,
  );
  const down = Math.hypot(
    landmarks[2 * MIDLINE.subnasale] - middle[0],
    landmarks[2 * MIDLINE.subnasale + 1] - middle[1],
  );
  const nose = down / eyeDistance(landmarks);
  const face =
    distance(landmarks, LANDMARK.foreheadTop, LANDMARK.chinBottom) /
    distance(landmarks, LANDMARK.rightFaceSide, LANDMARK.leftFaceSide);
  const wider = ((USUAL.nose / nose) * (USUAL.face / face)) ** (PULL / 2);
  return quarter % 2 === 0 ? wider : 1 / wider;
}

function meanDistance(landmarks: ArrayLike<number>, pairs: readonly (readonly [number, number])[]): number {
  return pairs.reduce((sum, [a, b]) => sum + distance(landmarks, a, b), 0) / pairs.length;
}
