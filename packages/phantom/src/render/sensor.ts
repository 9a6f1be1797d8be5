import type { RgbImage } from '@wince/core';
import { type Random, randomFrom } from '@wince/core';
import { gaussianBlur } from './filter.ts';

/** What lens and sensor do to the light. */
export interface Sensor {
  /** Multiplies the light. */
  readonly exposure: number;
  /** Standard deviation of the blur in pixels of the picture. */
  readonly blur: number;
  /** Standard deviation of the noise in grey levels of mid grey. */
  readonly noise: number;
}

/** Averages `factor` by `factor` samples to a pixel. */
export function average(light: Float32Array, width: number, height: number, factor: number): Float32Array {
  const w = width / factor;
  const h = height / factor;
  const out = new Float32Array(w * h * 3);
  const scale = 1 / (factor * factor);
  for (let y = 0; y < height; y++) {
    const row = 3 * Math.floor(y / factor) * w;
    let from = 3 * y * width;
    for (let x = 0; x < w; x++) {
      const to = row + 3 * x;
      for (let k = 0; k < factor; k++) {
        out[to] += light[from++] * scale;
        out[to + 1] += light[from++] * scale;
        out[to + 2] += light[from++] * scale;
      }
    }
  }
  return out;
}

/** sRGB bytes (0 to 255, not rounded) of linear light, by table with linear interpolation. */
const CURVE = Float32Array.from({ length: 4097 }, (_, i) => {
  const v = i / 4096;
  return 255 * (v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055);
});

/** Standard normal deviates, one for each pattern of 16 bits: a draw of 32 bits gives noise and dither. */
const DEVIATES = deviates(randomFrom('phantom-deviates'));

function deviates(random: Random): Float32Array {
  return Float32Array.from({ length: 65536 }, () => random.normal());
}

/** Turns linear light into a picture: exposure, soft shoulder, blur, sRGB, noise that is fixed by `seed`. */
export function expose(
  light: Float32Array,
  width: number,
  height: number,
  sensor: Sensor,
  seed: readonly (string | number)[],
): RgbImage {
  const random = randomFrom('phantom-sensor', ...seed);
  gaussianBlur(light, width, height, 3, sensor.blur);
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < data.length; i++) {
    let value = light[i] * sensor.exposure;
    // Highlights roll off above 0.7 and reach 1 only in the limit.
    if (value > 0.7) value = 1 - 0.3 * Math.exp(-(value - 0.7) / 0.3);
    const at = value * 4096;
    const low = Math.floor(at);
    const byte = low >= 4096 ? 255 : CURVE[low] + (CURVE[low + 1] - CURVE[low]) * (at - low);
    // Dithering by the noise keeps changes smaller than a grey level in the mean over many pixels.
    const bits = Math.floor(random.next() * 4294967296);
    const noisy = byte + sensor.noise * DEVIATES[bits >>> 16] + (bits & 65535) / 65536 - 0.5;
    data[i] = noisy < 0 ? 0 : noisy > 255 ? 255 : Math.round(noisy);
  }
  return { width, height, data };
}
