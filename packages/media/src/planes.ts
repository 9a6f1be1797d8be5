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
  const across = taps(plane.width, width);
  const down = taps(plane.height, height);
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

/** For each new position along one side: the first old position, and the weights (sum 1) from there on. */
interface Taps {
  readonly first: Int32Array;
  readonly count: number;
  readonly weights: Float64Array;
}

function taps(from: number, to: number): Taps {
  if (from === to)
    return {
      first: Int32Array.from({ length: to }, (_, i) => i),
      count: 1,
      weights: new Float64Array(to).fill(1),
    };
  return to < from ? meanTaps(from, to) : linearTaps(from, to);
}

function meanTaps(from: number, to: number): Taps {
  const scale = from / to;
  const count = Math.ceil(scale) + 1;
  const first = new Int32Array(to);
  const weights = new Float64Array(to * count);
  for (let i = 0; i < to; i++) {
    const begin = i * scale;
    const end = Math.min(begin + scale, from);
    first[i] = Math.floor(begin);
    for (let t = 0; t < count; t++) {
      const pixel = first[i] + t;
      const covered = Math.min(end, pixel + 1) - Math.max(begin, pixel);
      // A cover below this is rounding of i * scale, and may lie beyond the last pixel.
      if (covered > 1e-9 && pixel < from) weights[i * count + t] = covered / (end - begin);
    }
  }
  return { first, count, weights };
}

function linearTaps(from: number, to: number): Taps {
  if (from === 1) return { first: new Int32Array(to), count: 1, weights: new Float64Array(to).fill(1) };
  const first = new Int32Array(to);
  const weights = new Float64Array(to * 2);
  for (let i = 0; i < to; i++) {
    const at = Math.min(Math.max(((i + 0.5) * from) / to - 0.5, 0), from - 1);
    first[i] = Math.min(Math.floor(at), from - 2);
    weights[2 * i] = 1 - (at - first[i]);
    weights[2 * i + 1] = at - first[i];
  }
  return { first, count: 2, weights };
}
