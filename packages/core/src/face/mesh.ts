import type { RgbImage } from '../image/image.ts';
import { eyeAngle, eyeDistance, LANDMARKS } from './landmarks.ts';
import { type FaceNetworks, MESH_SIZE } from './networks.ts';
import { applySimilarity, similarityScale } from './similarity.ts';
import { cutSquare, squareInSteps, squareToPicture, type TurnedSquare } from './turned-square.ts';

/** A face with its landmarks, in pixels of the picture (pixel centres at whole numbers). */
export interface MeshedFace {
  /** 468 x, y pairs. */
  readonly landmarks: Float64Array;
  /** 468 depths in pixels of the picture, smaller is nearer to the camera; their zero has no meaning. */
  readonly depth: Float64Array;
  /** How sure the mesh is that it sees a face, in [0, 1]. */
  readonly confidence: number;
  /** How far the landmarks moved between the last two passes, on average, in eye distances. Infinity after a single pass. */
  readonly movement: number;
}

/** An earlier pass counts instead of the last one where it is surer by more than this. */
const SURER = 0.1;

/**
 * Places the landmarks of the face in a frame. From the second pass on the frame comes from the landmarks before, which
 * are nearer to what the network was trained on than any box of a detector. The last pass counts, except where one before it was
 * clearly surer that it saw a face: on a face that cries, the frame about the open mouth can be a worse one.
 *
 * @param frame the face, upright in it
 * @param parameters `margin`: the frame's side as a multiple of the longer side of the landmarks' bounding box; `passes`:
 *   runs of the mesh, at least 1
 */
export async function placeLandmarks(
  image: RgbImage,
  frame: TurnedSquare,
  networks: FaceNetworks,
  { margin, passes }: { readonly margin: number; readonly passes: number },
): Promise<MeshedFace> {
  const faces = [await runMesh(image, frame, networks)];
  let movement = Number.POSITIVE_INFINITY;
  for (let pass = 1; pass < passes; pass++) {
    const { landmarks } = faces[pass - 1];
    const next = await runMesh(image, frameOfLandmarks(landmarks, margin), networks);
    movement = meanDistance(landmarks, next.landmarks) / eyeDistance(next.landmarks);
    faces.push(next);
  }
  const surest = faces.reduce((best, face) => (face.confidence > best.confidence ? face : best));
  const last = faces[passes - 1];
  return { ...(surest.confidence - last.confidence > SURER ? surest : last), movement };
}

/**
 * A second opinion on a face: how far the landmarks move, on average and in eye distances, when the mesh is shown the face a
 * little aside and a little larger; infinity where it then sees none. On a face they stay on the skin; on a pattern that
 * happens to look like one they go with the frame.
 *
 * @param margin see {@link placeLandmarks}
 */
export async function unsteadiness(
  image: RgbImage,
  face: MeshedFace,
  networks: FaceNetworks,
  { margin, minimumConfidence }: { readonly margin: number; readonly minimumConfidence: number },
): Promise<number> {
  const frame = frameOfLandmarks(face.landmarks, margin);
  const unit = eyeDistance(face.landmarks);
  let worst = 0;
  for (const [along, across, growth] of NUDGES) {
    const nudged = {
      ...frame,
      x: frame.x + along * frame.side,
      y: frame.y + across * frame.side,
      side: frame.side * growth,
    };
    const { confidence, landmarks } = await runMesh(image, nudged, networks);
    if (!(confidence >= minimumConfidence)) return Number.POSITIVE_INFINITY;
    worst = Math.max(worst, meanDistance(face.landmarks, landmarks) / unit);
  }
  return worst;
}

/** How the frame is nudged for a second opinion: in shares of its side, and by a factor. */
const NUDGES = [
  [0.06, 0.04, 1.08],
  [-0.06, -0.04, 0.94],
] as const;

async function runMesh(image: RgbImage, wanted: TurnedSquare, networks: FaceNetworks): Promise<MeshedFace> {
  const frame = squareInSteps(wanted, MESH_SIZE);
  const { confidence, points } = await networks.mesh(cutSquare(image, frame, MESH_SIZE));
  if (points.length !== LANDMARKS * 3) {
    throw new RangeError(`the face mesh gives ${LANDMARKS} points, not ${points.length / 3}`);
  }
  const map = squareToPicture(frame, MESH_SIZE);
  const scale = similarityScale(map);
  const inSquare = new Float64Array(LANDMARKS * 2);
  const depth = new Float64Array(LANDMARKS);
  for (let i = 0; i < LANDMARKS; i++) {
    inSquare[2 * i] = points[3 * i] - 0.5;
    inSquare[2 * i + 1] = points[3 * i + 1] - 0.5;
    depth[i] = points[3 * i + 2] * scale;
  }
  return { landmarks: applySimilarity(map, inSquare), depth, confidence, movement: Number.POSITIVE_INFINITY };
}

/** The square about a face's landmarks, upright by the outer eye corners, `margin` times as long as they reach. */
export function frameOfLandmarks(landmarks: ArrayLike<number>, margin: number): TurnedSquare {
  const angle = eyeAngle(landmarks);
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  let left = Number.POSITIVE_INFINITY;
  let right = Number.NEGATIVE_INFINITY;
  let top = Number.POSITIVE_INFINITY;
  let bottom = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < landmarks.length; i += 2) {
    const along = cos * landmarks[i] + sin * landmarks[i + 1];
    const across = cos * landmarks[i + 1] - sin * landmarks[i];
    left = Math.min(left, along);
    right = Math.max(right, along);
    top = Math.min(top, across);
    bottom = Math.max(bottom, across);
  }
  const along = (left + right) / 2;
  const across = (top + bottom) / 2;
  return {
    x: cos * along - sin * across,
    y: sin * along + cos * across,
    side: margin * Math.max(right - left, bottom - top),
    angle,
  };
}

function meanDistance(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 2) sum += Math.hypot(a[i] - b[i], a[i + 1] - b[i + 1]);
  return sum / (a.length / 2);
}
