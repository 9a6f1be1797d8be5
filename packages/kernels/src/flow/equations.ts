import type { Polynomials } from './expansion.ts';
import { type FlowMemory, roundUpToFour, WORD } from './memory.ts';

/** Numbers of a pixel's normal equations: the three of A'A (symmetric) and the two of A' (b - b') / 2. */
export const TERMS = 5;

/** Where a displacement is kept: two planes, rows of whole vectors. */
export interface Planes {
  readonly u: number;
  readonly v: number;
}

/** Writes the equations of row y, as `TERMS` lines behind each other, to the address `out`. */
export type FillRow = (
  previous: Polynomials,
  next: Polynomials,
  field: Planes,
  y: number,
  out: number,
) => void;

/** Trust in the outermost five pixels, where the expansion has seen repeated edges: from the rim inwards. */
const RIM = [0.14, 0.14, 0.4472, 0.4472, 0.4472];

function rimWeights(length: number): Float64Array {
  return Float64Array.from({ length }, (_, i) => (RIM[i] ?? 1) * (RIM[length - 1 - i] ?? 1));
}

/**
 * The normal equations of each pixel of a picture. With A the mean of both pictures' and b' read, between four pixels,
 * where the last estimate points: A'A and A' (b - b') / 2. Where it points out of the next picture, b' counts as 0.
 *
 * @source Farneback 2003, doi:10.1007/3-540-45103-X_50, equations 6 to 12
 */
export function openEquations(memory: FlowMemory, width: number, height: number): FillRow {
  const step = WORD * roundUpToFour(width);
  const across = memory.floats(rimWeights(width));
  const down = memory.floats(rimWeights(height));
  const limits = memory.floats([width - 1, height - 1, width - 2, height - 2, 0.5, 0.25, 4]);
  const ramp = memory.floats([0, 1, 2, 3]);
  const fill = memory.loop('fillEquations');
  return (previous, next, { u, v }, y, out) => {
    const row = y * step;
    const tables = [across, down + WORD * y, limits, ramp] as const;
    const pictures = [previous.quads + 4 * row, previous.mixed + row, next.quads, next.mixed] as const;
    fill(...pictures, u + row, v + row, ...tables, out, step, y, width);
  };
}
