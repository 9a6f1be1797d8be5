import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { applySimilarity, MESH_SIZE } from '@wince/core';
import type { OpenedFaceNetworks } from '@wince/observation';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { cutSquare, squareToPicture } from '../../../../core/src/face/turned-square.ts';
import { memoryStore } from '../../store/index.ts';
import { openFaceNetworks } from './face-networks.ts';
import { meshedPictures } from './goldens/pictures.ts';

/** What MediaPipe's own solution sees in each picture, frame after frame: 478 x, y, z in pixels of the picture. */
const attended = z
  .record(z.string(), z.array(z.array(z.number()).length(478 * 3)))
  .parse(JSON.parse(readFileSync(fileURLToPath(new URL('goldens/attended.json', import.meta.url)), 'utf8')));
const pictures = meshedPictures();

let opened: OpenedFaceNetworks;
beforeAll(async () => {
  opened = await openFaceNetworks({ store: memoryStore(), threads: 1, mesh: 'attention' });
});
afterAll(() => opened.close());

describe('the mesh with attention places what MediaPipe places', () => {
  test.each([...pictures.keys()])('in the picture %s', async (name) => {
    const image = pictures.get(name);
    const frames = attended[name];
    if (!image) throw new Error(`no picture ${name}`);
    // MediaPipe cuts a frame out by the landmarks that it saw in the one before.
    const frame = frameOf(frames[frames.length - 2]);
    const { points, confidence } = await opened.networks.mesh(cutSquare(image, frame, MESH_SIZE));
    const flat = Float64Array.from({ length: 936 }, (_, i) => points[3 * (i >> 1) + (i % 2)] - 0.5);
    const placed = applySimilarity(squareToPicture(frame, MESH_SIZE), flat);
    const wanted = frames[frames.length - 1];
    const distances = Array.from({ length: 468 }, (_, i) =>
      Math.hypot(placed[2 * i] + 0.5 - wanted[3 * i], placed[2 * i + 1] + 0.5 - wanted[3 * i + 1]),
    );
    expect(confidence).toBeGreaterThan(0.5);
    // Pixels of the picture, whose eyes are some 90 apart. The two differ in how they take 192 pixels out of 280.
    expect(distances.reduce((sum, each) => sum + each, 0) / 468).toBeLessThan(0.3);
    expect(Math.max(...distances)).toBeLessThan(1.2);
  });
});

/** The square that MediaPipe cuts out: about the upright box of all points, half as large again, turned with the eyes. */
function frameOf(points: readonly number[]) {
  const axis = (k: number) => points.filter((_, i) => i % 3 === k);
  const [left, right, top, bottom] = [
    Math.min(...axis(0)),
    Math.max(...axis(0)),
    Math.min(...axis(1)),
    Math.max(...axis(1)),
  ];
  const [from, to] = [33, 263];
  return {
    x: (left + right) / 2 - 0.5,
    y: (top + bottom) / 2 - 0.5,
    side: 1.5 * Math.max(right - left, bottom - top),
    angle: Math.atan2(points[3 * to + 1] - points[3 * from + 1], points[3 * to] - points[3 * from]),
  };
}
