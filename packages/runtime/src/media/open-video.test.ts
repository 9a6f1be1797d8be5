import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { VideoFrame } from '@wince/core';
import type { FrameOptions } from '@wince/media';
import {
  FF_ENCODER_LIBSVTAV1,
  FF_ENCODER_LIBVPX_VP8,
  FF_ENCODER_LIBVPX_VP9,
  FF_ENCODER_LIBX264,
  FF_ENCODER_LIBX265,
  FF_ENCODER_MJPEG,
  FF_ENCODER_MPEG4,
} from 'node-av/constants';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openVideo } from './open-video.ts';
import { type DrawnVideo, greyOf, writeDrawnVideo } from './video.fixture.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-video-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function drawn(name: string, video: DrawnVideo): Promise<string> {
  const path = join(folder, name);
  await writeDrawnVideo(path, video);
  return path;
}

async function framesOf(path: string, options?: FrameOptions): Promise<readonly VideoFrame[]> {
  const video = await openVideo(path);
  try {
    return await collect(video.frames(options));
  } finally {
    await video.close();
  }
}

async function collect(frames: AsyncIterable<VideoFrame>): Promise<readonly VideoFrame[]> {
  const all: VideoFrame[] = [];
  for await (const frame of frames) all.push(frame);
  return all;
}

/** 8-bit grey that luma stands for in limited range. */
const shown = (luma: number) => ((luma - 16) * 255) / 219;

describe('codecs in containers', () => {
  test.each([
    { name: 'h264.mp4', encoder: FF_ENCODER_LIBX264, fullRange: false, container: 'mp4', codec: 'h264' },
    { name: 'h264.mov', encoder: FF_ENCODER_LIBX264, container: 'mov', codec: 'h264' },
    { name: 'h264.mkv', encoder: FF_ENCODER_LIBX264, container: 'matroska', codec: 'h264' },
    { name: 'hevc.mp4', encoder: FF_ENCODER_LIBX265, container: 'mp4', codec: 'hevc' },
    { name: 'vp8.webm', encoder: FF_ENCODER_LIBVPX_VP8, container: 'webm', codec: 'vp8' },
    { name: 'vp9.webm', encoder: FF_ENCODER_LIBVPX_VP9, container: 'webm', codec: 'vp9' },
    { name: 'av1.mp4', encoder: FF_ENCODER_LIBSVTAV1, container: 'mp4', codec: 'av1' },
    { name: 'mjpeg.avi', encoder: FF_ENCODER_MJPEG, fullRange: true, container: 'avi', codec: 'mjpeg' },
    { name: 'mpeg4.avi', encoder: FF_ENCODER_MPEG4, container: 'avi', codec: 'mpeg4' },
  ])('$codec in $container ($name)', async ({ name, encoder, container, codec, ...more }) => {
    const path = await drawn(name, { encoder, ...more });
    const video = await openVideo(path);
    expect(video.description).toMatchObject({
      container,
      codec,
      width: 64,
      height: 48,
      rotation: 0,
      hasSound: false,
    });
    const frames = await collect(video.frames());
    expect(frames.map(({ time }) => Math.round(time * 1000))).toEqual(
      Array.from({ length: 25 }, (_, k) => 40 * k),
    );
    for (const [k, { image }] of frames.entries()) {
      // Lower right, where the bar has not been yet.
      const grey = image.data[3 * (47 * 64 + 63)];
      expect(Math.abs(grey - (more.fullRange ? greyOf(k) : shown(greyOf(k))))).toBeLessThan(8);
    }
    expect(video.completeness).toEqual({ state: 'whole', reasons: [], frames: 25, lostFrames: 0 });
    await video.close();
  });

  test('scaled, thinned and cut out', async () => {
    const path = await drawn('part.mp4', { encoder: FF_ENCODER_LIBX264 });
    const frames = await framesOf(path, { start: 0.2, end: 0.8, rate: 12.5, maximumSide: 32 });
    expect(frames.map(({ time }) => time)).toEqual([0.24, 0.32, 0.4, 0.48, 0.56, 0.64, 0.72]);
    expect(frames.map(({ image }) => [image.width, image.height])).toEqual(frames.map(() => [32, 24]));
  });
});
