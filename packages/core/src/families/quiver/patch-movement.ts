import type { GreyImage } from '../../image/image.ts';

/** How far a patch of a picture went, in pixels: to the right, and down. */
export interface Movement {
  readonly right: number;
  readonly down: number;
}

/** Steps of Gauss and Newton: on faces the last ones move a patch by less than 0.001 pixels. */
const STEPS = 8;
const CLOSE_ENOUGH = 1e-3;
/** Pixels: a patch that went further is said to be lost. */
const FARTHEST = 12;
/** The least determinant of the normal equations, of squared grey a pixel: a patch without any structure does not tell where it went. */
const LEAST_STRUCTURE = 1e-3;

/**
 * How far a patch moved from one picture to the next, as one piece: the shift, together with a change of its brightness, that leaves the least
 * squared difference of grey.
 *
 * @param patch places of its pixels in `from`, none of them on the border of the picture
 * @returns undefined where the patch has no structure, or went too far to be followed
 * @source Lucas, Kanade 1981, An iterative image registration technique, IJCAI, with an offset of brightness
 */
export function patchMovement(from: GreyImage, to: GreyImage, patch: Int32Array): Movement | undefined {
  const { width } = from;
  let [right, down] = [0, 0];
  for (let step = 0; step < STEPS; step++) {
    // Slopes are the mean of both pictures', which halves the steps that are needed.
    let [xx, xy, yy, x, y, xe, ye, e] = [0, 0, 0, 0, 0, 0, 0, 0];
    for (const pixel of patch) {
      const column = (pixel % width) + right;
      const row = Math.floor(pixel / width) + down;
      const here = from.data[pixel];
      const slopeX =
        (from.data[pixel + 1] -
          from.data[pixel - 1] +
          sample(to, column + 1, row) -
          sample(to, column - 1, row)) /
        4;
      const slopeY =
        (from.data[pixel + width] -
          from.data[pixel - width] +
          sample(to, column, row + 1) -
          sample(to, column, row - 1)) /
        4;
      const difference = sample(to, column, row) - here;
      xx += slopeX * slopeX;
      xy += slopeX * slopeY;
      yy += slopeY * slopeY;
      x += slopeX;
      y += slopeY;
      xe += slopeX * difference;
      ye += slopeY * difference;
      e += difference;
    }
    const n = patch.length;
    const [a, b, d] = [xx / n - (x / n) ** 2, xy / n - (x / n) * (y / n), yy / n - (y / n) ** 2];
    const [p, q] = [xe / n - (x / n) * (e / n), ye / n - (y / n) * (e / n)];
    const determinant = a * d - b * b;
    if (!(determinant > LEAST_STRUCTURE)) return undefined;
    const [moveRight, moveDown] = [(d * p - b * q) / determinant, (a * q - b * p) / determinant];
    right -= moveRight;
    down -= moveDown;
    if (Math.hypot(right, down) > FARTHEST) return undefined;
    if (Math.hypot(moveRight, moveDown) < CLOSE_ENOUGH) break;
  }
  return { right, down };
}

/** The grey between four pixels, bilinear; outside of the picture its nearest pixel. */
function sample({ width, height, data }: GreyImage, x: number, y: number): number {
  const column = Math.min(Math.max(x, 0), width - 1);
  const row = Math.min(Math.max(y, 0), height - 1);
  const [left, top] = [Math.min(Math.floor(column), width - 2), Math.min(Math.floor(row), height - 2)];
  const [alongX, alongY] = [column - left, row - top];
  const at = top * width + left;
  const above = data[at] + alongX * (data[at + 1] - data[at]);
  const below = data[at + width] + alongX * (data[at + width + 1] - data[at + width]);
  return above + alongY * (below - above);
}
