import { z } from 'zod';
import { WinceError } from '../../../errors.ts';
import { eyeDistance } from '../../../face/landmarks.ts';
import { defineExtractor } from '../extractor.ts';
import { meshLandmarks } from '../requirements.ts';
import { backProjectGeometry } from './back-projection.ts';
import { type GeometryUnit, MIDLINE_MEASURES, SIDE_MEASURES } from './measures.ts';

/** What becomes of a measure that both sides have: these four columns, in this order. */
const SIDES = ['right', 'left', 'mean', 'right-minus-left'] as const;

const COLUMNS: readonly string[] = [
  ...SIDE_MEASURES.flatMap(({ name }) => SIDES.map((side) => `geometry ${name} ${side}`)),
  ...MIDLINE_MEASURES.map(({ name }) => `geometry ${name}`),
];

/**
 * Distances, angles and areas of landmarks that the facial actions of the Neonatal Facial Coding System move: brow bulge,
 * eye squeeze, nasolabial furrow, open lips, stretched mouth, lip purse and, beside them, the fall of the chin.
 *
 * Takes the 468 landmarks; gives each measure of a side for the subject's right and left, as their mean and as their
 * difference, then the measures of the midline: 107 columns. Lengths are in eye distances (of the outer eye corners),
 * areas in squared eye distances, angles in degrees. All are those of the picture's plane: a turned head shortens them.
 *
 * @source Grunau, Craig 1987, doi:10.1016/0304-3959(87)90073-X (the facial actions; the measures are this program's)
 */
export const geometry = defineExtractor({
  id: 'geometry',
  version: 1,
  title: 'distances, angles and areas of facial landmarks',
  source: 'doi:10.1016/0304-3959(87)90073-X',
  unit: 'eye distances, squared eye distances, degrees, or a ratio',
  kind: 'geometry',
  parameters: z.strictObject({}),
  columns: () => COLUMNS,
  backProject: (face, _parameters, weights, map) =>
    backProjectGeometry(meshLandmarks(face, 'geometry'), weights, map),
  extract(face, _parameters, out) {
    const landmarks = meshLandmarks(face, 'geometry');
    const eyes = eyeDistance(landmarks);
    const scale: Record<GeometryUnit, number> = { length: 1 / eyes, area: 1 / eyes ** 2, angle: 1, ratio: 1 };
    let to = 0;
    for (const { of, unit } of SIDE_MEASURES) {
      const right = of(landmarks, 'right') * scale[unit];
      const left = of(landmarks, 'left') * scale[unit];
      out[to++] = right;
      out[to++] = left;
      out[to++] = (right + left) / 2;
      out[to++] = right - left;
    }
    for (const { of, unit } of MIDLINE_MEASURES) out[to++] = of(landmarks) * scale[unit];
    const bad = out.subarray(0, to).findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) {
      throw new WinceError(
        'degenerate-landmarks',
        `"${COLUMNS[bad]}" cannot be measured: landmarks that must have a distance, such as the corners of the eyes, are at the same place.`,
        { hint: 'Leave the picture out: its landmarks are not those of a face.' },
      );
    }
  },
});
