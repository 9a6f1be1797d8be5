import { LANDMARKS } from './landmarks.ts';

/**
 * Which of the 468 landmarks the points of the lips stand for, in the order in which the face mesh with attention gives them: contours
 * from the outside to the inside, each from the subject's right to left, of the lower and of the upper lip in turn.
 *
 * @source Grishchenko et al. 2020, arXiv:2006.10962; the order is that of MediaPipe's published graph
 */
export const LIP_POINTS: readonly number[] = [
  ...[61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 185, 40, 39, 37, 0, 267, 269, 270, 409],
  ...[78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308, 191, 80, 81, 82, 13, 312, 311, 310, 415],
  ...[76, 77, 90, 180, 85, 16, 315, 404, 320, 307, 306, 184, 74, 73, 72, 11, 302, 303, 304, 408],
  ...[62, 96, 89, 179, 86, 15, 316, 403, 319, 325, 292, 183, 42, 41, 38, 12, 268, 271, 272, 407],
];

/** The same for the points about each of the subject's eyes, from the lid margin to the brow and to under the eye. */
export const EYE_POINTS: { readonly right: readonly number[]; readonly left: readonly number[] } = {
  right: [
    ...[33, 7, 163, 144, 145, 153, 154, 155, 133, 246, 161, 160, 159, 158, 157, 173],
    ...[130, 25, 110, 24, 23, 22, 26, 112, 243, 247, 30, 29, 27, 28, 56, 190],
    ...[226, 31, 228, 229, 230, 231, 232, 233, 244, 113, 225, 224, 223, 222, 221, 189],
    ...[35, 124, 46, 53, 52, 65],
    ...[143, 111, 117, 118, 119, 120, 121, 128, 245, 156, 70, 63, 105, 66, 107, 55, 193],
  ],
  left: [
    ...[263, 249, 390, 373, 374, 380, 381, 382, 362, 466, 388, 387, 386, 385, 384, 398],
    ...[359, 255, 339, 254, 253, 252, 256, 341, 463, 467, 260, 259, 257, 258, 286, 414],
    ...[446, 261, 448, 449, 450, 451, 452, 453, 464, 342, 445, 444, 443, 442, 441, 413],
    ...[265, 353, 276, 283, 282, 295],
    ...[372, 340, 346, 347, 348, 349, 350, 357, 465, 383, 300, 293, 334, 296, 336, 285, 417],
  ],
};

/** What the face mesh with attention gives: x, y, z of each landmark, and x, y of the points that it looked at again. */
export interface AttendedPoints {
  readonly mesh: ArrayLike<number>;
  readonly lips: ArrayLike<number>;
  readonly rightEye: ArrayLike<number>;
  readonly leftEye: ArrayLike<number>;
}

/**
 * The landmarks of the mesh with lips and eyes where the closer look saw them; depths stay those of the mesh.
 *
 * @returns 468 x, y, z
 * @throws RangeError where a part has another number of points
 */
export function refineLandmarks({ mesh, lips, rightEye, leftEye }: AttendedPoints): Float32Array {
  if (mesh.length !== LANDMARKS * 3)
    throw new RangeError(`the face mesh gives ${LANDMARKS} points, not ${mesh.length / 3}`);
  const points = Float32Array.from(mesh);
  for (const [indices, closer] of [
    [LIP_POINTS, lips],
    [EYE_POINTS.right, rightEye],
    [EYE_POINTS.left, leftEye],
  ] as const) {
    if (closer.length !== indices.length * 2)
      throw new RangeError(`the closer look gives ${indices.length} points, not ${closer.length / 2}`);
    for (const [i, landmark] of indices.entries()) {
      points[3 * landmark] = closer[2 * i];
      points[3 * landmark + 1] = closer[2 * i + 1];
    }
  }
  return points;
}
