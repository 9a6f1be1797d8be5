import type { FaceTruth } from '@wince/phantom';

/**
 * Distances of the face mesh's points from the phantom's visible landmarks, in shares of the true eye distance.
 *
 * @param landmarks 468 x, y pairs in pixels
 */
export function landmarkErrors(
  truth: FaceTruth,
  landmarks: ArrayLike<number>,
): Map<string, { readonly group: string; readonly distance: number }> {
  const errors = new Map<string, { group: string; distance: number }>();
  for (const { name, group, x, y, visible, face_mesh: points } of truth.landmarks) {
    if (!visible) continue;
    let u = 0;
    let v = 0;
    for (const point of points) {
      u += landmarks[2 * point] / points.length;
      v += landmarks[2 * point + 1] / points.length;
    }
    errors.set(name, { group, distance: Math.hypot(u - x, v - y) / truth.eye_distance });
  }
  return errors;
}
