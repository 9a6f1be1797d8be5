/** The angle at `corner` between the directions to `a` and to `b`, in degrees, 0 to 180. 0 where two of them fall together. */
export function angleAt(landmarks: Float64Array, corner: number, a: number, b: number): number {
  const ax = landmarks[2 * a] - landmarks[2 * corner];
  const ay = landmarks[2 * a + 1] - landmarks[2 * corner + 1];
  const bx = landmarks[2 * b] - landmarks[2 * corner];
  const by = landmarks[2 * b + 1] - landmarks[2 * corner + 1];
  return (Math.atan2(Math.abs(ax * by - ay * bx), ax * bx + ay * by) * 180) / Math.PI;
}

/** The area of a polygon of landmarks, whichever way round it runs. */
export function areaOf(landmarks: Float64Array, contour: readonly number[]): number {
  const x0 = landmarks[2 * contour[0]];
  const y0 = landmarks[2 * contour[0] + 1];
  let twice = 0;
  for (let i = 0; i < contour.length; i++) {
    const a = contour[i];
    const b = contour[(i + 1) % contour.length];
    const ax = landmarks[2 * a] - x0;
    const ay = landmarks[2 * a + 1] - y0;
    twice += ax * (landmarks[2 * b + 1] - y0) - (landmarks[2 * b] - x0) * ay;
  }
  return Math.abs(twice) / 2;
}

/** The length of the way round a polygon of landmarks. */
export function perimeterOf(landmarks: Float64Array, contour: readonly number[]): number {
  let length = 0;
  for (let i = 0; i < contour.length; i++) {
    const a = contour[i];
    const b = contour[(i + 1) % contour.length];
    length += Math.hypot(landmarks[2 * b] - landmarks[2 * a], landmarks[2 * b + 1] - landmarks[2 * a + 1]);
  }
  return length;
}

/** The distance of a landmark from the line through two others. 0 where these fall together. */
export function distanceFromLine(landmarks: Float64Array, point: number, a: number, b: number): number {
  const abx = landmarks[2 * b] - landmarks[2 * a];
  const aby = landmarks[2 * b + 1] - landmarks[2 * a + 1];
  const apx = landmarks[2 * point] - landmarks[2 * a];
  const apy = landmarks[2 * point + 1] - landmarks[2 * a + 1];
  const length = Math.hypot(abx, aby);
  return length === 0 ? 0 : Math.abs(abx * apy - aby * apx) / length;
}

/** The mean distance of pairs of landmarks. */
export function meanGap(landmarks: Float64Array, pairs: readonly (readonly [number, number])[]): number {
  let sum = 0;
  for (const [a, b] of pairs) {
    sum += Math.hypot(landmarks[2 * a] - landmarks[2 * b], landmarks[2 * a + 1] - landmarks[2 * b + 1]);
  }
  return sum / pairs.length;
}
