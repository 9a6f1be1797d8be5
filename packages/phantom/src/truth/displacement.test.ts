import { toGrey } from '@wince/core';
import { describe, expect, it } from 'vitest';
import { buildModel, drawFrame, type Frame, PLAIN_SCENE, type Scene } from '../frame.ts';
import { NEUTRAL } from '../head/actions.ts';
import { drawSubject } from '../subject/subject.ts';
import { displacementBetween, displacementOnGrid } from './displacement.ts';

const model = buildModel(drawSubject('S01', 7, { monk: 4, gestationalAgeWeeks: 38 }));
const base: Scene = { ...PLAIN_SCENE, size: 256 };
const part = (share: number): Scene => ({
  ...base,
  actions: {
    ...NEUTRAL,
    lidsOpen: 0,
    browBulge: share,
    eyeSqueeze: share,
    nasolabialFurrow: share,
    openLips: share,
    verticalStretch: 0.6 * share,
  },
});

/** Mean absolute difference of grey over pixels that move by more than half a pixel, with and without the displacement. */
function photometricError(a: Frame, b: Frame): { still: number; moved: number; pixels: number } {
  const field = displacementBetween(a, b);
  const from = toGrey(a.image);
  const to = toGrey(b.image);
  const at = (x: number, y: number): number => to.data[y * to.width + x];
  let still = 0;
  let moved = 0;
  let pixels = 0;
  for (let y = 0; y < from.height; y++) {
    for (let x = 0; x < from.width; x++) {
      const i = y * from.width + x;
      if (field.skin[i] === 0 || Math.hypot(field.dx[i], field.dy[i]) < 0.5) continue;
      const u = x + field.dx[i];
      const v = y + field.dy[i];
      const [u0, v0] = [Math.floor(u), Math.floor(v)];
      if (u0 < 0 || v0 < 0 || u0 + 1 >= from.width || v0 + 1 >= from.height) continue;
      const [p, q] = [u - u0, v - v0];
      const carried =
        (1 - q) * ((1 - p) * at(u0, v0) + p * at(u0 + 1, v0)) +
        q * ((1 - p) * at(u0, v0 + 1) + p * at(u0 + 1, v0 + 1));
      still += Math.abs(from.data[i] - at(x, y));
      moved += Math.abs(from.data[i] - carried);
      pixels++;
    }
  }
  return { still: still / pixels, moved: moved / pixels, pixels };
}

/** The largest value over the pixels that show skin. */
function largest(skin: Uint8Array, of: (pixel: number) => number): number {
  let most = 0;
  for (let i = 0; i < skin.length; i++) if (skin[i]) most = Math.max(most, of(i));
  return most;
}

describe('the true displacement', () => {
  it('carries a pixel to its place when the head moves', () => {
    const turned = drawFrame(model, {
      ...base,
      pose: { yaw: 1.5, pitch: -1, roll: 4 },
      shift: [0.012, -0.008],
    });
    const { still, moved, pixels } = photometricError(drawFrame(model, base), turned);
    expect(pixels).toBeGreaterThan(5000);
    expect(moved).toBeLessThan(0.5 * still);
  });

  it('carries a pixel to its place when the face acts', () => {
    const { still, moved, pixels } = photometricError(
      drawFrame(model, part(0.45)),
      drawFrame(model, part(0.65)),
    );
    expect(pixels).toBeGreaterThan(2000);
    expect(moved).toBeLessThan(0.5 * still);
  });

  it('is nought between a frame and itself, and the shift of the camera between two that differ by it', () => {
    const frame = drawFrame(model, base);
    const same = displacementBetween(frame, frame);
    expect(largest(same.skin, (i) => Math.abs(same.dx[i]) + Math.abs(same.exx[i]))).toBe(0);
    const shifted = displacementBetween(frame, drawFrame(model, { ...base, shift: [2 / 256, -3 / 256] }));
    expect(largest(shifted.skin, (i) => Math.hypot(shifted.dx[i] - 2, shifted.dy[i] + 3))).toBeLessThan(
      0.005,
    );
    expect(largest(shifted.skin, (i) => Math.abs(shifted.exy[i]))).toBeLessThan(1e-3);
  });

  it('has the strain that finite differences of it give', () => {
    const field = displacementBetween(drawFrame(model, part(0.4)), drawFrame(model, part(0.5)));
    const { width, height, dx, dy, skin } = field;
    let error = 0;
    let size = 0;
    for (let y = 2; y < height - 2; y++) {
      for (let x = 2; x < width - 2; x++) {
        const i = y * width + x;
        const around = [i, i - 1, i + 1, i - width, i + width];
        if (around.some((k) => !skin[k])) continue;
        // A slit or an edge of the face between two pixels is no strain.
        if (around.some((k) => Math.hypot(dx[k] - dx[i], dy[k] - dy[i]) > 0.6)) continue;
        const exx = (dx[i + 1] - dx[i - 1]) / 2;
        const eyy = (dy[i + width] - dy[i - width]) / 2;
        const exy = (dx[i + width] - dx[i - width] + dy[i + 1] - dy[i - 1]) / 4;
        error += Math.hypot(exx - field.exx[i], eyy - field.eyy[i], exy - field.exy[i]);
        size += Math.hypot(exx, eyy, exy);
      }
    }
    expect(size).toBeGreaterThan(0);
    expect(error / size).toBeLessThan(0.25);
  });

  it('is the same on a grid of pixels as in all of them', () => {
    const [from, to] = [drawFrame(model, part(0.4)), drawFrame(model, part(0.6))];
    const all = displacementBetween(from, to);
    const sparse = displacementOnGrid(from, to, 8);
    const shown = Array.from({ length: 32 * 32 }, (_, k) => [4 + 8 * (k % 32), 4 + 8 * Math.floor(k / 32)]);
    const skin = shown.filter(([x, y]) => all.skin[y * all.width + x]);
    expect(Array.from(sparse.x, (x, i) => [x, sparse.y[i]])).toEqual(skin);
    skin.forEach(([x, y], i) => {
      expect(sparse.dx[i]).toBeCloseTo(all.dx[y * all.width + x], 3);
      expect(sparse.dy[i]).toBeCloseTo(all.dy[y * all.width + x], 3);
    });
    expect(skin.length).toBeGreaterThan(200);
  });

  it('is refused between frames that show different parts', () => {
    const capped = drawFrame(model, { ...base, bedside: { ...base.bedside, cap: true } });
    expect(() => displacementBetween(drawFrame(model, base), capped)).toThrow(RangeError);
  });
});
