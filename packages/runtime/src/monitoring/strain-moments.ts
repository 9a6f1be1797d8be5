import type { GreyImage } from '@wince/core';

/** A moment of much strain: the registered face, and where in it the strain was. */
export interface StrainMoment {
  /** Seconds. */
  readonly time: number;
  /** Mean strain of the face then, in the unit of the map. */
  readonly strain: number;
  readonly face: GreyImage;
  /** 468 x, y pairs in pixels of the registered colour face. */
  readonly landmarks: ArrayLike<number>;
  /** A value for each pixel of the face. */
  readonly map: Float32Array;
}

/** Keeps the moments of most strain of a recording as it goes by: never more than so many pictures. */
export interface StrainMoments {
  /** Looks at a frame; its face and map are copied where they are kept. */
  push(moment: StrainMoment): void;
  /** In order of time. */
  list(): readonly StrainMoment[];
}

/**
 * @param most how many are kept
 * @param apart seconds between two: of moments that lie closer, the one of most strain stays
 */
export function openStrainMoments({ most = 6, apart = 2 } = {}): StrainMoments {
  let kept: StrainMoment[] = [];
  return {
    push(moment) {
      const { time, strain, face, landmarks, map } = moment;
      if (map.length !== face.width * face.height)
        throw new RangeError('a strain map has a value for each pixel');
      if (!(strain > 0)) return;
      const near = kept.filter((other) => Math.abs(other.time - time) < apart);
      if (near.some((other) => other.strain >= strain)) return;
      const others = kept.filter((other) => !near.includes(other));
      if (others.length >= most && others.every((other) => other.strain >= strain)) return;
      const copy = {
        ...{ time, strain, landmarks: Float64Array.from(landmarks), map: map.slice() },
        face: { ...face, data: face.data.slice() },
      };
      kept = [...others, copy].sort((a, b) => b.strain - a.strain).slice(0, most);
    },
    list: () => kept.toSorted((a, b) => a.time - b.time),
  };
}
