import { emptyFaceMap, type FaceMap } from '../face/face-map.ts';
import type { RegisteredFace } from '../face/registered-face.ts';
import { COLOUR_SIZE } from '../face/template.ts';
import { randomFrom } from '../numbers/random.ts';
import { blurredFace, partlyShown } from './blurred-face.ts';
import type { ChangedFaces } from './changed-faces.ts';

/** How RISE masks are drawn. */
export interface RiseOptions {
  /** The number of masks. More give a map with less noise: its error falls with the root of their number. */
  readonly masks: number;
  /** Cells a side of the 224 x 224 picture; each is shown or hidden as a whole, with soft borders between cells. */
  readonly cells: number;
  /** The probability that a cell is shown. */
  readonly shown: number;
  readonly seed: number;
}

/** 400 masks of 7 x 7 cells (32 pixels each), of which a half are shown. */
export const riseDefaults: RiseOptions = { masks: 400, cells: 7, shown: 0.5, seed: 7 };

/** A face behind random masks. */
export interface MaskedFaces extends ChangedFaces {
  /**
   * The map of a model's decision values of the faces, in their order: how much the value rises on average when a pixel is shown instead of
   * hidden, which is the slope of the value on the mask at this pixel.
   *
   * @throws RangeError for another number of values than of faces
   */
  map(values: ArrayLike<number>): FaceMap;
}

/** Side of the grid on which maps are added up: masks are smooth over the 4 pixels between its places. */
const GRID = 56;

/**
 * A face behind random masks, as RISE draws them (a coarse grid of cells, enlarged bilinearly, shifted by part of a cell). What is hidden is
 * blurred and not black. Masks come from the seed alone: each face is seen behind the same ones.
 *
 * @source Petsiuk, Das and Saenko 2018, arXiv 1806.07421; the slope in the place of the weighted mean leaves out how bright a mask is
 */
export function maskedFaces(face: RegisteredFace, options: RiseOptions): MaskedFaces {
  const blurred = blurredFace(face);
  const count = options.masks;
  return {
    count,
    face: (i) => partlyShown(face, blurred, maskOf(options, i)),
    map(values) {
      if (values.length !== count) throw new RangeError(`${count} masks have ${values.length} values`);
      return enlarged(slopes(values, options));
    },
  };
}

/** A mask: how much is shown at a place. */
function maskOf({ cells, shown, seed }: RiseOptions, i: number): (x: number, y: number) => number {
  const random = randomFrom('rise', seed, i);
  const side = cells + 2;
  const grid = Float64Array.from({ length: side * side }, () => (random.next() < shown ? 1 : 0));
  const cell = COLOUR_SIZE / cells;
  const [shiftX, shiftY] = [random.next(), random.next()];
  return (x, y) => {
    const [u, v] = [held(x / cell + shiftX, side), held(y / cell + shiftY, side)];
    const [left, top] = [Math.floor(u), Math.floor(v)];
    const [fx, fy] = [u - left, v - top];
    const at = top * side + left;
    return (
      (1 - fy) * ((1 - fx) * grid[at] + fx * grid[at + 1]) +
      fy * ((1 - fx) * grid[at + side] + fx * grid[at + side + 1])
    );
  };
}

function held(place: number, side: number): number {
  return Math.min(side - 1 - 1e-9, Math.max(0, place));
}

/** The slope of values on masks at each place of the grid. */
function slopes(values: ArrayLike<number>, options: RiseOptions): Float64Array {
  const sums = new Float64Array(GRID * GRID);
  const squares = new Float64Array(GRID * GRID);
  const products = new Float64Array(GRID * GRID);
  const step = COLOUR_SIZE / GRID;
  let mean = 0;
  for (let i = 0; i < values.length; i++) mean += values[i] / values.length;
  for (let i = 0; i < values.length; i++) {
    const mask = maskOf(options, i);
    for (let at = 0; at < sums.length; at++) {
      const shown = mask(((at % GRID) + 0.5) * step - 0.5, (Math.floor(at / GRID) + 0.5) * step - 0.5);
      sums[at] += shown;
      squares[at] += shown * shown;
      products[at] += shown * (values[i] - mean);
    }
  }
  return products.map((product, at) => {
    const spread = squares[at] - (sums[at] * sums[at]) / values.length;
    return spread > 1e-12 ? product / spread : 0;
  });
}

/** The grid enlarged bilinearly to the pixels of the colour face. */
function enlarged(grid: Float64Array): FaceMap {
  const step = COLOUR_SIZE / GRID;
  const place = (pixel: number) => Math.min(GRID - 1, Math.max(0, (pixel + 0.5) / step - 0.5));
  return emptyFaceMap().map((_, pixel) => {
    const [u, v] = [place(pixel % COLOUR_SIZE), place(Math.floor(pixel / COLOUR_SIZE))];
    const [left, top] = [Math.min(GRID - 2, Math.floor(u)), Math.min(GRID - 2, Math.floor(v))];
    const [fx, fy] = [u - left, v - top];
    const at = top * GRID + left;
    return (
      (1 - fy) * ((1 - fx) * grid[at] + fx * grid[at + 1]) +
      fy * ((1 - fx) * grid[at + GRID] + fx * grid[at + GRID + 1])
    );
  });
}
