import { eyeDistance } from '../../face/landmarks.ts';
import type { LocatedFace } from '../../face/located-face.ts';
import type { ComebackParameters } from './parameters.ts';

/**
 * The face that goes on with a track that was lost, by its place: the one nearest to where it was, where that is near enough, of
 * about the same size, and soon enough.
 *
 * @param faces at least one
 * @param lost where and when the face was last
 * @param time seconds: now
 */
export function comingBack(
  faces: readonly LocatedFace[],
  lost: { readonly time: number; readonly landmarks: Float64Array },
  time: number,
  { seconds, distance, scale }: ComebackParameters,
): LocatedFace | undefined {
  if (time - lost.time > seconds) return undefined;
  const face = nearest(faces, lost.landmarks);
  const unit = eyeDistance(lost.landmarks);
  const growth = eyeDistance(face.landmarks) / unit;
  const near = centreDistance(face.landmarks, lost.landmarks) <= distance * unit;
  return near && Math.max(growth, 1 / growth) <= scale ? face : undefined;
}

function nearest(faces: readonly LocatedFace[], landmarks: Float64Array): LocatedFace {
  return faces.reduce((best, face) =>
    centreDistance(face.landmarks, landmarks) < centreDistance(best.landmarks, landmarks) ? face : best,
  );
}

function centreDistance(a: Float64Array, b: Float64Array): number {
  let x = 0;
  let y = 0;
  for (let i = 0; i < a.length; i += 2) {
    x += a[i] - b[i];
    y += a[i + 1] - b[i + 1];
  }
  return Math.hypot(x, y) / (a.length / 2);
}
