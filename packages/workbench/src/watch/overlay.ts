import { applySimilarity, COLOUR_TO_GREY, GREY_SIZE, LANDMARK, type RegisteredFace } from '@wince/core';
import type { StrainOverlay } from './messages.ts';

/** Where a registered face lies in its picture: by the outer corners of its eyes, which registration moved along with all else. */
export function strainOverlay(
  map: Float32Array,
  { landmarks: registered }: Pick<RegisteredFace, 'landmarks'>,
  landmarks: Float64Array,
): StrainOverlay {
  const grey = applySimilarity(COLOUR_TO_GREY, registered);
  const [left, right] = [LANDMARK.leftEyeOuter, LANDMARK.rightEyeOuter];
  const at = (points: ArrayLike<number>, i: number) => ({ x: points[2 * i], y: points[2 * i + 1] });
  const [from, to] = [grey, landmarks].map((points) => ({ p: at(points, right), q: at(points, left) }));
  const [dx, dy] = [from.q.x - from.p.x, from.q.y - from.p.y];
  const [u, v] = [to.q.x - to.p.x, to.q.y - to.p.y];
  const square = dx * dx + dy * dy;
  const a = (u * dx + v * dy) / square;
  const b = (v * dx - u * dy) / square;
  return {
    side: GREY_SIZE,
    map,
    place: { a, b, e: to.p.x - a * from.p.x + b * from.p.y, f: to.p.y - b * from.p.x - a * from.p.y },
  };
}
