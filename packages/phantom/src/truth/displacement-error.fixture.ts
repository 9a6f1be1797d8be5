import { toGrey } from '@wince/core';
import type { DrawnFrame } from '../scene/drawn-frame.ts';
import { displacementBetween } from './displacement.ts';

/** What the true displacement is worth between two frames. */
export interface DisplacementError {
  /** Mean absolute difference of grey between the frames over skin that moves: in place, and carried along. */
  readonly still: number;
  readonly carried: number;
  /** Pixels of skin that move by more than half a pixel and stay within the picture. */
  readonly pixels: number;
  /** Distance of the strain from finite differences of the displacement, as a share of its size; away from slits. */
  readonly strain: number;
}

/** Measures whether the true displacement carries pixels to their places, and whether its strain is that of finite differences. */
export function displacementError(from: DrawnFrame, to: DrawnFrame): DisplacementError {
  const field = displacementBetween(from, to);
  const { width, height, dx, dy, skin } = field;
  const before = toGrey(from.image).data;
  const after = toGrey(to.image).data;
  let still = 0;
  let carried = 0;
  let pixels = 0;
  let error = 0;
  let size = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      if (skin[i] === 0) continue;
      if (x >= 2 && y >= 2 && x < width - 2 && y < height - 2) {
        const around = [i - 1, i + 1, i - width, i + width];
        // A slit or an edge of the face between two pixels is no strain.
        if (around.every((k) => skin[k] && Math.hypot(dx[k] - dx[i], dy[k] - dy[i]) <= 0.6)) {
          const exx = (dx[i + 1] - dx[i - 1]) / 2;
          const eyy = (dy[i + width] - dy[i - width]) / 2;
          const exy = (dx[i + width] - dx[i - width] + dy[i + 1] - dy[i - 1]) / 4;
          error += Math.hypot(exx - field.exx[i], eyy - field.eyy[i], exy - field.exy[i]);
          size += Math.hypot(exx, eyy, exy);
        }
      }
      if (Math.hypot(dx[i], dy[i]) < 0.5) continue;
      const there = bilinear(after, width, height, x + dx[i], y + dy[i]);
      if (there === null) continue;
      still += Math.abs(before[i] - after[i]);
      carried += Math.abs(before[i] - there);
      pixels++;
    }
  }
  return { still: still / pixels, carried: carried / pixels, pixels, strain: error / size };
}

function bilinear(
  data: ArrayLike<number>,
  width: number,
  height: number,
  x: number,
  y: number,
): number | null {
  const [u, v] = [Math.floor(x), Math.floor(y)];
  if (u < 0 || v < 0 || u + 1 >= width || v + 1 >= height) return null;
  const [p, q] = [x - u, y - v];
  const at = (i: number, j: number): number => data[j * width + i];
  return (
    (1 - q) * ((1 - p) * at(u, v) + p * at(u + 1, v)) + q * ((1 - p) * at(u, v + 1) + p * at(u + 1, v + 1))
  );
}
