import { EYE_CONTOUR, INNER_LIP_CONTOUR, OUTER_LIP_CONTOUR } from '../face/landmark-names.ts';
import { FACE_OUTLINE } from '../face/regions.ts';

/** Outlines of a face by which places in it are known where its picture is left out: the face, the eyes and the lips, as landmarks in order. */
export const FACE_CONTOURS: readonly (readonly number[])[] = [
  FACE_OUTLINE,
  EYE_CONTOUR.right,
  EYE_CONTOUR.left,
  OUTER_LIP_CONTOUR,
  INNER_LIP_CONTOUR,
];
