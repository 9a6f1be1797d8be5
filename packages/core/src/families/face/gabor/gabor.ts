import { z } from 'zod';
import { cellEdges } from '../cells.ts';
import { defineExtractor } from '../extractor.ts';
import { TEXTURE_SIZE, texturePicture } from '../requirements.ts';
import { angleOf, frequencyOf } from './bank.ts';
import { gaborMagnitudes } from './magnitudes.ts';

/**
 * A bank of Gabor filters: mean and standard deviation of the magnitude of each response, over the picture or its cells.
 *
 * Takes the 128 x 128 grey picture; gives, for each scale from fine to coarse, each orientation from 0 degrees up and each
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
    /** Cells a side. */
    grid: z.int().min(1).max(16).default(1),
  }),
  columns(parameters) {
    const { scales, orientations, grid } = parameters;
    const names: string[] = [];
    for (let scale = 0; scale < scales; scale++) {
      const frequency = Number(frequencyOf(parameters, scale).toPrecision(4));
      for (let orientation = 0; orientation < orientations; orientation++) {
        const degrees = Number(((angleOf(parameters, orientation) * 180) / Math.PI).toFixed(2));
        for (let cell = 0; cell < grid * grid; cell++) {
          const place = `gabor f${frequency} ${degrees}deg r${Math.floor(cell / grid)}c${cell % grid}`;
          names.push(`${place} mean`, `${place} sd`);
        }
      }
    }
    return names;
  },
  extract(face, parameters, out) {
    const { grid, orientations } = parameters;
    const edges = cellEdges(TEXTURE_SIZE, grid);
    const sums = new Float64Array(grid * grid);
    const squares = new Float64Array(grid * grid);
    gaborMagnitudes(texturePicture(face, 'gabor'), parameters, (scale, orientation, magnitudes) => {
      sums.fill(0);
      squares.fill(0);
      for (let row = 0, cell = 0; row < grid; row++) {
        for (let column = 0; column < grid; column++, cell++) {
          for (let y = edges[row]; y < edges[row + 1]; y++) {
            let sum = 0;
            let square = 0;
            for (let x = edges[column]; x < edges[column + 1]; x++) {
              const magnitude = magnitudes[y * TEXTURE_SIZE + x];
              sum += magnitude;
              square += magnitude * magnitude;
            }
            sums[cell] += sum;
            squares[cell] += square;
          }
        }
      }
      let to = (scale * orientations + orientation) * grid * grid * 2;
      for (let row = 0, cell = 0; row < grid; row++) {
        for (let column = 0; column < grid; column++, cell++) {
          const pixels = (edges[row + 1] - edges[row]) * (edges[column + 1] - edges[column]);
          const mean = sums[cell] / pixels;
          out[to++] = mean;
          out[to++] = Math.sqrt(Math.max(0, squares[cell] / pixels - mean * mean));
        }
      }
    });
  },
});
