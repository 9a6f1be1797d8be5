import type { GreyImage } from '../../../image/image.ts';
import { cellEdges } from '../cells.ts';
import { type FaceRegion, placeInFace, textureCells } from '../face-region.ts';
import { spreadWeight } from '../spread.ts';
import type { GaborBank } from './bank.ts';
import { gaborMagnitudes } from './magnitudes.ts';

/** The parameters of the family that say where a column looks. */
interface GaborPlaces extends GaborBank {
  readonly grid: number;
  readonly region?: FaceRegion;
}

/**
 * The weight of a mean goes to the pixels of its cell by the magnitudes of their responses, that of a standard deviation by the squares
 * of their distances from the mean; see `Extractor.backProject`.
 */
export function backProjectGabor(
  picture: GreyImage,
  places: GaborPlaces,
  weights: Float64Array,
  map: Float64Array,
): void {
  const { across, down } = textureCells(places.grid, places.region);
  const [columns, rows] = [cellEdges(picture.width, across), cellEdges(picture.height, down)];
  const cells = across * down;
  gaborMagnitudes(picture, places, (scale, orientation, magnitudes) => {
    const first = (scale * places.orientations + orientation) * cells * 2;
    for (let cell = 0; cell < cells; cell++) {
      const [ofMean, ofDeviation] = weights.subarray(first + 2 * cell, first + 2 * cell + 2);
      if (ofMean === 0 && ofDeviation === 0) continue;
      const [row, column] = [Math.floor(cell / across), cell % across];
      const found: number[] = [];
      const values: number[] = [];
      for (let y = rows[row]; y < rows[row + 1]; y++) {
        for (let x = columns[column]; x < columns[column + 1]; x++) {
          found.push(placeInFace(x, y, places.region));
          values.push(magnitudes[y * picture.width + x]);
        }
      }
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const at = Int32Array.from(found);
      spreadWeight(ofMean, { places: at, gave: Float64Array.from(values) }, map);
      const squares = Float64Array.from(values, (value) => (value - mean) ** 2);
      spreadWeight(ofDeviation, { places: at, gave: squares }, map);
    }
  });
}
