import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RgbImage, VideoFrame } from '@wince/core';
import type { FrameOptions } from '@wince/media';
import {
  AV_PIX_FMT_YUV420P10LE,
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
import {
  collect,
  type DrawnVideo,
  distance,
  openWith,
  READERS,
  repeatVideo,
  shown,
  writeDrawnVideo,
} from './video.fixture.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-video-'));
});
afterAll(() => rm(folder, { recursive: true }));

const H264: DrawnVideo = { encoder: FF_ENCODER_LIBX264 };

async function drawn(name: string, video: DrawnVideo): Promise<string> {
  const path = join(folder, name);
  await writeDrawnVideo(path, video);
  return path;
}

async function read(
  path: string,
  { reader = 'libav', ...options }: FrameOptions & { reader?: (typeof READERS)[number] } = {},
) {
  const video = await openWith(reader, path);
  try {
    const frames = await collect(video.frames(options));
    return { ...video.description, frames, completeness: video.completeness };
  } finally {
    await video.close();
  }
}

/** Times in milliseconds. */
const times = (frames: readonly VideoFrame[]) => frames.map(({ time }) => Math.round(time * 1000));

/** The second pictures, where frames have one, as frames. */
const secondsOf = (frames: readonly VideoFrame[]): VideoFrame[] =>
  frames.flatMap(({ time, second }) => (second ? [{ time, image: second }] : []));

/** The largest difference of two lists of frames, and of their times in seconds. */
function difference(a: readonly VideoFrame[], b: readonly VideoFrame[]): { pixel: number; time: number } {
  expect(a.length).toBe(b.length);
  let pixel = 0;
  let time = 0;
  for (const [k, frame] of a.entries()) {
    time = Math.max(time, Math.abs(frame.time - b[k].time));
    expect([b[k].image.width, b[k].image.height]).toEqual([frame.image.width, frame.image.height]);
    for (let i = 0; i < frame.image.data.length; i++)
      pixel = Math.max(pixel, Math.abs(frame.image.data[i] - b[k].image.data[i]));
  }
  return { pixel, time };
}

describe('codecs in containers', () => {
  test.each([
    { name: 'h264.mp4', encoder: FF_ENCODER_LIBX264, container: 'mp4', codec: 'h264' },
    { name: 'h264.mov', encoder: FF_ENCODER_LIBX264, container: 'mov', codec: 'h264' },
    { name: 'h264.mkv', encoder: FF_ENCODER_LIBX264, container: 'matroska', codec: 'h264' },
    { name: 'h264.avi', encoder: FF_ENCODER_LIBX264, container: 'avi', codec: 'h264' },
    { name: 'h264.ts', encoder: FF_ENCODER_LIBX264, container: 'mpeg-ts', codec: 'h264' },
    { name: 'hevc.mp4', encoder: FF_ENCODER_LIBX265, container: 'mp4', codec: 'hevc' },
    { name: 'hevc.mkv', encoder: FF_ENCODER_LIBX265, container: 'matroska', codec: 'hevc' },
    { name: 'vp8.webm', encoder: FF_ENCODER_LIBVPX_VP8, container: 'webm', codec: 'vp8' },
    { name: 'vp8.mkv', encoder: FF_ENCODER_LIBVPX_VP8, container: 'matroska', codec: 'vp8' },
    { name: 'vp9.webm', encoder: FF_ENCODER_LIBVPX_VP9, container: 'webm', codec: 'vp9' },
    { name: 'vp9.mp4', encoder: FF_ENCODER_LIBVPX_VP9, container: 'mp4', codec: 'vp9' },
    { name: 'av1.mp4', encoder: FF_ENCODER_LIBSVTAV1, container: 'mp4', codec: 'av1' },
    { name: 'av1.webm', encoder: FF_ENCODER_LIBSVTAV1, container: 'webm', codec: 'av1' },
    { name: 'mjpeg.avi', encoder: FF_ENCODER_MJPEG, container: 'avi', codec: 'mjpeg' },
    { name: 'mjpeg.mov', encoder: FF_ENCODER_MJPEG, container: 'mov', codec: 'mjpeg' },
    { name: 'mpeg4.avi', encoder: FF_ENCODER_MPEG4, container: 'avi', codec: 'mpeg4' },
    { name: 'mpeg4.mp4', encoder: FF_ENCODER_MPEG4, container: 'mp4', codec: 'mpeg4' },
  ])('$codec in $container ($name)', async ({ name, encoder, container, codec }) => {
    const fullRange = codec === 'mjpeg';
    const path = await drawn(name, { encoder, fullRange });
    const video = await read(path);
    expect(video).toMatchObject({ container, codec, width: 64, height: 48, rotation: 0, hasSound: false });
    expect(video.frameRate).toBeCloseTo(25, 1);
    const start = video.frames[0].time;
    // A transport stream has no time 0 of its own: what is decoded first bears it, two frames before it is shown.
    expect(video.firstTime).toBeCloseTo(container === 'mpeg-ts' ? 0.08 : 0, 6);
    expect(start).toBe(0);
    const expected = Array.from({ length: 25 }, (_, k) => 40 * k);
    expect(times(video.frames.map((frame) => ({ ...frame, time: frame.time - start })))).toEqual(expected);
    if (video.duration !== null && start === 0) expect(video.duration).toBeCloseTo(1, 1);
    // The frames are told from their neighbours: grey rises by 7 a frame, and the bar moves.
    for (const [k, frame] of video.frames.entries()) {
      expect(distance(frame, k, fullRange ? (luma) => luma : shown)).toBeLessThan(3.4);
    }
    expect(video.completeness).toEqual({
      ...{ state: 'whole', reasons: [], notes: [] },
      ...{ frames: 25, soundFrames: 25, lostFrames: 0 },
    });

    const other = await read(path, { reader: 'mediabunny' }).catch((error: unknown) => error);
    if (container === 'avi') expect(other).toMatchObject({ code: 'unsupported-container' });
    else if (['mjpeg', 'mpeg4'].includes(codec)) expect(other).toMatchObject({ code: 'unsupported-codec' });
    else {
      if (other instanceof Error) throw other;
      expect(other).toMatchObject({
        container,
        codec,
        width: 64,
        height: 48,
        completeness: { state: 'whole' },
      });
      const { pixel, time } = difference(video.frames, (await read(path, { reader: 'mediabunny' })).frames);
      expect(pixel).toBeLessThanOrEqual(1);
      expect(time).toBeLessThan(1e-6);
    }
  });
});

