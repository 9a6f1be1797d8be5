import { resizingTaps } from '@wince/core';

/** One channel of a stored frame: 8 bits, or more in 16-bit words. */
export interface Plane {
  readonly data: Uint8Array | Uint16Array;
  /** Where its first value stands in `data`. */
  readonly first: number;
  /** Values from one row to the next. */
  readonly stride: number;
  /** Values from one pixel to the next: more than 1 where channels are interleaved. */
  readonly step: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Resizes a plane to `width` x `height`; the outer edges stay where they are. A side that gets shorter is averaged over what a new
 * pixel covers, one that gets longer is interpolated linearly.
 *
 * @returns row-major values, not rounded
 */
export function resizePlane(plane: Plane, width: number, height: number): Float32Array {
  const { data, first, stride, step } = plane;
  const across = resizingTaps(plane.width, width, 'area');
  const down = resizingTaps(plane.height, height, 'area');
  const out = new Float32Array(width * height);
  const line = new Float32Array(plane.width);
  for (let y = 0; y < height; y++) {
    line.fill(0);
    for (let t = 0; t < down.count; t++) {
      const weight = down.weights[y * down.count + t];
      if (weight === 0) continue;
      let from = first + (down.first[y] + t) * stride;
      for (let x = 0; x < line.length; x++, from += step) line[x] += weight * data[from];
    }
    const to = y * width;
    for (let x = 0; x < width; x++) {
      let sum = 0;
      const from = across.first[x];
      const at = x * across.count;
      for (let t = 0; t < across.count; t++) {
        const weight = across.weights[at + t];
        if (weight !== 0) sum += weight * line[from + t];
      }
      out[to + x] = sum;
    }
  }
  return out;
}
