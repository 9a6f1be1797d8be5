import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FF_ENCODER_LIBX264, FF_ENCODER_LIBX265, FF_ENCODER_MPEG2VIDEO } from 'node-av/constants';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openVideo } from './open-video.ts';
import { collect, type DrawnVideo, distance, shown, writeDrawnVideo } from './video.fixture.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-recordings-'));
});
afterAll(() => rm(folder, { recursive: true }));

const COUNT = 50;
const TIMES = Array.from({ length: COUNT }, (_, k) => k);
const H264: DrawnVideo = { encoder: FF_ENCODER_LIBX264, times: TIMES };

async function drawn(name: string, video: DrawnVideo): Promise<string> {
  const path = join(folder, name);
  await writeDrawnVideo(path, video);
  return path;
}

/** Recordings as cameras and recorders make them: all 50 frames, at the times that a player shows, from wherever they are read. */
const RECORDINGS: readonly (DrawnVideo & { readonly name: string })[] = [
  {
    ...H264,
    name: 'open-gop-hevc.mp4',
    encoder: FF_ENCODER_LIBX265,
    settings: { 'x265-params': 'log-level=none:keyint=12:min-keyint=12:open-gop=1:bframes=4' },
  },
  {
    ...H264,
    name: 'open-gop-hevc.ts',
    encoder: FF_ENCODER_LIBX265,
    settings: { 'x265-params': 'log-level=none:keyint=12:min-keyint=12:open-gop=1:bframes=4' },
  },
  {
    ...H264,
    name: 'open-gop.mp4',
    settings: { 'x264-params': 'open-gop=1:keyint=12:bframes=3:b-pyramid=normal' },
  },
  {
    ...H264,
    name: 'open-gop.mkv',
    settings: { 'x264-params': 'open-gop=1:keyint=12:bframes=3:b-pyramid=normal' },
  },
  { ...H264, name: 'intra-refresh.mp4', settings: { 'x264-params': 'intra-refresh=1:keyint=10' } },
  { ...H264, name: 'intra-refresh.ts', settings: { 'x264-params': 'intra-refresh=1:keyint=10' } },
  { ...H264, name: 'at-an-hour.ts', muxing: { output_ts_offset: '3600' } },
  // The clock of a stream has 33 bits of 1/90000 s: it begins anew after 95443.7 s.
  { ...H264, name: 'clock-that-wraps.ts', muxing: { output_ts_offset: '95442' } },
  { ...H264, name: 'below-0.mkv', muxing: { output_ts_offset: '-0.5', avoid_negative_ts: 'disabled' } },
  { ...H264, name: 'without-ctts.mp4', settings: { bf: '3' }, decodingTimes: true },
  { ...H264, name: 'bare.h264' },
  { ...H264, name: 'disc.mpg', encoder: FF_ENCODER_MPEG2VIDEO, settings: { bf: '2', b: '2M' } },
  { ...H264, name: 'flash.flv' },
];

test.each(RECORDINGS)('$name gives every frame, from wherever it is read', async ({ name, ...video }) => {
  const path = await drawn(name, video);
  const opened = await openVideo(path);
  try {
    const whole = await collect(opened.frames());
    expect(opened.completeness).toMatchObject({ state: 'whole', lostFrames: 0, frames: COUNT });
    for (const [k, frame] of whole.entries()) {
      expect(Math.abs(frame.time - k / 25), `frame ${k}`).toBeLessThan(0.02);
      expect(distance(frame, k, shown), `frame ${k}`).toBeLessThan(4);
    }
    const { duration } = opened.description;
    if (duration !== null) expect(Math.abs(duration - COUNT / 25)).toBeLessThan(0.1);
    for (const first of [7, 13, 24, 25, 37]) {
      const start = whole[first].time - 0.01;
      const part = await collect(opened.frames({ start }));
      expect(opened.completeness).toMatchObject({ state: 'whole', lostFrames: 0 });
      expect(part.map(({ time }) => time)).toEqual(whole.slice(first).map(({ time }) => time));
      expect(part[0].image.data).toEqual(whole[first].image.data);
    }
  } finally {
    await opened.close();
  }
});

describe('times', () => {
  test('count from the first frame, or by the clock of the container', async () => {
    const path = await drawn('clock.ts', { ...H264, muxing: { output_ts_offset: '3600' } });
    const player = await openVideo(path);
    const container = await openVideo(path, { clock: 'container' });
    try {
      const { firstTime } = player.description;
      expect(firstTime).toBeGreaterThanOrEqual(3600);
      expect(container.description.duration).toBeCloseTo(firstTime + 2, 2);
      const [frame] = await collect(container.frames({ start: firstTime + 1, end: firstTime + 1.02 }));
      const [same] = await collect(player.frames({ start: 1, end: 1.02 }));
      expect(frame.time).toBeCloseTo(firstTime + same.time, 6);
      expect(frame.image.data).toEqual(same.image.data);
      await expect(collect(container.frames({ start: 0, end: 2 }))).rejects.toMatchObject({
        code: 'empty-interval',
      });
    } finally {
      await player.close();
      await container.close();
    }
  });

  test.each([
    { what: 'begins anew', first: '0', second: '0' },
    { what: 'jumps ahead', first: '0', second: '7200' },
  ])('a clock that $what goes on, and it is said', async ({ what, first, second }) => {
    const parts = await Promise.all(
      [first, second].map(async (offset, i) =>
        readFile(await drawn(`${what} ${i}.ts`, { ...H264, muxing: { output_ts_offset: offset } })),
      ),
    );
    const path = join(folder, `${what}.ts`);
    await writeFile(path, Buffer.concat(parts));
    const video = await openVideo(path);
    try {
      const frames = await collect(video.frames());
      expect(video.completeness?.notes).toEqual([
        expect.stringMatching(/^times: a jump of .* s behind the frame at 2.04 s of the container, closed$/),
      ]);
      expect(frames).toHaveLength(2 * COUNT);
      for (const [k, { time }] of frames.entries()) expect(Math.abs(time - k / 25)).toBeLessThan(0.02);
      expect(video.description.duration).toBeCloseTo(4, 1);
      const part = await collect(video.frames({ start: 2.99, end: 3.1 }));
      expect(part.map(({ time }) => time)).toEqual(frames.slice(75, 78).map(({ time }) => time));
      expect(distance(part[0], 25, shown)).toBeLessThan(4);
    } finally {
      await video.close();
    }
  });
});

test('a size that changes midway is followed, with the shape of what is seen', async () => {
  // The left half is dark in both.
  const halves = (_k: number, width: number, height: number) =>
    Uint8Array.from({ length: width * height }, (_, i) => (i % width < width / 2 ? 60 : 200));
  const sizes = [
    [64, 48],
    [48, 96],
  ];
  const parts = await Promise.all(
    sizes.map(async ([width, height], i) => {
      const muxing = { output_ts_offset: String(2 * i) };
      return readFile(await drawn(`part-${i}.ts`, { ...H264, width, height, luma: halves, muxing }));
    }),
  );
  const path = join(folder, 'sizes.ts');
  await writeFile(path, Buffer.concat(parts));
  const video = await openVideo(path);
  const frames = await collect(video.frames({ maximumSide: 48 }));
  await video.close();
  expect(frames).toHaveLength(2 * COUNT);
  const seen = new Set(frames.map(({ image }) => `${image.width} x ${image.height}`));
  expect([...seen]).toEqual(['48 x 36', '24 x 48']);
});
