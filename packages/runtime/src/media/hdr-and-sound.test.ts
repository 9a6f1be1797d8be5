import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AV_PIX_FMT_YUV420P10LE,
  AV_SAMPLE_FMT_FLTP,
  FF_ENCODER_AAC,
  FF_ENCODER_LIBX264,
  FF_ENCODER_LIBX265,
} from 'node-av/constants';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { toneMapped } from './libav/hdr.ts';
import { openVideo } from './open-video.ts';
import { drawSound, lagOf, readSound, writeDrawnSound } from './sound.fixture.ts';
import { collect, shown, writeDrawnVideo } from './video.fixture.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-hdr-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** The signal of PQ (SMPTE ST 2084) for light in cd/m2, in 16 bits. */
function pq(light: number): number {
  const y = (light / 10_000) ** 0.1593017578125;
  return Math.round(65_535 * ((0.8359375 + 18.8515625 * y) / (1 + 18.6875 * y)) ** 78.84375);
}

/** The level of sRGB for light in [0, 1]. */
const srgb = (light: number) =>
  255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055);

test('light below white is shown as it is, and what is brighter keeps its order below white', () => {
  const lights = [0, 2, 20, 50, 100, 150, 203, 400, 800, 1000, 4000];
  const data = Uint16Array.from(lights.flatMap((light) => [pq(light), pq(light), pq(light)]));
  const { data: out } = toneMapped({ width: lights.length, height: 1, data }, 'PQ');
  const levels = lights.map((_, i) => out[3 * i]);
  for (const [i, light] of lights.entries())
    if (light <= 150) expect(Math.abs(levels[i] - srgb(light / 203)), `${light}`).toBeLessThan(2.5);
  for (let i = 1; i < lights.length; i++) expect(levels[i]).toBeGreaterThanOrEqual(levels[i - 1]);
  expect(levels[6]).toBeLessThan(levels[8]);
  expect(levels.at(-1)).toBe(255);
  // Grey has no colour.
  for (let i = 0; i < out.length; i += 3) expect(Math.abs(out[i] - out[i + 2])).toBeLessThanOrEqual(1);
});

test.each([
  { name: 'pq.mp4', transfer: 'smpte2084', hdr: 'PQ' },
  { name: 'hlg.mp4', transfer: 'arib-std-b67', hdr: 'HLG' },
])('a video in $hdr is tone-mapped, and it is said', async ({ name, transfer, hdr }) => {
  const path = join(folder, name);
  const colours = `colorprim=bt2020:transfer=${transfer}:colormatrix=bt2020nc`;
  await writeDrawnVideo(path, {
    ...{ encoder: FF_ENCODER_LIBX265, pixelFormat: AV_PIX_FMT_YUV420P10LE, times: [0, 1, 2] },
    settings: { 'x265-params': `log-level=none:${colours}` },
    luma: (_, width, height) => new Uint8Array(width * height).fill(126),
  });
  const video = await openVideo(path);
  const [{ image }] = await collect(video.frames());
  await video.close();
  expect(video.completeness?.notes).toEqual([expect.stringContaining(`HDR (${hdr}), tone-mapped`)]);
  // Half of the signal is some 92 cd/m2 in PQ, and 50 in HLG on a screen of 1000.
  const expected = srgb((hdr === 'PQ' ? 92 : 50.7) / 203);
  expect(Math.abs(image.data[0] - expected)).toBeLessThan(6);
  expect(Math.abs(image.data[0] - shown(126))).toBeGreaterThan(5);
});

test('sound and pictures of a stream that begins late on its own clock begin together', async () => {
  const pictures = join(folder, 'pictures.mp4');
  await writeDrawnVideo(pictures, { encoder: FF_ENCODER_LIBX264 });
  const truth = drawSound(48_000, 1);
  const path = join(folder, 'camera.ts');
  await writeDrawnSound(path, {
    ...{
      encoder: FF_ENCODER_AAC,
      format: AV_SAMPLE_FMT_FLTP,
      sampleRate: 48_000,
      channels: [truth],
      pictures,
    },
    begins: 0.2,
  });
  const video = await openVideo(path);
  await video.close();
  const { blocks, samples } = await readSound(path);
  const late = blocks[0].time + lagOf(samples, truth, 4800) / 48_000;
  expect(Math.abs(late - 0.2)).toBeLessThan(0.03);
  const own = await readSound(path, { clock: 'container' });
  const { firstTime } = video.description;
  expect(own.blocks[0].time - blocks[0].time).toBeCloseTo(firstTime, 3);
});
