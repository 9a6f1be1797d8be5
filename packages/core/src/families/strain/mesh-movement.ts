import type { FlowField } from '@wince/kernels';

/** Writes how each pixel of the face at rest moved to stand where landmarks stand now. */
export type MeshMovement = (landmarks: ArrayLike<number>, out: FlowField) => void;

/** Deviations from which on a landmark has no weight. */
const REACH = 3;
/** The weight with which no movement stands against that of the landmarks: it wins where they are far. */
const RIDGE = 1;

/**
 * The movement of a mesh of landmarks at every pixel of a picture: a plane is fitted to the movement of the landmarks about a pixel,
 * each weighed by a Gaussian of its distance, and taken at the pixel. As landmarks at rest stay, it is a fixed sum over those of a frame.
 *
 * @param rest x, y pairs in pixels of the picture; without any, nothing moves
 * @param deviation pixels, more than 0
 * @source Cleveland 1979, Robust locally weighted regression and smoothing scatterplots, doi:10.1080/01621459.1979.10481038,
 * in two dimensions with a Gaussian weight and a ridge
 */
export function openMeshMovement(
  rest: ArrayLike<number>,
  {
    width,
    height,
    deviation,
  }: { readonly width: number; readonly height: number; readonly deviation: number },
): MeshMovement {
  const count = rest.length / 2;
  const ends = new Int32Array(width * height);
  const landmarks: number[] = [];
  const weights: number[] = [];
  for (let pixel = 0; pixel < width * height; pixel++) {
    const near: { j: number; weight: number; x: number; y: number }[] = [];
    for (let j = 0; j < count; j++) {
      const x = (rest[2 * j] - (pixel % width)) / deviation;
      const y = (rest[2 * j + 1] - Math.floor(pixel / width)) / deviation;
      const squares = x * x + y * y;
      if (squares < REACH * REACH) near.push({ j, weight: Math.exp(-squares / 2), x, y });
    }
    const [constant, alongX, alongY] = firstRowOfInverse(near);
    for (const { j, weight, x, y } of near) {
      landmarks.push(j);
      weights.push(weight * (constant + alongX * x + alongY * y));
    }
    ends[pixel] = landmarks.length;
  }
  const places = Int32Array.from(landmarks);
  const shares = Float64Array.from(weights);
  const moved = new Float64Array(rest.length);
  return (now, { u, v }) => {
    for (let i = 0; i < moved.length; i++) moved[i] = now[i] - rest[i];
    for (let pixel = 0, i = 0; pixel < ends.length; pixel++) {
      let [right, down] = [0, 0];
      for (; i < ends[pixel]; i++) {
        right += shares[i] * moved[2 * places[i]];
        down += shares[i] * moved[2 * places[i] + 1];
      }
      u[pixel] = right;
      v[pixel] = down;
    }
  };
}

/** Of the normal equations of a plane over weighed points, and a ridge: what gives its value at the origin. */
function firstRowOfInverse(
  points: readonly { readonly weight: number; readonly x: number; readonly y: number }[],
): readonly [number, number, number] {
  let [one, x, y, xx, xy, yy] = [RIDGE, 0, 0, RIDGE, 0, RIDGE];
  for (const point of points) {
    one += point.weight;
    x += point.weight * point.x;
    y += point.weight * point.y;
    xx += point.weight * point.x * point.x;
    xy += point.weight * point.x * point.y;
    yy += point.weight * point.y * point.y;
  }
  const [a, b, c] = [xx * yy - xy * xy, y * xy - x * yy, x * xy - y * xx];
  const determinant = one * a + x * b + y * c;
  return [a / determinant, b / determinant, c / determinant];
}
