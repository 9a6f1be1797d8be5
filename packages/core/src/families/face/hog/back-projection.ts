import type { GreyImage } from '../../../image/image.ts';
import { type FaceRegion, placeInFace } from '../face-region.ts';
import { spreadWeight } from '../spread.ts';
import { orientedGradients } from './cells.ts';

/** The parameters of the family that say where a column looks. */
interface HogPlaces {
  readonly orientations: number;
  readonly cell: number;
  readonly block: number;
  readonly transform_sqrt: boolean;
  readonly region?: FaceRegion;
}

/**
 * Each column's weight goes to the pixels of its cell whose gradients have its orientation, by their magnitudes; see
 * `Extractor.backProject`. A cell stands in several blocks: their columns come together in its pixels.
 */
export function backProjectHog(
  picture: GreyImage,
  { orientations, cell, block, transform_sqrt: roots, region }: HogPlaces,
  weights: Float64Array,
  map: Float64Array,
): void {
  const cells = Math.floor(picture.width / cell);
  const across = cells - block + 1;
  const ofCells = new Float64Array(cells * Math.floor(picture.height / cell) * orientations);
  for (let column = 0; column < weights.length; column++) {
    const inBlock = Math.floor(column / orientations) % (block * block);
    const at = Math.floor(column / (orientations * block * block));
    const row = Math.floor(at / across) + Math.floor(inBlock / block);
    const of = row * cells + (at % across) + (inBlock % block);
    ofCells[of * orientations + (column % orientations)] += weights[column];
  }
  const { bins, magnitudes } = orientedGradients(picture, { orientations, roots });
  for (let of = 0; of < ofCells.length / orientations; of++) {
    const own = ofCells.subarray(of * orientations, (of + 1) * orientations);
    if (own.every((weight) => weight === 0)) continue;
    const [top, left] = [Math.floor(of / cells) * cell, (of % cells) * cell];
    const pixels = Array.from({ length: cell * cell }, (_, i) => ({
      x: left + (i % cell),
      y: top + Math.floor(i / cell),
    }));
    const places = Int32Array.from(pixels, ({ x, y }) => placeInFace(x, y, region));
    own.forEach((weight, bin) => {
      const gave = Float64Array.from(pixels, ({ x, y }) => {
        const i = y * picture.width + x;
        return bins[i] === bin ? magnitudes[i] : 0;
      });
      spreadWeight(weight, { places, gave }, map);
    });
  }
}
