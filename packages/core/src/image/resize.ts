import type { GreyImage, RgbImage } from './image.ts';
import { checkSize, greySamples, rgbSamples, type Samples } from './samples.ts';
import { type ResizeMethod, resizingTaps } from './taps.ts';

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

function resize(source: Samples, width: number, height: number, method: ResizeMethod): Uint8Array {
  checkSize(width, height);
  const across = resizingTaps(source.width, width, method);
  const down = resizingTaps(source.height, height, method);
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
