import { WinceError } from '../errors.ts';
import { type REGION_BOXES, regionPixels } from '../face/covering/region-cells.ts';
import { COLOUR_SIZE, GREY_SIZE } from '../face/template.ts';
import { extractors, parseFeature } from '../families/face/catalogue.ts';
import type { ExplainedRegionName } from './explained-areas.ts';

/** How the columns that a cell keeps are divided among regions of the face. */
export interface KeptByRegion {
  /** Weights of the columns, by the region that they look at; a column that looks at several is divided. */
  readonly regions: ReadonlyMap<ExplainedRegionName | 'elsewhere', number>;
  /** The weight of columns that have no place: each of them looks at the whole face, or at no face. */
  readonly unplaced: number;
}

/** Families whose columns are named after the action that they measure. */
const REGION_OF_ACTION: readonly (readonly [RegExp, ExplainedRegionName])[] = [
  [/^(geometry|nfcs) brow/, 'brow'],
  [/^(geometry|nfcs) eye/, 'eyes'],
  [/^(geometry|nfcs) nasolabial/, 'nose'],
  [/^(geometry|nfcs) (mouth|lip|open|vertical|horizontal)/, 'mouth'],
  [/^(geometry|nfcs) chin/, 'chin'],
];

/** Where boxes overlap, a pixel belongs to the first one. */
const ORDER = ['brow', 'eyes', 'nose', 'mouth'] as const satisfies readonly (keyof typeof REGION_BOXES)[];

/**
 * Which regions of the registered face some columns look at, by their names alone: no face is needed, and regions are fixed boxes. A column of
 * texture is divided among the regions that its cell lies in.
 *
 * @param families names of the families that the columns are of, as an experiment names them
 * @param weights of columns by name, such as how often each was kept
 */
export function keptByRegion(
  families: readonly string[],
  weights: ReadonlyMap<string, number>,
): KeptByRegion {
  const regions = new Map<ExplainedRegionName | 'elsewhere', number>();
  const left = new Map(weights);
  const add = (region: ExplainedRegionName | 'elsewhere', weight: number) =>
    regions.set(region, (regions.get(region) ?? 0) + weight);
  for (const [name, weight] of weights) {
    const found = REGION_OF_ACTION.find(([form]) => form.test(name));
    if (!found) continue;
    add(found[1], weight);
    left.delete(name);
  }
  for (const family of families) {
    const texture = textureOf(family);
    if (!texture) continue;
    const own = Float64Array.from(texture.columns, (name) => left.get(name) ?? 0);
    for (const name of texture.columns) left.delete(name);
    const map = new Float64Array(GREY_SIZE * GREY_SIZE);
    texture.project(own, map);
    map.forEach((weight, pixel) => {
      if (weight !== 0) add(boxOf(pixel), weight);
    });
  }
  return { regions, unplaced: [...left.values()].reduce((sum, weight) => sum + weight, 0) };
}

/** A texture of the face by its name; null for any other family. */
function textureOf(family: string) {
  try {
    const { id, parameters } = parseFeature(family);
    const extractor = extractors.get(id);
    if (extractor.kind !== 'texture' || id === 'nfcs' || !extractor.backProject) return null;
    const { backProject } = extractor;
    return {
      columns: extractor.columns(parameters),
      // On an even face each column is spread evenly over what it looks at.
      project: (weights: Float64Array, map: Float64Array) => backProject(EVEN_FACE, parameters, weights, map),
    };
  } catch (error) {
    // Families of networks, of sound and of tables are no handcrafted features.
    if (error instanceof WinceError) return null;
    throw error;
  }
}

const EVEN_FACE = {
  grey: { width: GREY_SIZE, height: GREY_SIZE, data: new Uint8Array(GREY_SIZE * GREY_SIZE).fill(128) },
  colour: {
    width: COLOUR_SIZE,
    height: COLOUR_SIZE,
    data: new Uint8Array(3 * COLOUR_SIZE * COLOUR_SIZE).fill(128),
  },
  landmarks: new Float64Array(0),
};

function boxOf(pixel: number): ExplainedRegionName | 'elsewhere' {
  const [x, y] = [pixel % GREY_SIZE, Math.floor(pixel / GREY_SIZE)];
  return (
    ORDER.find((region) => {
      const { left, top, right, bottom } = regionPixels(region);
      return x >= left && x < right && y >= top && y < bottom;
    }) ?? 'elsewhere'
  );
}
