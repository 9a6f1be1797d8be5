import { COVERABLE_REGIONS, type CoverableRegion } from '../../face/covering/region-cells.ts';
import { addGreyMap } from '../../face/face-map.ts';
import { GREY_SIZE } from '../../face/template.ts';
import { type MethodSpecification, parseMethod, withParameter } from '../../method.ts';
import { extractors } from '../face/catalogue.ts';
import type { Extractor } from '../face/extractor.ts';
import type { Family } from '../family.ts';
import type { MomentOfFace } from '../moment.ts';
import { observeMean } from './moments-family.ts';

/** A handcrafted feature of the face as a family: of a picture the numbers of its face, of a clip their mean over key frames. */
export function familyOfFaces(extractor: Extractor): Family {
  const { id, version, title, source, unit, kind, parameters } = extractor;
  return {
    ...{ id, version, title, source, unit, kind, parameters, needs: ['face'], example: id },
    plan(specification) {
      const call = parseMethod(extractors, specification);
      const columns = extractor.columns(call.parameters);
      const identity = JSON.stringify([id, version, call.parameters]);
      const regions = extractor.regions?.(call.parameters) ?? [];
      const moment: MomentOfFace = {
        ...{ of: 'face', identity, regions },
        describe(face) {
          const out = new Float32Array(columns.length);
          extractor.extract(face, call.parameters, out);
          return out;
        },
        ...(extractor.backProject && { backProject: backProjection(extractor, call.parameters) }),
      };
      return {
        record: { name: call.name, kind, columns: columns.length, identity, network: null },
        ...{ columns, specification, needs: ['face'], moment, sinceReference: false, table: null },
        ...{ regions, byRegion: byRegion(extractor, specification, regions) },
        open: (observing) => observeMean(moment, observing),
      };
    },
  };
}

/** The map of the grey face that an extractor gives, on the colour face. */
function backProjection(extractor: Extractor, parameters: unknown): NonNullable<MomentOfFace['backProject']> {
  return (face, weights, map) => {
    const grey = new Float64Array(GREY_SIZE * GREY_SIZE);
    extractor.backProject?.(face, parameters, weights, grey);
    addGreyMap(grey, map);
    return weights.reduce((sum, weight) => sum + weight, 0);
  };
}

function byRegion(
  { regions: ofRegion }: Extractor,
  specification: MethodSpecification,
  own: readonly CoverableRegion[],
): readonly MethodSpecification[] | null {
  if (own.length > 0) return [specification];
  return ofRegion ? COVERABLE_REGIONS.map((region) => withParameter(specification, 'region', region)) : null;
}
