import type { GreyImage, RgbImage } from './image.ts';
import { checkSize, greySamples, rgbSamples, type Samples } from './samples.ts';

/**
 * How a picture is resampled.
 *
 * - `bilinear`: the four nearest pixels; for enlarging, and where a network was trained so.
 * - `area`: the mean of what a new pixel covers, fractions included; for shrinking, free of aliasing.
 */
export type ResizeMethod = 'bilinear' | 'area';

/**
 * Resizes a colour picture. The outer edges of the picture stay where they are (half-pixel centres, as in OpenCV).
 *
 * @throws RangeError when a size is no positive whole number.
 */
export function resizeRgb(image: RgbImage, width: number, height: number, method: ResizeMethod): RgbImage {
  return { width, height, data: resize(rgbSamples(image), width, height, method) };
}

/** Resizes a grey picture; see {@link resizeRgb}. */
export function resizeGrey(image: GreyImage, width: number, height: number, method: ResizeMethod): GreyImage {
  return { width, height, data: resize(greySamples(image), width, height, method) };
}

/** For each new position along one side: the first old position, how many, and their weights (sum 1). */
interface Taps {
  readonly first: Int32Array;
  readonly count: number;
  readonly weights: Float64Array;
}

function resize(source: Samples, width: number, height: number, method: ResizeMethod): Uint8Array {
  checkSize(width, height);
  const across = taps(source.width, width, method);
  const down = taps(source.height, height, method);
  const { channels, data } = source;
  const row = source.width * channels;
  const narrow = new Float64Array(source.height * width * channels);
  for (let y = 0; y < source.height; y++) {
    for (let x = 0; x < width; x++) {
      const to = (y * width + x) * channels;
      for (let t = 0; t < across.count; t++) {
        const weight = across.weights[x * across.count + t];
        if (weight === 0) continue;
        const from = y * row + (across.first[x] + t) * channels;
        for (let c = 0; c < channels; c++) narrow[to + c] += weight * data[from + c];
      }
    }
  }
  const out = new Uint8Array(width * height * channels);
  const line = new Float64Array(width * channels);
  for (let y = 0; y < height; y++) {
    line.fill(0);
    for (let t = 0; t < down.count; t++) {
      const weight = down.weights[y * down.count + t];
      if (weight === 0) continue;
      const from = (down.first[y] + t) * width * channels;
      for (let i = 0; i < line.length; i++) line[i] += weight * narrow[from + i];
    }
    const to = y * width * channels;
    for (let i = 0; i < line.length; i++) out[to + i] = line[i] + 0.5;
  }
  return out;
}

function taps(from: number, to: number, method: ResizeMethod): Taps {
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
