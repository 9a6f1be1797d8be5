import { describe, expect, it } from 'vitest';
import { NEUTRAL } from '../head/actions.ts';
import { buildHeadModel } from '../head/head-model.ts';
import { drawFrame } from '../scene/drawn-frame.ts';
import { PLAIN_SCENE, type Scene } from '../scene/scene.ts';
import { drawSubject } from '../subject/subject.ts';
import { displacementBetween, displacementOnGrid } from './displacement.ts';
import { displacementError } from './displacement-error.fixture.ts';

const model = buildHeadModel(drawSubject('S01', 7, { monk: 4, gestationalAgeWeeks: 38 }));
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
    const { still, carried, pixels } = displacementError(drawFrame(model, base), turned);
    expect(pixels).toBeGreaterThan(5000);
    expect(carried).toBeLessThan(0.5 * still);
  });

  it('carries a pixel to its place when the face acts', () => {
    const { still, carried, pixels } = displacementError(
      drawFrame(model, part(0.45)),
      drawFrame(model, part(0.65)),
    );
    expect(pixels).toBeGreaterThan(2000);
    expect(carried).toBeLessThan(0.5 * still);
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
    const { strain } = displacementError(drawFrame(model, part(0.4)), drawFrame(model, part(0.5)));
    expect(strain).toBeGreaterThan(0);
    expect(strain).toBeLessThan(0.25);
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
