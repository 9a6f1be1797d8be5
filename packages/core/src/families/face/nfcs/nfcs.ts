import { z } from 'zod';
import { WinceError } from '../../../errors.ts';
import type { RegisteredFace } from '../../../face/registered-face.ts';
import { COLOUR_SIZE } from '../../../face/template.ts';
import { defineExtractor } from '../extractor.ts';
import { type FaceRegion, regionParameter } from '../face-region.ts';
import { meshLandmarks } from '../requirements.ts';
import { MEASURED_ACTIONS } from './actions.ts';
import { backProjectRegions } from './back-projection.ts';
import { CELL_MEASURES, energiesOf, lightOf } from './energies.ts';
import type { ActionRegionName } from './regions.ts';
import { ACTION_WEIGHTS, REGION_MOMENTS } from './weights.ts';

/** The actions that are read in a region of the face; all where nothing is said. */
function actionsIn(region: FaceRegion | undefined): readonly (typeof MEASURED_ACTIONS)[number][] {
  return MEASURED_ACTIONS.filter((action) => !region || REGIONS_OF_ACTIONS[action.region][0] === region);
}

/** The regions that the actions of a region are read in: where one of them is covered, they cannot be read. */
const REGIONS_OF_ACTIONS: Readonly<Record<ActionRegionName, readonly [FaceRegion, ...FaceRegion[]]>> = {
  brow: ['brow'],
  eyes: ['eyes'],
  // It runs from the wing of the nose to beside the corner of the mouth.
  furrow: ['nose', 'mouth'],
  mouth: ['mouth'],
  lips: ['mouth'],
};

/**
 * Actions of the Neonatal Facial Coding System read from pixels, where no mesh flattens them: brow bulge and lowering, eye squeeze,
 * nasolabial furrow, opening and stretch of the mouth.
 *
 * Each is read in one region of the registered colour face: energies of edges, of dark lines in four directions, and brightness beside
 * that of the skin, in a few cells, weighed and added. The weights were fitted on drawn faces, whose intensities are known: 0 is
 * absent, 1 as strong as it is drawn. Beside each stands its confidence in [0, 1]: 1 where the region looks as the drawn
 * ones do, near 0 where it looks like nothing that the weights were fitted on, as under a hand or a tape.
 *
 * @source Grunau, Craig 1987, doi:10.1016/0304-3959(87)90073-X (the actions; the measures are this program's)
 */
export const nfcsActions = defineExtractor({
  id: 'nfcs',
  version: 1,
  title: 'facial actions of a newborn, read from pixels',
  source: 'doi:10.1016/0304-3959(87)90073-X',
  unit: 'intensity, about 0 to 1; confidence, 0 to 1',
  kind: 'texture',
  parameters: z.strictObject({ region: regionParameter }),
  regions: ({ region }) =>
    region ? [...new Set(actionsIn(region).flatMap((action) => REGIONS_OF_ACTIONS[action.region]))] : [],
  columns: ({ region }) =>
    actionsIn(region).flatMap(({ name }) => [`nfcs ${name}`, `nfcs ${name} confidence`]),
  backProject: (face, { region }, weights, map) => {
    const regions = actionsIn(region).map((action) => action.region);
    backProjectRegions(meshLandmarks(face, 'nfcs'), regions, weights, map);
  },
  extract(face, { region: part }, out) {
    checkPicture(face);
    meshLandmarks(face, 'nfcs');
    const lit = lightOf(face);
    const regions = new Map<
      ActionRegionName,
      { readonly scores: Float64Array; readonly confidence: number }
    >();
    for (const [i, { name, region }] of actionsIn(part).entries()) {
      const seen = regions.get(region) ?? standardised(energiesOf(lit, region), region);
      regions.set(region, seen);
      const { weights, offset } = ACTION_WEIGHTS[name];
      out[2 * i] = seen.scores.reduce((sum, score, k) => sum + weights[k] * score, offset);
      out[2 * i + 1] = seen.confidence;
    }
  },
});

/** Further than so many standard deviations no energy counts: a tape must not become the strongest of furrows. */
const FURTHEST = 4;

/** The mean square of a cell's scores that is still usual for the strangest cell of a region. */
const USUAL = 3;

/** Energies in standard deviations from the mean of the drawn faces, and how usual they are together. */
function standardised(energies: Float64Array, region: ActionRegionName) {
  const { means, deviations } = REGION_MOMENTS[region];
  const scores = energies.map((energy, k) =>
    Math.max(-FURTHEST, Math.min(FURTHEST, (energy - means[k]) / deviations[k])),
  );
  let strangest = 0;
  for (let cell = 0; cell < scores.length; cell += CELL_MEASURES) {
    const square = scores.subarray(cell, cell + CELL_MEASURES).reduce((sum, score) => sum + score ** 2, 0);
    strangest = Math.max(strangest, square / CELL_MEASURES);
  }
  return { scores, confidence: Math.min(1, USUAL / Math.max(USUAL, strangest)) };
}

function checkPicture({ colour: { width, height, data } }: RegisteredFace): void {
  if (width === COLOUR_SIZE && height === COLOUR_SIZE && data.length === 3 * width * height) return;
  throw new WinceError(
    'wrong-picture-size',
    `The feature "nfcs" needs a colour picture of ${COLOUR_SIZE} x ${COLOUR_SIZE} pixels, but got ${width} x ${height} with ${data.length} values.`,
    { hint: 'Give it the colour picture of a registered face.' },
  );
}
