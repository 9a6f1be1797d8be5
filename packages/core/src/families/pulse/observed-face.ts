import { type FaceTraces, openFaceTracing } from '../../pulse/skin/face-traces.ts';
import { SKIN_REGIONS, type SkinRegion } from '../../pulse/skin/skin-regions.ts';
import type { FamilyObserver } from '../family.ts';
import { STRAIN_AREAS, type StrainArea } from '../strain/areas.ts';

/** Areas of the registered face that strain is measured in, for each region of skin. The cheeks are one area. */
const STRAIN_OF: Readonly<Record<SkinRegion, StrainArea>> = {
  forehead: 'forehead',
  'right cheek': 'cheeks',
  'left cheek': 'cheeks',
  nose: 'nasolabial',
  chin: 'chin',
  face: 'face',
};
const PLACES = SKIN_REGIONS.map((region) => STRAIN_AREAS.indexOf(STRAIN_OF[region]));

/** What observes the colour, the movement and the deformation of a face. */
export type ObservedFace = Required<
  Pick<FamilyObserver, 'frame' | 'tracked' | 'between' | 'strain' | 'forget'>
> & {
  /** What was observed and is not forgotten. */
  traces(): FaceTraces;
};

/** Opens the traces of a face for an observer of the pass over a recording: see `openFaceTracing`. */
export function observeFace(): ObservedFace {
  const { frame, tracked, between, strain, forget, traces } = openFaceTracing();
  return {
    ...{ frame, tracked, between, forget, traces },
    strain({ time, previous }) {
      if (previous)
        strain(
          time,
          Float64Array.from(PLACES, (place) => previous[place]),
        );
    },
  };
}