describe.each(READERS)('frames read with %s', (reader) => {
  test('the same file gives the same bytes', async () => {
    const path = await drawn('same.mp4', H264);
    const [a, b] = [await read(path, { reader }), await read(path, { reader })];
    expect(difference(a.frames, b.frames)).toEqual({ pixel: 0, time: 0 });
  });

  test('true times where the rate varies', async () => {
    const ticks = [0, 33, 66, 100, 350, 360, 371, 1000, 1040, 2500];
    for (const name of ['varying.mp4', 'varying.mkv']) {
      const path = await drawn(name, { ...H264, times: ticks, timeBase: [1, 1000] });
      expect(times((await read(path, { reader })).frames)).toEqual(ticks);
    }
  });

  test('scaled, thinned and cut out', async () => {
    const path = await drawn('part.mp4', H264);
    const { frames } = await read(path, { reader, start: 0.2, end: 0.8, rate: 12.5, maximumSide: 32 });
    expect(times(frames)).toEqual([240, 320, 400, 480, 560, 640, 720]);
    expect(frames.every(({ image }) => image.width === 32 && image.height === 24)).toBe(true);
    expect(frames.every(({ image }) => image.data.length === 32 * 24 * 3)).toBe(true);
  });

  test('of any shape', async () => {
    const path = await drawn('shape.mp4', H264);
    const { frames } = await read(path, { reader, size: { width: 20, height: 36 } });
    expect(frames).toHaveLength(25);
    expect(frames.every(({ image }) => image.width === 20 && image.height === 36)).toBe(true);
    // Light is the same on the mean, whatever the shape.
    const whole = await read(path, { reader });
    const mean = ({ data }: RgbImage) => data.reduce((sum, level) => sum + level, 0) / data.length;
    for (const [k, { image }] of frames.entries())
      expect(Math.abs(mean(image) - mean(whole.frames[k].image))).toBeLessThan(1);
  });

  test('two sizes of one reading are those of two readings', async () => {
    const path = await drawn('twice.mp4', H264);
    const [size, second] = [
      { width: 40, height: 36 },
      { width: 18, height: 18 },
    ];
    for (const part of [{}, { start: 0.2, end: 0.8 }]) {
      const both = await read(path, { reader, ...part, size, second: { size: second, rate: 5 } });
      const first = await read(path, { reader, ...part, size });
      expect(difference(both.frames, first.frames)).toEqual({ pixel: 0, time: 0 });
      const apart = await read(path, { reader, ...part, size: second, rate: 5 });
      expect(difference(secondsOf(both.frames), apart.frames)).toEqual({ pixel: 0, time: 0 });
      expect(both.completeness).toEqual(first.completeness);
    }
    // Where frames are thinned, all that are given may have two sizes.
    const thinned = await read(path, { reader, rate: 5, size, second: { size: second } });
    const apart = await read(path, { reader, rate: 5, size: second });
    expect(difference(secondsOf(thinned.frames), apart.frames)).toEqual({ pixel: 0, time: 0 });
  });

  test('a part has the same pixels as in the whole', async () => {
    const path = await drawn('whole.mp4', H264);
    const whole = await read(path, { reader });
    const part = await read(path, { reader, start: 0.56 });
    expect(difference(part.frames, whole.frames.slice(14))).toEqual({ pixel: 0, time: 0 });
  });

  test('an odd size', async () => {
    const path = await drawn('odd.webm', { encoder: FF_ENCODER_LIBVPX_VP9, width: 61, height: 47 });
    const { frames, width, height } = await read(path, { reader });
    expect([width, height]).toEqual([61, 47]);
    expect(distance(frames[5], 5, shown)).toBeLessThan(3.4);
  });

  test('10 bits a channel', async () => {
    for (const [name, encoder] of [
      ['deep.mp4', FF_ENCODER_LIBX265],
      ['deep.mkv', FF_ENCODER_LIBX264],
    ] as const) {
      const path = await drawn(name, { encoder, pixelFormat: AV_PIX_FMT_YUV420P10LE });
      const { frames } = await read(path, { reader });
      expect(frames).toHaveLength(25);
      expect(distance(frames[7], 7, shown)).toBeLessThan(3.4);
    }
  });

  test('pixels that are not square', async () => {
    const wide = await drawn('wide.mp4', { ...H264, pixelAspect: [4, 3] });
    expect(await read(wide, { reader })).toMatchObject({ width: 85, height: 48 });
    const high = await drawn('high.mp4', { ...H264, pixelAspect: [3, 4] });
    const { width, height, frames } = await read(high, { reader, maximumSide: 32 });
    expect([width, height]).toEqual([64, 64]);
    expect([frames[0].image.width, frames[0].image.height]).toEqual([32, 32]);
  });

  // Corners by their grey, as stored: 40, 100 above; 160, 220 below.
  const corners = (_k: number, width: number, height: number) =>
    Uint8Array.from(
      { length: width * height },
      (_, i) =>
        40 + 60 * (Math.floor((2 * (i % width)) / width) + 2 * Math.floor((2 * i) / (width * height))),
    );
  test.each([
    { turned: 0, matrix: [1, 0, 0, 1], size: [64, 48], seen: [40, 100, 160, 220] },
    { turned: 90, matrix: [0, 1, -1, 0], size: [48, 64], seen: [160, 40, 220, 100] },
    { turned: 180, matrix: [-1, 0, 0, -1], size: [64, 48], seen: [220, 160, 100, 40] },
    { turned: 270, matrix: [0, -1, 1, 0], size: [48, 64], seen: [100, 220, 40, 160] },
    { turned: 0, mirrored: true, matrix: [-1, 0, 0, 1], size: [64, 48], seen: [100, 40, 220, 160] },
    { turned: 90, mirrored: true, matrix: [0, 1, 1, 0], size: [48, 64], seen: [40, 160, 100, 220] },
  ])('turned by $turned, mirrored: $mirrored', async ({ turned, mirrored, matrix, size, seen }) => {
    const [a, b, c, d] = matrix.map((value) => value * 65_536);
    const name = `turned-${turned}-${mirrored ?? false}.mp4`;
    const path = await drawn(name, { ...H264, luma: corners, matrix: [a, b, 0, c, d, 0, 0, 0, 2 ** 30] });
    const { frames, width, height, rotation } = await read(path, { reader });
    if (!mirrored) expect(rotation).toBe(turned);
    expect([width, height]).toEqual(size);
    const { image } = frames[3];
    expect([image.width, image.height]).toEqual(size);
    const at = (x: number, y: number) =>
      image.data[3 * (Math.floor(y * height) * width + Math.floor(x * width))];
    const found = [at(0.2, 0.2), at(0.8, 0.2), at(0.2, 0.8), at(0.8, 0.8)];
    for (const [i, grey] of found.entries()) expect(Math.abs(grey - shown(seen[i]))).toBeLessThan(8);
  });

  test('no index: fragments, and clusters without cues', async () => {
    const fragments = await drawn('fragments.mp4', {
      ...H264,
      settings: { bf: '0' },
      muxing: { movflags: 'frag_keyframe+empty_moov' },
    });
    const live = await drawn('live.mkv', { ...H264, settings: { bf: '0' }, muxing: { live: '1' } });
    for (const path of [fragments, live]) {
      const { frames, completeness } = await read(path, { reader });
      expect(times(frames)).toEqual(Array.from({ length: 25 }, (_, k) => 40 * k));
      expect(completeness?.state).toBe('whole');
      const late = await read(path, { reader, start: 0.7 });
      expect(times(late.frames)).toEqual([720, 760, 800, 840, 880, 920, 960]);
    }
  });

  test('two readings at a time, and one that is left early', async () => {
    const path = await drawn('twice.mp4', H264);
    const video = await openWith(reader, path);
    const [a, b] = [video.frames(), video.frames({ start: 0.4 })];
    const first = await a.next();
    const later = await b.next();
    expect([first.value?.time, later.value?.time]).toEqual([0, 0.4]);
    await b.return();
    expect(await collect(a)).toHaveLength(24);
    expect(video.completeness?.frames).toBe(25);
    await video.close();
  });

  test('reading ends on request', async () => {
    const path = await drawn('stopped.mp4', H264);
    const video = await openWith(reader, path);
    const asked = new AbortController();
    const reading = video.frames({ signal: asked.signal });
    await reading.next();
    asked.abort(new Error('asked to stop'));
    await expect(collect(reading)).rejects.toThrow('asked to stop');
    await video.close();
    await expect(collect(video.frames())).rejects.toThrow();
  });

  test('options that make no sense are refused', async () => {
    const video = await openWith(reader, await drawn('options.mp4', H264));
    for (const options of [
      { start: -1 },
      { start: 2, end: 1 },
      { maximumSide: 0 },
      { size: { width: 8, height: 0 } },
      { size: { width: 8.5, height: 8 } },
      { size: { width: 8, height: 8 }, maximumSide: 8 },
      { rate: 0 },
      { second: { size: { width: 0, height: 8 } } },
      { second: { size: { width: 8, height: 8 }, rate: -1 } },
      { start: Number.NaN },
    ]) {
      expect(() => video.frames(options)).toThrow(expect.objectContaining({ code: 'bad-frame-options' }));
    }
    await expect(collect(video.frames({ start: 5 }))).rejects.toMatchObject({ code: 'empty-interval' });
    await video.close();
  });
});

