import type { GreyImage } from '../../../image/image.ts';
import { cellEdges } from '../cells.ts';
import { type FaceRegion, placeInFace, textureCells } from '../face-region.ts';
import { spreadWeight } from '../spread.ts';
import { type LbpMethod, labelsOf } from './labels.ts';
import { patterns } from './neighbours.ts';

/** The parameters of the family that say where a column looks. */
interface LbpPlaces {
  readonly points: number;
  readonly radius: number;
  readonly grid: number;
  readonly method: LbpMethod;
  readonly region?: FaceRegion;
}

/** Each column's weight goes to the pixels of its cell that have its code; see `Extractor.backProject`. */
export function backProjectLbp(
  picture: GreyImage,
  { points, radius, grid, method, region }: LbpPlaces,
  weights: Float64Array,
  map: Float64Array,
): void {
  const codes = patterns(picture, points, radius);
  const { numbers, binOf } = labelsOf(method, points);
  const { across, down } = textureCells(grid, region);
  const [columns, rows] = [cellEdges(picture.width, across), cellEdges(picture.height, down)];
  for (let cell = 0; cell < across * down; cell++) {
    const own = weights.subarray(cell * numbers.length, (cell + 1) * numbers.length);
    if (own.every((weight) => weight === 0)) continue;
    const [row, column] = [Math.floor(cell / across), cell % across];
    const places: number[] = [];
    const bins: number[] = [];
    for (let y = rows[row]; y < rows[row + 1]; y++) {
      for (let x = columns[column]; x < columns[column + 1]; x++) {
        places.push(placeInFace(x, y, region));
        bins.push(binOf(codes[y * picture.width + x]));
      }
    }
    own.forEach((weight, bin) => {
      const gave = Float64Array.from(bins, (of) => (of === bin ? 1 : 0));
      spreadWeight(weight, { places: Int32Array.from(places), gave }, map);
    });
  }
}
