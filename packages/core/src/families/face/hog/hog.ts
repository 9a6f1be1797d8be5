import { z } from 'zod';
import { defineExtractor } from '../extractor.ts';
import { type FaceRegion, regionParameter, regionPrefix, regionsOf, textureSize } from '../face-region.ts';
import { texturePicture } from '../requirements.ts';
import { backProjectHog } from './back-projection.ts';
import { BLOCK_NORMS, normaliseBlock } from './block.ts';
import { cellHistograms } from './cells.ts';

/**
 * Histograms of oriented gradients, as scikit-image defines them: central differences (0 at the border), orientations
 * over 180 degrees without interpolation between bins or cells, overlapping blocks that move by one cell.
 *
 * Takes the 128 x 128 grey picture, or a region of it; gives blocks in row-major order, in each its cells in row-major order, in each its
 * orientations from 0 degrees up. With the defaults 15 * 15 blocks * 2 * 2 cells * 9 = 8100 columns.
 *
 * @source Dalal, Triggs 2005, doi:10.1109/CVPR.2005.177
 */
export const hog = defineExtractor({
  id: 'hog',
  version: 1,
  title: 'histograms of oriented gradients',
  source: 'doi:10.1109/CVPR.2005.177',
  unit: 'gradient magnitude over the norm of its block, 0 to 1',
  kind: 'texture',
  parameters: z
    .strictObject({
      orientations: z.int().min(2).max(36).default(9),
      /** Pixels a side of a cell; pixels that fill no whole cell are not used. */
      cell: z.int().min(4).max(64).default(8),
      /** Cells a side of a block. */
      block: z.int().min(1).max(8).default(2),
      norm: z.enum(BLOCK_NORMS).default('L2-Hys'),
      /** Whether gradients are those of the square roots of the grey values: deep shadow and bright light weigh less. */
      transform_sqrt: z.boolean().default(false),
      region: regionParameter,
    })
    .refine(({ cell, block, region }) => cell * block <= smallerSide(region), {
      path: ['block'],
      error: ({ input }) => tooLargeBlock(input),
    }),
  regions: regionsOf,
  columns({ orientations, cell, block, region }) {
    const { across, down } = blocksOf({ cell, block, region });
    const names: string[] = [];
    for (let b = 0; b < across * down; b++) {
      for (let c = 0; c < block * block; c++) {
        const row = Math.floor(b / across);
        const column = b % across;
        for (let o = 0; o < orientations; o++) {
          const degrees = Number(((180 * o) / orientations).toFixed(2));
          names.push(
            `hog ${regionPrefix(region)}block r${row}c${column} cell r${Math.floor(c / block)}c${c % block} ${degrees}deg`,
          );
        }
      }
    }
    return names;
  },
  backProject: (face, parameters, weights, map) =>
    backProjectHog(texturePicture(face, 'hog', parameters.region), parameters, weights, map),
  extract(face, { orientations, cell, block, norm, transform_sqrt: roots, region }, out) {
    const picture = texturePicture(face, 'hog', region);
    const cells = Math.floor(picture.width / cell);
    const histograms = cellHistograms(picture, { cell, orientations, roots });
    const { across, down } = blocksOf({ cell, block, region });
    const length = block * block * orientations;
    const values = new Float64Array(length);
    for (let row = 0, to = 0; row < down; row++) {
      for (let column = 0; column < across; column++, to += length) {
        for (let r = 0, at = 0; r < block; r++) {
          const from = ((row + r) * cells + column) * orientations;
          for (let i = from; i < from + block * orientations; i++) values[at++] = histograms[i];
        }
        normaliseBlock(values, norm);
        out.set(values, to);
      }
    }
  },
});

interface BlockSettings {
  readonly cell: number;
  readonly block: number;
  readonly region?: FaceRegion;
}

/** Blocks across and down: they move by one cell. */
function blocksOf({ cell, block, region }: BlockSettings): {
  readonly across: number;
  readonly down: number;
} {
  const { width, height } = textureSize(region);
  const fitting = (pixels: number) => Math.floor(pixels / cell) - block + 1;
  return { across: fitting(width), down: fitting(height) };
}

function smallerSide(region: FaceRegion | undefined): number {
  const { width, height } = textureSize(region);
  return Math.min(width, height);
}

const sized = z.object({ region: regionParameter });

function tooLargeBlock(given: unknown): string {
  const { region } = sized.parse(given);
  const side = smallerSide(region);
  return region
    ? `the region "${region}" is ${side} pixels high or wide: a block (cells of a block times pixels of a cell) must not be larger`
    : `a block must not be larger than ${side} pixels`;
}
