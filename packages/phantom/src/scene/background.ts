import { randomFrom } from '@wince/core';
import { clamp, mix, noise } from '../curves.ts';
import type { Scene } from '../frame.ts';
import { boxBlur } from '../render/filter.ts';
import type { Visibility } from '../render/raster.ts';

/** Fills what no surface covers with the sheet that the head lies on, darker where the head shades it. */
export function drawBackground(light: Float32Array, seen: Visibility, scene: Scene): void {
  const { width, height, triangle } = seen;
  const random = randomFrom('phantom-sheet', scene.cloth);
  const hues = [
    [0.62, 0.66, 0.7],
    [0.7, 0.66, 0.6],
    [0.5, 0.62, 0.6],
    [0.66, 0.58, 0.62],
  ][random.below(4)];
  const pattern = random.below(2 ** 20);
  const w = width >> 2;
  const h = height >> 2;
  const shadow = new Float32Array(w * h);
  for (let i = 0; i < shadow.length; i++) {
    shadow[i] = triangle[4 * Math.floor(i / w) * width + 4 * (i % w)] >= 0 ? 1 : 0;
  }
  boxBlur(shadow, w, h, Math.round(w * 0.045), 2);
  const lampX = -scene.light.direction[0] * 0.04 * width;
  const lampY = scene.light.direction[1] * 0.04 * width;
  const lit = hues.map(
    (hue, c) =>
      (scene.light.infrared ? 0.5 : hue) * (0.75 * scene.light.lamp[c] + 0.8 * scene.light.ambient[c]),
  );
  const cloth = sheet(width, height, pattern);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      if (triangle[i] >= 0) continue;
      const sx = clamp((x - lampX) / 4, 0, w - 1.001);
      const sy = clamp((y - lampY) / 4, 0, h - 1.001);
      const base = (1 - 0.5 * bilinear(shadow, w, sx, sy)) * cloth[i];
      for (let c = 0; c < 3; c++) light[3 * i + c] = base * lit[c];
    }
  }
}

function bilinear(data: Float32Array, width: number, x: number, y: number): number {
  const i = Math.floor(x);
  const j = Math.floor(y);
  const at = j * width + i;
  const upper = mix(data[at], data[at + 1], x - i);
  return mix(upper, mix(data[at + width], data[at + width + 1], x - i), y - j);
}

/** Brightness of a sheet with soft folds, about 0.86; a value stands for 4 by 4 samples. */
function sheet(width: number, height: number, pattern: number): Float32Array {
  const out = new Float32Array(width * height);
  const unit = 26 / width;
  for (let y = 0; y < height; y += 4) {
    for (let x = 0; x < width; x += 4) {
      const u = x * unit;
      const v = y * unit;
      const folds = 0.09 * noise(u * 0.16 + 0.3 * noise(u * 0.1, v * 0.1, pattern), v * 0.4, pattern + 1);
      const value = 0.86 + folds + 0.015 * noise(u * 3.1, v * 3.1, pattern + 2);
      for (let j = y; j < Math.min(y + 4, height); j++)
        out.fill(value, j * width + x, j * width + Math.min(x + 4, width));
    }
  }
  return out;
}