test('fields are woven into frames', async () => {
  const ticks = Array.from({ length: 12 }, (_, k) => k);
  // A bar that moves by 5 pixels from field to field.
  const combed = (k: number, width: number, height: number) => {
    const luma = new Uint8Array(width * height).fill(60);
    for (let y = 0; y < height; y++) {
      const x = 5 * (2 * k + (y % 2));
      luma.fill(200, y * width + x, y * width + Math.min(width, x + 12));
    }
    return luma;
  };
  const fields: DrawnVideo = { ...H264, luma: combed, times: ticks, width: 160, settings: { crf: '10' } };
  const flagged = await drawn('interlaced.mp4', { ...fields, interlaced: true });
  const plain = await drawn('progressive.mp4', fields);
  /** Mean difference of neighbouring rows: large where fields stand beside each other. */
  const comb = ({ image: { width, height, data } }: VideoFrame) => {
    let sum = 0;
    for (let i = 0; i < (height - 1) * width * 3; i++) sum += Math.abs(data[i] - data[i + width * 3]);
    return sum / ((height - 1) * width * 3);
  };
  const woven = await read(flagged);
  const stored = await read(plain);
  expect(times(woven.frames)).toEqual(ticks.map((k) => 40 * k));
  expect(comb(woven.frames[5])).toBeLessThan(comb(stored.frames[5]) / 3);
  const thinned = await read(flagged, { rate: 12.5, start: 0.1, end: 0.4 });
  expect(times(thinned.frames)).toEqual([160, 240, 320]);
  const second = { size: { width: 32, height: 24 }, rate: 6.25 };
  const both = await read(flagged, { second, end: 0.4 });
  expect(difference(both.frames, woven.frames.slice(0, 10))).toEqual({ pixel: 0, time: 0 });
  const apart = await read(flagged, { ...second, end: 0.4 });
  expect(times(apart.frames)).toEqual([0, 160, 320]);
  expect(difference(secondsOf(both.frames), apart.frames)).toEqual({ pixel: 0, time: 0 });
});

test('memory does not grow with the length of a video', async () => {
  const once = await drawn('second.mp4', { ...H264, width: 320, height: 240 });
  const path = join(folder, 'minute.mp4');
  await repeatVideo(once, path, 60);
  const video = await openVideo(path);
  const megabytes = () => process.memoryUsage().rss / 1e6;
  let frames = 0;
  let [early, most, last] = [0, 0, -1];
  for await (const { time, image } of video.frames()) {
    expect(time).toBeGreaterThan(last);
    expect(image.data).toHaveLength(320 * 240 * 3);
    last = time;
    if (++frames === 300) early = megabytes();
    else if (frames > 300 && frames % 50 === 0) most = Math.max(most, megabytes());
  }
  await video.close();
  expect(frames).toBe(1500);
  expect(last).toBeCloseTo(60 - 0.04, 6);
  // The frames behind the 300th are 276 MB together.
  expect(most - early).toBeLessThan(120);
});
