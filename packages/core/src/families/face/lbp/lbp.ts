import { z } from 'zod';
import { cellOfEach } from '../cells.ts';
import { defineExtractor } from '../extractor.ts';
import { regionParameter, regionPrefix, regionsOf, textureCells } from '../face-region.ts';
import { texturePicture } from '../requirements.ts';
import { backProjectLbp } from './back-projection.ts';
import { LBP_METHODS, labelCount, labelsOf } from './labels.ts';
import { patterns } from './neighbours.ts';

/** More columns than these are no table of features any more. */
const MOST_COLUMNS = 2 ** 16;

/**
 * Local binary patterns: which neighbours on a circle are at least as bright as a pixel, counted over a grid of cells.
 *
 * Takes the 128 x 128 grey picture, or a region of it; gives `grid * grid` histograms in row-major order of cells, each with one bin a label,
 * in shares of the cell's pixels (each histogram sums to 1). With the defaults 8 * 8 * 10 = 640 columns.
 *
 * @source Ojala, Pietikainen, Maenpaa 2002, doi:10.1109/TPAMI.2002.1017623
 */
export const lbp = defineExtractor({
  id: 'lbp',
  version: 1,
  title: 'local binary patterns over a grid of cells',
  source: 'doi:10.1109/TPAMI.2002.1017623',
  unit: 'share of the pixels of a cell, 0 to 1',
  kind: 'texture',
  parameters: z
    .strictObject({
      /** Neighbours on the circle. */
      points: z.int().min(4).max(24).default(8),
      /** Radius of the circle in pixels. */
      radius: z.number().min(1).max(16).default(1),
      /** Cells a side of the whole face; a region has its share of them. */
      grid: z.int().min(1).max(16).default(8),
      method: z.enum(LBP_METHODS).default('uniform'),
      region: regionParameter,
    })
    .refine(({ method, points, grid }) => labelCount(method, points) * grid * grid <= MOST_COLUMNS, {
      path: ['points'],
      error: ({ input }) => tooManyColumns(input),
    }),
  regions: regionsOf,
  columns({ points, grid, method, region }) {
    const { numbers } = labelsOf(method, points);
    const { across, down } = textureCells(grid, region);
    const place = (cell: number) => `${regionPrefix(region)}r${Math.floor(cell / across)}c${cell % across}`;
    return Array.from({ length: across * down }, (_, cell) =>
      numbers.map((number) => `lbp ${place(cell)} code${number}`),
    ).flat();
  },
  backProject: (face, parameters, weights, map) =>
    backProjectLbp(texturePicture(face, 'lbp', parameters.region), parameters, weights, map),
  extract(face, { points, radius, grid, method, region }, out) {
    const picture = texturePicture(face, 'lbp', region);
    const codes = patterns(picture, points, radius);
    const { numbers, binOf } = labelsOf(method, points);
    const { across, down } = textureCells(grid, region);
    const rowOf = cellOfEach(picture.height, down);
    const columnOf = cellOfEach(picture.width, across);
    const counts = new Int32Array(across * down * numbers.length);
    const pixels = new Int32Array(across * down);
    for (let y = 0, i = 0; y < picture.height; y++) {
      for (let x = 0; x < picture.width; x++, i++) {
        const cell = rowOf[y] * across + columnOf[x];
        counts[cell * numbers.length + binOf(codes[i])] += 1;
        pixels[cell] += 1;
      }
    }
    for (let i = 0; i < counts.length; i++) out[i] = counts[i] / pixels[Math.floor(i / numbers.length)];
  },
});

const counted = z.object({ method: z.enum(LBP_METHODS), points: z.int(), grid: z.int() });

function tooManyColumns(given: unknown): string {
  const { method, points, grid } = counted.parse(given);
  const columns = labelCount(method, points) * grid * grid;
  return `the method "${method}" with ${points} points over ${grid} x ${grid} cells has ${columns} columns; at most ${MOST_COLUMNS} are allowed: take fewer points, a coarser grid or the method "uniform"`;
}
