import { z } from 'zod';
import { cellEdges } from '../cells.ts';
import { defineExtractor } from '../extractor.ts';
import { regionParameter, regionPrefix, regionsOf, textureCells } from '../face-region.ts';
import { texturePicture } from '../requirements.ts';
import { backProjectGabor } from './back-projection.ts';
import { angleOf, frequencyOf } from './bank.ts';
import { gaborMagnitudes } from './magnitudes.ts';

/**
 * A bank of Gabor filters: mean and standard deviation of the magnitude of each response, over the picture or its cells.
 *
 * Takes the 128 x 128 grey picture, or a region of it; gives, for each scale from fine to coarse, each orientation from 0 degrees up and each
 * cell in row-major order, the mean and the population standard deviation. With the defaults 5 * 8 * 2 = 80 columns.
 *
 * @source Manjunath, Ma 1996, doi:10.1109/34.531803; kernels as in scikit-image (`skimage.filters.gabor_kernel`)
 */
export const gabor = defineExtractor({
  id: 'gabor',
  version: 1,
  title: 'magnitudes of a bank of Gabor filters',
  source: 'doi:10.1109/34.531803',
  unit: 'grey levels of 255, at least 0',
  kind: 'texture',
  parameters: z.strictObject({
    scales: z.int().min(1).max(6).default(5),
    orientations: z.int().min(1).max(16).default(8),
    /** Frequency of the finest scale in cycles a pixel; each further scale has 1 / sqrt(2) of the one before. */
    frequency: z.number().min(0.1).max(0.5).default(0.4),
    /** Half-response bandwidth in octaves. */
    bandwidth: z.number().min(0.5).max(2).default(1),
    /** Cells a side of the whole face; a region has its share of them. */
    grid: z.int().min(1).max(16).default(1),
    region: regionParameter,
  }),
  regions: regionsOf,
  columns(parameters) {
    const { scales, orientations, grid, region } = parameters;
    const { across, down } = textureCells(grid, region);
    const names: string[] = [];
    for (let scale = 0; scale < scales; scale++) {
      const frequency = Number(frequencyOf(parameters, scale).toPrecision(4));
      for (let orientation = 0; orientation < orientations; orientation++) {
        const degrees = Number(((angleOf(parameters, orientation) * 180) / Math.PI).toFixed(2));
        for (let cell = 0; cell < across * down; cell++) {
          const place = `gabor ${regionPrefix(region)}f${frequency} ${degrees}deg r${Math.floor(cell / across)}c${cell % across}`;
          names.push(`${place} mean`, `${place} sd`);
        }
      }
    }
    return names;
  },
  backProject: (face, parameters, weights, map) =>
    backProjectGabor(texturePicture(face, 'gabor', parameters.region), parameters, weights, map),
  extract(face, parameters, out) {
    const { grid, orientations, region } = parameters;
    const { across, down } = textureCells(grid, region);
    const picture = texturePicture(face, 'gabor', region);
    const edgesDown = cellEdges(picture.height, down);
    const edges = cellEdges(picture.width, across);
    const sums = new Float64Array(across * down);
    const squares = new Float64Array(across * down);
    gaborMagnitudes(picture, parameters, (scale, orientation, magnitudes) => {
      sums.fill(0);
      squares.fill(0);
      for (let row = 0, cell = 0; row < down; row++) {
        for (let column = 0; column < across; column++, cell++) {
          for (let y = edgesDown[row]; y < edgesDown[row + 1]; y++) {
            let sum = 0;
            let square = 0;
            for (let x = edges[column]; x < edges[column + 1]; x++) {
              const magnitude = magnitudes[y * picture.width + x];
              sum += magnitude;
              square += magnitude * magnitude;
            }
            sums[cell] += sum;
            squares[cell] += square;
          }
        }
      }
      let to = (scale * orientations + orientation) * across * down * 2;
      for (let row = 0, cell = 0; row < down; row++) {
        for (let column = 0; column < across; column++, cell++) {
          const pixels = (edgesDown[row + 1] - edgesDown[row]) * (edges[column + 1] - edges[column]);
          const mean = sums[cell] / pixels;
          out[to++] = mean;
          out[to++] = Math.sqrt(Math.max(0, squares[cell] / pixels - mean * mean));
        }
      }
    });
  },
});
