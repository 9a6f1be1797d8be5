import type { RegisteredFace } from '../face/registered-face.ts';

/**
 * Changed versions of one face: a model is asked for its decision value of each, and what becomes of the values says where it looks. Faces are
 * made one by one when they are asked for, since hundreds of them take much room.
 */
export interface ChangedFaces {
  readonly count: number;
  /** @param i from 0 up to before `count` */
  face(i: number): RegisteredFace;
}
