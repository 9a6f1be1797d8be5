import {
  type ChangedFaces,
  emptyFaceMap,
  type FaceMap,
  type Matrix,
  type MomentOfFace,
  matrix,
  type Numbers,
  type PlannedFamily,
  type RegisteredFace,
} from '@wince/core';
import { interrupted } from '../execute/index.ts';

/** Describes changed versions of a face by the families of a model. */
export interface FaceDescriber {
  /**
   * A row of the joined table for each face.
   *
   * @param own the row of the picture: what of it comes from no face stays as it is
   */
  rows(faces: ChangedFaces, own: Numbers): Promise<Matrix<Float64Array>>;
  /** Spreads a weight for each column of the joined table over the face. */
  backProject(face: RegisteredFace, weights: Float64Array): Promise<BackProjection>;
}

/** Weights of columns, spread over a face. */
export interface BackProjection {
  readonly map: FaceMap;
  /** The share of their absolute values that has a place, in [0, 1]; 1 where all weights are 0. */
  readonly placed: number;
}

/** The family's numbers of one face; null where it looks at something else. */
export function faceMoment({ moment, sinceReference }: PlannedFamily): MomentOfFace | null {
  return moment?.of === 'face' && !sinceReference ? moment : null;
}

/** @param signal ends the work between two faces */
export function openDescriber(families: readonly PlannedFamily[], signal?: AbortSignal): FaceDescriber {
  const width = families.reduce((sum, { columns }) => sum + columns.length, 0);
  const starts = families.map((_, i) =>
    families.slice(0, i).reduce((sum, { columns }) => sum + columns.length, 0),
  );
  return {
    async rows(faces, own) {
      const data = new Float64Array(faces.count * width);
      for (let row = 0; row < faces.count; row++) {
        if (signal?.aborted) throw interrupted(undefined, signal.reason);
        data.set(own, row * width);
        const face = faces.face(row);
        for (const [i, family] of families.entries()) {
          const moment = faceMoment(family);
          if (moment) data.set(await moment.describe(face), row * width + starts[i]);
        }
      }
      return matrix(faces.count, width, data);
    },
    async backProject(face, weights) {
      const map = emptyFaceMap();
      let placed = 0;
      for (const [i, family] of families.entries()) {
        const own = weights.slice(starts[i], starts[i] + family.columns.length);
        const backProject = faceMoment(family)?.backProject;
        if (!backProject) continue;
        await backProject(face, own, map);
        placed += absoluteSum(own);
      }
      const all = absoluteSum(weights);
      return { map, placed: all > 0 ? placed / all : 1 };
    },
  };
}

function absoluteSum(values: Float64Array): number {
  return values.reduce((sum, value) => sum + Math.abs(value), 0);
}
