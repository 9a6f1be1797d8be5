import type { FaceCovering } from '../face/covering/covering.ts';
import type { CoverableRegion } from '../face/covering/region-cells.ts';
import type { FaceMap } from '../face/face-map.ts';
import type { RegisteredFace } from '../face/registered-face.ts';
import type { StrainSample } from './strain/series.ts';

/** A face that families describe. */
export interface SeenFace {
  /** Seconds from the beginning of the recording; 0 for a picture. */
  readonly time: number;
  readonly registered: RegisteredFace;
  /** Which regions of it can be seen. */
  readonly covering: FaceCovering;
}

/** What a family gives of one face: a finite number for each of its columns. */
export interface MomentOfFace {
  readonly of: 'face';
  /** All that the numbers depend on beside the face: families that share it share the numbers. */
  readonly identity: string;
  /** The regions that the numbers come from: a face of which one is covered is not described. Empty for the whole face. */
  readonly regions: readonly CoverableRegion[];
  describe(face: RegisteredFace): Float32Array | Promise<Float32Array>;
  /**
   * Where on this face the numbers come from: spreads a weight for each column over the pixels of the registered colour face, and adds
   * it to the map. Absent where nobody can say.
   *
   * @returns the sum of the weights that have a place: all of them, but for columns that look at everything
   */
  backProject?(face: RegisteredFace, weights: Float64Array, map: FaceMap): number | Promise<number>;
}

/** What a family gives of the strain at one frame: a number for each of its columns, NaN where it was not measured. */
export interface MomentOfStrain {
  readonly of: 'strain';
  readonly identity: string;
  describe(sample: StrainSample): Float32Array;
}

/** A moment of a recording for a family that describes one: of a face, or of strain. */
export type Moment = MomentOfFace | MomentOfStrain;

/** Describes faces, and remembers the numbers as long as somebody holds the face. */
export type DescribeFace = (moment: MomentOfFace, face: RegisteredFace) => Promise<Float32Array>;

/**
 * Describes faces for one recording, and computes each moment of a face once.
 *
 * @param recording what a defect's message calls the recording
 * @returns a describer that computes each moment of a face once, and throws a plain Error, which names the recording, for a number
 *   that is not finite: a defect of its family, which must not reach a table
 */
export function rememberFaces(recording: string): DescribeFace {
  const known = new WeakMap<RegisteredFace, Map<string, Promise<Float32Array>>>();
  return (moment, face) => {
    const ofFace = known.get(face) ?? new Map<string, Promise<Float32Array>>();
    known.set(face, ofFace);
    const before = ofFace.get(moment.identity);
    if (before) return before;
    const described = describeOnce(moment, face, recording);
    ofFace.set(moment.identity, described);
    return described;
  };
}

async function describeOnce(
  moment: MomentOfFace,
  face: RegisteredFace,
  recording: string,
): Promise<Float32Array> {
  const values = await moment.describe(face);
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new Error(`column ${bad} of ${moment.identity} is ${values[bad]} on ${recording}`);
  return values;
}
