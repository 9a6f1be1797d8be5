/**
 * How a picture is resampled.
 *
 * - `bilinear`: the four nearest pixels; for enlarging, and where a network was trained so.
 * - `area`: the mean of what a new pixel covers, fractions included; for shrinking, free of aliasing.
 */
export type ResizeMethod = 'bilinear' | 'area';

/** For each new position along one side: the first old position, how many, and their weights (sum 1). */
export interface Taps {
  readonly first: Int32Array;
  readonly count: number;
  readonly weights: Float64Array;
}

/** The taps of a side of `from` pixels that becomes one of `to`. Beside the picture there are only weights of 0. */
export function resizingTaps(from: number, to: number, method: ResizeMethod): Taps {
  return method === 'area' && to < from ? areaTaps(from, to) : bilinearTaps(from, to);
}

function bilinearTaps(from: number, to: number): Taps {
  const first = new Int32Array(to);
  const weights = new Float64Array(to * 2);
  for (let i = 0; i < to; i++) {
    const at = Math.min(Math.max(((i + 0.5) * from) / to - 0.5, 0), from - 1);
    const low = Math.min(Math.floor(at), Math.max(from - 2, 0));
    first[i] = low;
    weights[2 * i] = 1 - (at - low);
    weights[2 * i + 1] = at - low;
  }
  return { first, count: 2, weights };
}

function areaTaps(from: number, to: number): Taps {
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
