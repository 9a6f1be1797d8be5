import { emptyFaceMap, type FaceMap } from '../face/face-map.ts';
import type { RegisteredFace } from '../face/registered-face.ts';
import type { ChangedFaces } from './changed-faces.ts';
import {
  type DecisionSign,
  type ExplainedArea,
  type ExplainedRegionName,
  explainedAreas,
} from './explained-areas.ts';
import { harmonicFill } from './harmonic-fill.ts';

/** A face with its regions taken out one by one. */
export interface OccludedFaces extends ChangedFaces {
  /** The region that each of the faces lacks. */
  readonly areas: readonly ExplainedArea[];
}

/** What a region gave to the decision value of a face. */
export interface RegionContribution {
  readonly region: ExplainedRegionName;
  /** The decision value of the face without the region. */
  readonly without: number;
  /** The decision value of the whole face less that without the region: above 0 where the region speaks for the positive label. */
  readonly contribution: number;
  /** Of the evidence for the decision, the share that this region has, in [0, 1]; 0 for a region that speaks against it. */
  readonly share: number;
  /** The part of the 224 x 224 picture that the region covers, in [0, 1]. */
  readonly area: number;
}

/**
 * Takes out each region of a face in turn. A region is filled smoothly from its border (`harmonicFill`) in both registered pictures, since
 * a black hole would bring edges that no face has. Landmarks stay where they are: what is measured between landmarks does not change.
 */
export function occludedFaces(face: RegisteredFace): OccludedFaces {
  const areas = explainedAreas(face.landmarks).filter(({ colour }) => colour.includes(1));
  return { areas, count: areas.length, face: (i) => withoutArea(face, areas[i]) };
}

/** A face with one region filled from its border. */
export function withoutArea(
  { colour, grey, landmarks }: RegisteredFace,
  area: Pick<ExplainedArea, 'colour' | 'grey'>,
): RegisteredFace {
  return {
    colour: { ...colour, data: harmonicFill(colour.data, area.colour, { ...colour, channels: 3 }) },
    grey: { ...grey, data: harmonicFill(grey.data, area.grey, { ...grey, channels: 1 }) },
    landmarks,
  };
}

/**
 * What each region gave to a decision value.
 *
 * @param whole the decision value of the face as it is
 * @param without the decision values of {@link occludedFaces}, in their order
 * @param sign of the decision that is explained
 * @throws RangeError for another number of values than of faces
 */
export function regionContributions(
  { areas }: Pick<OccludedFaces, 'areas'>,
  whole: number,
  without: ArrayLike<number>,
  sign: DecisionSign,
): readonly RegionContribution[] {
  if (without.length !== areas.length)
    throw new RangeError(`${areas.length} regions have ${without.length} values`);
  const contributions = areas.map((_, i) => whole - without[i]);
  const evidence = contributions.map((value) => Math.max(0, sign * value));
  const all = evidence.reduce((sum, value) => sum + value, 0);
  return areas.map(({ region, colour }, i) => ({
    region,
    without: without[i],
    contribution: contributions[i],
    share: all > 0 ? evidence[i] / all : 0,
    area: colour.reduce((sum, inside) => sum + inside, 0) / colour.length,
  }));
}

/** The contributions of regions as a map: each is spread evenly over the pixels of its region, so that the map sums to their sum. */
export function occlusionMap(
  { areas }: Pick<OccludedFaces, 'areas'>,
  contributions: readonly Pick<RegionContribution, 'contribution'>[],
): FaceMap {
  const map = emptyFaceMap();
  areas.forEach(({ colour }, i) => {
    const pixels = colour.reduce((sum, inside) => sum + inside, 0);
    for (let at = 0; at < map.length; at++)
      if (colour[at] === 1) map[at] += contributions[i].contribution / pixels;
  });
  return map;
}
