/** The face mesh has so many landmarks. */
export const LANDMARKS = 468;

/**
 * Landmarks by name: indices into the 468 of the face mesh. "Right" and "left" are the subject's: the subject's right eye
 * stands on the left of an upright picture.
 *
 * @source Kartynnik et al. 2019, arXiv 1907.06724
 */
export const LANDMARK = {
  rightEyeOuter: 33,
  rightEyeInner: 133,
  leftEyeInner: 362,
  leftEyeOuter: 263,
  noseRoot: 168,
  noseBridgeUpper: 6,
  noseBridgeLower: 197,
  noseTip: 1,
  underNose: 2,
  foreheadTop: 10,
  chinBottom: 152,
  mouthRight: 61,
  mouthLeft: 291,
  upperLipInner: 13,
  lowerLipInner: 14,
  rightFaceSide: 234,
  leftFaceSide: 454,
} as const;

/**
 * The eye distance: that of the outer eye corners, in the unit of the landmarks. The yardstick for every length in a face.
 *
 * @param landmarks x, y pairs of the face mesh
 */
export function eyeDistance(landmarks: ArrayLike<number>): number {
  return distance(landmarks, LANDMARK.rightEyeOuter, LANDMARK.leftEyeOuter);
}

/** The distance of two landmarks. */
export function distance(landmarks: ArrayLike<number>, from: number, to: number): number {
  return Math.hypot(landmarks[2 * to] - landmarks[2 * from], landmarks[2 * to + 1] - landmarks[2 * from + 1]);
}

/** The direction from the right to the left outer eye corner, in radians clockwise from the x axis: 0 when upright. */
export function eyeAngle(landmarks: ArrayLike<number>): number {
  const { rightEyeOuter: right, leftEyeOuter: left } = LANDMARK;
  return Math.atan2(
    landmarks[2 * left + 1] - landmarks[2 * right + 1],
    landmarks[2 * left] - landmarks[2 * right],
  );
}

/** The given landmarks alone, as x, y pairs. */
export function pickLandmarks(landmarks: ArrayLike<number>, indices: readonly number[]): Float64Array {
  const picked = new Float64Array(indices.length * 2);
  indices.forEach((index, i) => {
    picked[2 * i] = landmarks[2 * index];
    picked[2 * i + 1] = landmarks[2 * index + 1];
  });
  return picked;
}
