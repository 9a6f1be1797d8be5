import { invertSimilarity, type Similarity } from '@wince/core';
import type { Displacement } from './displacement.ts';

/** How far each pixel moved to the right (`u`) and down (`v`), in pixels; `width * height` values each. */
export interface RegisteredDisplacement {
  readonly width: number;
  readonly height: number;
  readonly u: Float32Array;
  readonly v: Float32Array;
}

/**
 * The true displacement as registered frames show it: what optical flow between them should find. Each pixel of the first
 * registered frame is followed to its place in the first picture, by the true displacement to the second picture, and into
 * the second registered frame. So what registration takes away is taken away from the truth too.
 *
 * @param fromFrame from pixels of the first picture to those of its registered frame, `toFrame` for the second
 * @param side pixels of the (square) registered frames
 * @returns NaN where a pixel's four neighbours in the picture are not all skin
 */
export function registeredDisplacement(
  displacement: Displacement,
  fromFrame: Similarity,
  toFrame: Similarity,
  side: number,
): RegisteredDisplacement {
  const { width, height, dx, dy, skin } = displacement;
  const back = invertSimilarity(fromFrame);
  const u = new Float32Array(side * side).fill(Number.NaN);
  const v = new Float32Array(side * side).fill(Number.NaN);
  for (let i = 0; i < side * side; i++) {
    const [column, row] = [i % side, Math.floor(i / side)];
    const x = back.a * column - back.b * row + back.x0;
    const y = back.b * column + back.a * row + back.y0;
    const [left, top] = [Math.floor(x), Math.floor(y)];
    if (left < 0 || top < 0 || left >= width - 1 || top >= height - 1) continue;
    const at = top * width + left;
    const under = at + width;
    if (!(skin[at] && skin[at + 1] && skin[under] && skin[under + 1])) continue;
    const [right, below] = [x - left, y - top];
    const between = (plane: Float32Array): number =>
      (1 - below) * ((1 - right) * plane[at] + right * plane[at + 1]) +
      below * ((1 - right) * plane[under] + right * plane[under + 1]);
    const toX = x + between(dx);
    const toY = y + between(dy);
    u[i] = toFrame.a * toX - toFrame.b * toY + toFrame.x0 - column;
    v[i] = toFrame.b * toX + toFrame.a * toY + toFrame.y0 - row;
  }
  return { width: side, height: side, u, v };
}
