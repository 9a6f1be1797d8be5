import { randomFrom } from '@wince/core';
import { clamp, lerp, noise } from '../curves.ts';
import { boxBlur } from '../render/filter.ts';
import type { Visibility } from '../render/raster.ts';
import { SAMPLES } from '../render/shade.ts';
import type { Scene } from './scene.ts';

/** The sheet that a head lies on: its hue, and its brightness with soft folds, about 0.86, by pixel. */
export interface Sheet {
  readonly hue: readonly number[];
  readonly brightness: Float32Array;
}

/** @param size pixels a side; a value of brightness stands for 2 by 2 of them */
export function makeSheet(cloth: number, size: number): Sheet {
  const random = randomFrom('phantom-sheet', cloth);
  const hue = [
    [0.62, 0.66, 0.7],
    [0.7, 0.66, 0.6],
    [0.5, 0.62, 0.6],
    [0.66, 0.58, 0.62],
  ][random.below(4)];
  const pattern = random.below(2 ** 20);
  const brightness = new Float32Array(size * size);
  const unit = 26 / size;
  for (let y = 0; y < size; y += 2) {
    for (let x = 0; x < size; x += 2) {
      const u = x * unit;
      const v = y * unit;
      const folds = 0.09 * noise(u * 0.16 + 0.3 * noise(u * 0.1, v * 0.1, pattern), v * 0.4, pattern + 1);
      const value = 0.86 + folds + 0.015 * noise(u * 3.1, v * 3.1, pattern + 2);
      for (let j = y; j < Math.min(y + 2, size); j++)
        brightness.fill(value, j * size + x, j * size + Math.min(x + 2, size));
    }
  }
  return { hue, brightness };
}

/** Fills what no surface covers with the sheet that the head lies on, darker where the head shades it. */
export function drawBackground(light: Float32Array, seen: Visibility, sheet: Sheet, scene: Scene): void {
  const { triangle } = seen;
  const { size } = scene;
  const w = size >> 1;
  const shadow = new Float32Array(w * w);
  for (let y = 0, k = 0; y < w; y++) {
    for (let x = 0; x < w; x++, k++) shadow[k] = triangle[2 * SAMPLES * (y * seen.width + x)] >= 0 ? 1 : 0;
  }
  boxBlur(shadow, w, w, Math.round(w * 0.045), 2);
  const lampX = -scene.light.direction[0] * 0.04 * size;
  const lampY = scene.light.direction[1] * 0.04 * size;
  const [red, green, blue] = sheet.hue.map(
    (hue, c) =>
      (scene.light.infrared ? 0.5 : hue) * (0.75 * scene.light.lamp[c] + 0.8 * scene.light.ambient[c]),
  );
  for (let y = 0, i = 0; y < size; y++) {
    const sy = clamp((y - lampY) / 2, 0, w - 1.001);
    for (let x = 0; x < size; x++, i++) {
      const j = SAMPLES * (y * seen.width + x);
      const free =
        (triangle[j] < 0 ? 0.25 : 0) +
        (triangle[j + 1] < 0 ? 0.25 : 0) +
        (triangle[j + seen.width] < 0 ? 0.25 : 0) +
        (triangle[j + seen.width + 1] < 0 ? 0.25 : 0);
      if (free === 0) continue;
      const sx = clamp((x - lampX) / 2, 0, w - 1.001);
      const base = free * (1 - 0.5 * bilinear(shadow, w, sx, sy)) * sheet.brightness[i];
      light[3 * i] += base * red;
      light[3 * i + 1] += base * green;
      light[3 * i + 2] += base * blue;
    }
  }
}

function bilinear(data: Float32Array, width: number, x: number, y: number): number {
  const i = Math.floor(x);
  const j = Math.floor(y);
  const at = j * width + i;
  const upper = lerp(data[at], data[at + 1], x - i);
  return lerp(upper, lerp(data[at + width], data[at + width + 1], x - i), y - j);
}
