import type { RegisteredFace } from '../registered-face.ts';
import { COLOUR_TO_GREY, GREY_SIZE } from '../template.ts';

/** The regions of a face of which it is told whether they can be seen. */
export const COVERABLE_REGIONS = ['mouth', 'eyes', 'brow', 'nose'] as const;
/** A region that can be covered. */
export type CoverableRegion = (typeof COVERABLE_REGIONS)[number];

/** Side of a cell in pixels of the registered grey face: an eighth of an eye distance. */
const CELL = 8;
/** Cells along a side of the registered grey face. */
export const CELLS = GREY_SIZE / CELL;

/** A box in the registered grey face, in whole cells or pixels: from `left` and `top` up to before `right` and `bottom`. */
export interface CellBox {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Fixed boxes, not the mesh's outlines: where something lies over a mouth, the mesh only guesses where the mouth is. */
export const REGION_BOXES: Readonly<Record<CoverableRegion, CellBox>> = {
  mouth: { left: 4, top: 9, right: 12, bottom: 15 },
  eyes: { left: 2, top: 3, right: 14, bottom: 7 },
  brow: { left: 2, top: 1, right: 14, bottom: 4 },
  nose: { left: 5, top: 5, right: 11, bottom: 10 },
};

/**
 * Where a cover of a region is looked for: of a mouth also about it, where a mask goes on and a soother's shield ends. As `BOXES` in
 * `tools/train_covering.py`.
 */
const COVER_BOXES: typeof REGION_BOXES = {
  ...REGION_BOXES,
  mouth: { left: 3, top: 8, right: 13, bottom: 16 },
};

/** The pixels of a region in the registered grey face: from `left` and `top` up to before `right` and `bottom`. */
export function regionPixels(region: CoverableRegion): CellBox {
  const { left, top, right, bottom } = REGION_BOXES[region];
  return { left: CELL * left, top: CELL * top, right: CELL * right, bottom: CELL * bottom };
}

/** Directions of edges that are told apart, over half a turn. */
const EDGE_DIRECTIONS = 8;
/** Numbers of each cell: its edges by direction, then luma, red over green, blue over green. */
export const CELL_VALUES = EDGE_DIRECTIONS + 3;
/** Added to grey levels before their logarithm, so that dark skin does not make much of noise; as in `faceAppearance`. */
const LIFT = 48;

/** What each cell of a face shows: `CELLS * CELLS * CELL_VALUES` numbers, row by row from the upper left. */
export function faceCells(face: Pick<RegisteredFace, 'grey' | 'colour'>): Float64Array {
  const cells = new Float64Array(CELLS * CELLS * CELL_VALUES);
  addEdges(face.grey.data, cells);
  addColours(face.colour, cells);
  return cells;
}

/** Gradients of the logarithm of the grey levels, so that a lamp that doubles its light changes nothing. */
function addEdges(grey: ArrayLike<number>, cells: Float64Array): void {
  const level = Float64Array.from(grey, (value) => Math.log(value + LIFT));
  for (let y = 1; y < GREY_SIZE - 1; y++) {
    for (let x = 1; x < GREY_SIZE - 1; x++) {
      const i = y * GREY_SIZE + x;
      const along = level[i + 1] - level[i - 1];
      const down = level[i + GREY_SIZE] - level[i - GREY_SIZE];
      const strength = Math.hypot(along, down);
      if (strength === 0) continue;
      const turn = ((Math.atan2(down, along) / Math.PI + 1) % 1) * EDGE_DIRECTIONS;
      const first = Math.floor(turn) % EDGE_DIRECTIONS;
      const share = turn - Math.floor(turn);
      const at = cellAt(x, y) * CELL_VALUES;
      cells[at + first] += strength * (1 - share);
      cells[at + ((first + 1) % EDGE_DIRECTIONS)] += strength * share;
    }
  }
  for (let at = 0; at < cells.length; at += CELL_VALUES) {
    for (let k = 0; k < EDGE_DIRECTIONS; k++) cells[at + k] = Math.sqrt(cells[at + k] / (CELL * CELL));
  }
}

function addColours({ width, height, data }: RegisteredFace['colour'], cells: Float64Array): void {
  const sums = new Float64Array(CELLS * CELLS * 4);
  const { a, x0, y0 } = COLOUR_TO_GREY;
  // Every second pixel of every second row: a cell is a mean over some 25 of them.
  for (let y = 0; y < height; y += 2) {
    const row = Math.floor((a * y + y0 + 0.5) / CELL);
    if (row < 0 || row >= CELLS) continue;
    for (let x = 0; x < width; x += 2) {
      const column = Math.floor((a * x + x0 + 0.5) / CELL);
      if (column < 0 || column >= CELLS) continue;
      const from = 3 * (y * width + x);
      const at = 4 * (row * CELLS + column);
      for (let c = 0; c < 3; c++) sums[at + c] += data[from + c];
      sums[at + 3]++;
    }
  }
  for (let cell = 0; cell < CELLS * CELLS; cell++) {
    const count = Math.max(1, sums[4 * cell + 3]);
    const [red, green, blue] = [0, 1, 2].map((c) => sums[4 * cell + c] / count);
    const at = cell * CELL_VALUES + EDGE_DIRECTIONS;
    cells[at] = Math.log(0.299 * red + 0.587 * green + 0.114 * blue + LIFT);
    cells[at + 1] = Math.log((red + LIFT) / (green + LIFT));
    cells[at + 2] = Math.log((blue + LIFT) / (green + LIFT));
  }
  // Each channel less its median over the middle of the face: the light of the day goes out.
  for (let k = EDGE_DIRECTIONS; k < CELL_VALUES; k++) {
    const middle: number[] = [];
    for (let row = 1; row < CELLS - 1; row++) {
      for (let column = 3; column < CELLS - 3; column++)
        middle.push(cells[(row * CELLS + column) * CELL_VALUES + k]);
    }
    middle.sort((p, q) => p - q);
    const level = middle[middle.length >> 1];
    for (let at = k; at < cells.length; at += CELL_VALUES) cells[at] -= level;
  }
}

function cellAt(x: number, y: number): number {
  return Math.floor(y / CELL) * CELLS + Math.floor(x / CELL);
}

/** The numbers of the cells in which a region's cover is looked for, row by row. */
export function regionValues(cells: Float64Array, region: CoverableRegion): Float64Array {
  const { left, top, right, bottom } = COVER_BOXES[region];
  const width = (right - left) * CELL_VALUES;
  const values = new Float64Array((bottom - top) * width);
  for (let row = top; row < bottom; row++) {
    const from = (row * CELLS + left) * CELL_VALUES;
    values.set(cells.subarray(from, from + width), (row - top) * width);
  }
  return values;
}
