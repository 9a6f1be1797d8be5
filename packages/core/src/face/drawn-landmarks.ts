import { drawLine } from '../image/drawing.ts';
import type { RgbImage } from '../image/image.ts';
import { EYE_CONTOUR, INNER_LIP_CONTOUR, MIDLINE, OUTER_LIP_CONTOUR, PAIRED } from './landmark-names.ts';
import { FACE_OUTLINE } from './regions.ts';

const PAPER = 245;
const INK = [40, 52, 66] as const;

const BROW = [PAIRED.browOuter, PAIRED.browPeak, PAIRED.browInner] as const;

/** Lines of a face as landmarks in their order; those that are closed lead back to their first. */
const LINES: readonly (readonly number[])[] = [
  closed(FACE_OUTLINE),
  closed(EYE_CONTOUR.right),
  closed(EYE_CONTOUR.left),
  closed(OUTER_LIP_CONTOUR),
  closed(INNER_LIP_CONTOUR),
  BROW.map(({ right }) => right),
  BROW.map(({ left }) => left),
  [MIDLINE.noseRoot, MIDLINE.noseTip],
  [PAIRED.ala.right, MIDLINE.subnasale, PAIRED.ala.left],
];

/**
 * A face as a drawing of its landmarks: outline, brows, eyes, nose and lips. No pixel of the picture is in it; the shape of the face is.
 *
 * @param landmarks 468 landmarks of the registered face as x, y pairs, in pixels of a square
 * @param from pixels of a side of that square
 * @param side pixels of a side of the drawing
 * @returns an RGB picture, `side` x `side`
 */
export function drawLandmarks(landmarks: ArrayLike<number>, from: number, side: number): RgbImage {
  const image = { width: side, height: side, data: new Uint8Array(3 * side * side).fill(PAPER) };
  const place = (index: number): [number, number] => [
    (landmarks[2 * index] * side) / from,
    (landmarks[2 * index + 1] * side) / from,
  ];
  for (const line of LINES) {
    for (let i = 1; i < line.length; i++) drawLine(image, place(line[i - 1]), place(line[i]), 1, INK);
  }
  return image;
}

function closed(contour: readonly number[]): readonly number[] {
  return [...contour, contour[0]];
}
