import type { RgbImage } from '@wince/core';
import { type Random, randomFrom } from '@wince/core';
import { gaussianBlur } from './filter.ts';
import { scratch } from './scratch.ts';

/** What lens and sensor do to the light. */
export interface Sensor {
  /** Multiplies the light. */
  readonly exposure: number;
  /** Standard deviation of the blur in pixels of the picture. */
  readonly blur: number;
  /** Standard deviation of the noise in grey levels of mid grey. */
  readonly noise: number;
}

/** Steps of the curve for light of 1, and the brightest light that it knows. */
const STEPS = 4096;
const BRIGHTEST = 4;

/**
 * What the sensor makes of linear light: highlights roll off above 0.7 and reach 1 only in the limit; sRGB from 0 to 255, not
 * rounded. A table with linear interpolation.
 */
const CURVE = Float32Array.from({ length: BRIGHTEST * STEPS + 2 }, (_, i) => {
  const light = i / STEPS;
  const v = light > 0.7 ? 1 - 0.3 * Math.exp(-(light - 0.7) / 0.3) : light;
  return 255 * (v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055);
});

/** Standard normal deviates, one for each pattern of 12 bits, and none without its opposite: they add up to nought. */
const DEVIATES = deviates(randomFrom('phantom-deviates'));

function deviates(random: Random): Float32Array {
  const half = Array.from({ length: 2048 }, () => random.normal());
  return Float32Array.from([...half, ...half.map((value) => -value)]);
}

const chanceRoom = scratch((length) => new Uint32Array(length));

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
  // A draw of 32 bits gives noise and dither.
  const chance = chanceRoom(data.length);
  random.fill(chance);
  const gain = sensor.exposure * STEPS;
  for (let i = 0; i < data.length; i++) {
    const at = Math.min(light[i] * gain, BRIGHTEST * STEPS);
    const low = at | 0;
    const value = CURVE[low] + (CURVE[low + 1] - CURVE[low]) * (at - low);
    const bits = chance[i];
    // Dithering by the noise keeps changes smaller than a grey level in the mean over many pixels.
    const noisy = value + sensor.noise * DEVIATES[bits >>> 20] + (bits & 0xfffff) / 0x100000;
    data[i] = Math.max(0, Math.min(noisy, 255));
  }
  return { width, height, data };
}
