import type { RgbImage, VideoFrame } from '@wince/core';
import { expect, test } from 'vitest';
import { degradedFrames } from './degraded-picture.ts';

/** A white bar on grey that stands further right in each frame. */
function bar(at: number): RgbImage {
  const data = new Uint8Array(40 * 20 * 3).fill(90);
  for (let y = 0; y < 20; y++) data.fill(255, 3 * (40 * y + at), 3 * (40 * y + at + 4));
  return { width: 40, height: 20, data };
}

async function* frames(): AsyncGenerator<VideoFrame> {
  for (let i = 0; i < 3; i++) yield { time: i / 10, image: bar(10 + 2 * i) };
}

async function degraded(kind: 'shift' | 'compression' | 'covering', level: number) {
  const found: VideoFrame[] = [];
  for await (const frame of degradedFrames(frames(), { kind, level })) found.push(frame);
  return found;
}

test('each frame of a clip is moved by itself, and keeps its time', async () => {
  const found = await degraded('shift', 5);
  expect(found.map(({ time }) => time)).toEqual([0, 0.1, 0.2]);
  expect(found.map(({ image }) => image)).toEqual([12, 14, 16].map(bar));
});

test('compression changes pixels a little, and no face of a clip is covered', async () => {
  const differences = (await degraded('compression', 40)).map(({ image }, i) =>
    image.data.reduce((sum, value, at) => sum + Math.abs(value - bar(10 + 2 * i).data[at]), 0),
  );
  for (const sum of differences) {
    expect(sum).toBeGreaterThan(0);
    expect(sum / bar(0).data.length).toBeLessThan(20);
  }
  expect((await degraded('covering', 0.5)).map(({ image }) => image)).toEqual([10, 12, 14].map(bar));
});
