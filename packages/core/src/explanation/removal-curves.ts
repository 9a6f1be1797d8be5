import type { FaceMap } from '../face/face-map.ts';
import type { RegisteredFace } from '../face/registered-face.ts';
import { COLOUR_SIZE } from '../face/template.ts';
import { randomFrom, shuffle } from '../numbers/random.ts';
import { blurredFace, partlyShown } from './blurred-face.ts';
import type { ChangedFaces } from './changed-faces.ts';
import type { DecisionSign } from './explained-areas.ts';

/** Cells a side of the 224 x 224 picture, 16 pixels each: they are taken out and put back as a whole. */
const CELLS = 14;
const CELL = COLOUR_SIZE / CELLS;

/** Steps of a curve: a twelfth of the cells is more than a region of the face has. */
const STEPS = 12;

/** Cells that are out, or back in, after each step from 0 to all: small steps first, since a few cells may hold all that matters. */
const COUNTS: readonly number[] = Array.from({ length: STEPS + 1 }, (_, step) =>
  Math.round(CELLS * CELLS * (step / STEPS) ** 2),
);

/** Faces from which cells are taken out in an order, and blurred ones into which they are put back. */
export interface OrderedFaces extends ChangedFaces {
  /** The areas under both curves of a model's decision values of the faces. */
  areas(values: ArrayLike<number>): CurveAreas;
}

/** Areas under the curves of a decision value over the share of the face that is out, or back in: the mean value over all shares. */
export interface CurveAreas {
  /** Taken out, the strongest evidence for the decision first: the smaller, the better the order. */
  readonly deletion: number;
  /** Put back, the strongest evidence first: the greater, the better the order. */
  readonly insertion: number;
}

/** Cells in the order of the evidence for a decision that a map has in them. @param sign of the decision that is explained */
export function orderOfCells(map: FaceMap, sign: DecisionSign): Int32Array {
  const sums = new Float64Array(CELLS * CELLS);
  for (let i = 0; i < map.length; i++)
    sums[cellOf(i % COLOUR_SIZE, Math.floor(i / COLOUR_SIZE))] += sign * map[i];
  return Int32Array.from(sums.keys()).sort((a, b) => sums[b] - sums[a] || a - b);
}

/** Cells in an order that says nothing. */
export function randomOrder(seed: number, repeat: number): Int32Array {
  return shuffle(
    Int32Array.from({ length: CELLS * CELLS }, (_, cell) => cell),
    randomFrom('removal', seed, repeat),
  );
}

/**
 * Deletion and insertion: the cells of a face are blurred one after the other in an order, and put back into the blurred face in the same
 * order.
 *
 * @source Petsiuk, Das and Saenko 2018, arXiv 1806.07421
 */
export function orderedFaces(face: RegisteredFace, order: Int32Array): OrderedFaces {
  const blurred = blurredFace(face);
  const place = new Int32Array(order.length);
  order.forEach((cell, i) => {
    place[cell] = i;
  });
  return {
    count: 2 * COUNTS.length,
    face(i) {
      const isDeletion = i < COUNTS.length;
      const count = COUNTS[i % COUNTS.length];
      return partlyShown(face, blurred, (x, y) => (place[cellOf(x, y)] < count === isDeletion ? 0 : 1));
    },
    areas(values) {
      const own = Array.from({ length: 2 * COUNTS.length }, (_, i) => values[i]);
      return {
        deletion: areaUnder(own.slice(0, COUNTS.length)),
        insertion: areaUnder(own.slice(COUNTS.length)),
      };
    },
  };
}

function cellOf(x: number, y: number): number {
  const along = (place: number) => Math.min(CELLS - 1, Math.max(0, Math.floor((place + 0.5) / CELL)));
  return along(y) * CELLS + along(x);
}

/** By trapezia over the share of cells. */
function areaUnder(values: readonly number[]): number {
  let area = 0;
  for (let i = 1; i < values.length; i++)
    area += ((values[i] + values[i - 1]) / 2) * ((COUNTS[i] - COUNTS[i - 1]) / (CELLS * CELLS));
  return area;
}
