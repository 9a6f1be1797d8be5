import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WinceError } from '@wince/core';
import { AudioSample, AudioSampleSource, BufferTarget, Mp4OutputFormat, Output } from 'mediabunny';
import {
  FF_ENCODER_LIBVPX_VP9,
  FF_ENCODER_LIBX264,
  FF_ENCODER_LIBX265,
  FF_ENCODER_MJPEG,
  FF_ENCODER_MPEG4,
} from 'node-av/constants';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { registerEncoders } from './encoding.ts';
import { openVideo } from './open-video.ts';
import {
  collect,
  type DrawnVideo,
  distance,
  openWith,
  packetsOf,
  READERS,
  shown,
  writeDrawnVideo,
} from './video.fixture.ts';

const H264: DrawnVideo = { encoder: FF_ENCODER_LIBX264 };
/** With its index in front. */
const INDEXED: DrawnVideo = { ...H264, muxing: { movflags: 'faststart' } };

let folder = '';
let plain: Uint8Array;
let indexed: Uint8Array;
let matroska: Uint8Array;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-bad-video-'));
  plain = await drawn('plain.mp4', H264);
  indexed = await drawn('indexed.mp4', INDEXED);
  matroska = await drawn('whole.mkv', { ...H264, muxing: { cluster_time_limit: '200' } });
  await drawn('vp9.webm', { encoder: FF_ENCODER_LIBVPX_VP9, settings: { 'lag-in-frames': '0' } });
  await drawn('hevc.mp4', {
    ...INDEXED,
    encoder: FF_ENCODER_LIBX265,
    settings: { 'x265-params': 'log-level=none:open-gop=0' },
  });
  await drawn('whole.avi', { encoder: FF_ENCODER_MPEG4 });
});
afterAll(() => rm(folder, { recursive: true }));

async function drawn(name: string, video: DrawnVideo): Promise<Uint8Array> {
  const path = join(folder, name);
  await writeDrawnVideo(path, video);
  return Uint8Array.from(await readFile(path));
}

async function put(name: string, bytes: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

/** The error that opening and reading a file ends with, or what was read. */
async function outcome(path: string, reader: (typeof READERS)[number] = 'libav', maximumPixels?: number) {
  try {
    const video = await openWith(reader, path, { name: 'clips/S01.mp4', maximumPixels });
    try {
      const frames = await collect(video.frames());
      return { frames, completeness: video.completeness };
    } finally {
      await video.close();
    }
  } catch (error) {
    if (!(error instanceof WinceError)) throw error;
    expect(error.message).toContain('clips/S01.mp4');
    expect(error.hint).not.toBe('');
    return { code: error.code };
  }
}

/** A copy of a drawn video that ends in the middle of a packet. */
async function cutAt(name: string, packet: number): Promise<string> {
  const original = join(folder, name);
  const { first, length } = (await packetsOf(original))[packet];
  return put(`cut-${name}`, (await readFile(original)).subarray(0, first + Math.floor(length / 2)));
}

/** Where a sequence of letters stands in bytes. */
function find(bytes: Uint8Array, letters: string): number {
  const at = Buffer.from(bytes).indexOf(letters, 0, 'latin1');
  if (at < 0) throw new Error(`no ${letters} in the file`);
  return at;
}

async function sound(): Promise<Uint8Array> {
  registerEncoders();
  const target = new BufferTarget();
  const output = new Output({ format: new Mp4OutputFormat(), target });
  const source = new AudioSampleSource({ codec: 'aac', bitrate: 64_000 });
  output.addAudioTrack(source);
  await output.start();
  const data = Float32Array.from({ length: 48_000 }, (_, i) => Math.sin(i / 20) / 2);
  const sample = new AudioSample({
    data,
    format: 'f32',
    numberOfChannels: 1,
    sampleRate: 48_000,
    timestamp: 0,
  });
  await source.add(sample);
  sample.close();
  await output.finalize();
  if (!target.buffer) throw new Error('no sound was written');
  return new Uint8Array(target.buffer);
}

describe.each(READERS)('files that cannot be read with %s', (reader) => {
  test.each([
    { what: 'nothing in it', file: () => new Uint8Array(0), code: 'empty-file' },
    { what: 'text', file: () => 'path,subject,label\n', code: 'not-a-video' },
    { what: 'one byte', file: () => new Uint8Array([0]), code: 'not-a-video' },
    { what: 'zeros', file: () => new Uint8Array(10_000), code: 'not-a-video' },
    {
      what: 'a picture',
      file: () =>
        sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
          .jpeg()
          .toBuffer(),
      code: 'not-a-video',
    },
    { what: 'sound alone', file: sound, code: 'no-video-track' },
    {
      what: 'cut off before its index',
      file: () => plain.slice(0, find(plain, 'moov') - 4),
      code: 'video-without-index',
    },
    {
      what: 'cut off in its index',
      file: () => plain.slice(0, find(plain, 'moov') + 200),
      code: 'video-without-index',
    },
    {
      what: 'cut off in an index in front',
      file: () => indexed.slice(0, find(indexed, 'moov') + 200),
      code: 'video-without-index',
    },
    {
      what: 'cut off before the first frame',
      file: () => indexed.slice(0, find(indexed, 'mdat') + 4),
      code: 'no-frames',
    },
    { what: 'cut off in its header', file: () => matroska.slice(0, 60), code: 'damaged-video' },
    { what: 'a header alone', file: () => plain.slice(0, 28), code: 'video-without-index' },
    { what: 'no frames', file: () => drawn('none.mkv', { ...H264, times: [] }), code: 'no-frames' },
    {
      what: 'encrypted',
      file: () =>
        drawn('secret.mp4', {
          ...H264,
          muxing: {
            encryption_scheme: 'cenc-aes-ctr',
            encryption_key: '0123456789abcdef0123456789abcdef',
            encryption_kid: '0123456789abcdef0123456789abcdef',
          },
        }),
      code: 'encrypted-video',
    },
    {
      what: 'a codec that is not known',
      file: () => {
        const odd = matroska.slice();
        odd.set(Buffer.from('V_NOSUCH'), find(odd, 'V_MPEG4'));
        return odd;
      },
      code: 'unsupported-codec',
    },
  ])('$what: $code', async ({ what, file, code }) => {
    const path = await put(`${what.replaceAll(' ', '-')}.mp4`, await file());
    expect(await outcome(path, reader)).toEqual({ code });
  });

  test('too many pixels', async () => {
    const path = await put('large.mp4', plain);
    expect(await outcome(path, reader, 64 * 48 - 1)).toEqual({ code: 'video-too-large' });
    expect((await outcome(path, reader, 64 * 48)).frames).toHaveLength(25);
  });
});

describe.each(READERS)('files that are read with %s', (reader) => {
  test('the content counts, not the name', async () => {
    for (const name of ['video.avi', 'video.jpg', 'video']) {
      const { frames, completeness } = await outcome(await put(name, plain), reader);
      expect(frames).toHaveLength(25);
      expect(completeness?.state).toBe('whole');
    }
  });

  test('a pixel', async () => {
    const bytes = await drawn('pixel.webm', {
      encoder: FF_ENCODER_LIBVPX_VP9,
      width: 1,
      height: 1,
      luma: (k) => Uint8Array.of(60 + 4 * k),
    });
    const { frames = [] } = await outcome(await put('pixel', bytes), reader);
    expect(frames).toHaveLength(25);
    expect(Math.abs(frames[9].image.data[0] - shown(96))).toBeLessThan(5);
  });
});

describe('files that are read in part', () => {
  test.each(['indexed.mp4', 'whole.mkv'])('%s, cut off in the 16th packet', async (name) => {
    const path = await cutAt(name, 15);
    const { frames = [], completeness, code } = await outcome(path);
    expect(code).toBeUndefined();
    expect(frames.length).toBeGreaterThanOrEqual(12);
    expect(frames.length).toBeLessThanOrEqual(15);
    expect(completeness).toMatchObject({ state: 'partial', frames: frames.length });
    expect(completeness?.reasons.map(({ code }) => code)).toContain('truncated');
    for (const frame of frames) expect(distance(frame, Math.round(frame.time * 25), shown)).toBeLessThan(3.4);
  });

  test.each([
    // Of the first group of 12, all behind the broken one are lost.
    { name: 'indexed.mp4', packet: 5 },
    { name: 'whole.mkv', packet: 5 },
    { name: 'vp9.webm', packet: 5 },
    { name: 'hevc.mp4', packet: 5 },
    // The first frame of the second group.
    { name: 'indexed.mp4', packet: 12 },
  ])('$name with packet $packet broken', async ({ name, packet }) => {
    const original = join(folder, name);
    const bytes = Uint8Array.from(await readFile(original));
    const packets = await packetsOf(original);
    const { first, length } = packets[packet];
    bytes.fill(0xff, first + 4, first + length);
    const { frames = [], completeness, code } = await outcome(await put(`broken-${packet}-${name}`, bytes));
    expect(code).toBeUndefined();
    expect(completeness?.reasons.map(({ code }) => code)).toEqual(['broken-frames']);
    expect(completeness?.state).toBe('partial');
    expect(completeness?.frames).toBe(frames.length);
    expect(completeness?.lostFrames).toBe(25 - frames.length);
    const times = frames.map(({ time }) => Math.round(time * 25));
    // The other groups, each from a key frame to the next, are there whole.
    const keys = packets.filter(({ isKey }) => isKey).map((key) => Math.round(key.time * 25));
    const groupOf = (k: number) => keys.findLastIndex((key) => key <= k);
    const broken = packets.slice(0, packet + 1).filter(({ isKey }) => isKey).length - 1;
    const sound = Array.from({ length: 25 }, (_, k) => k).filter((k) => groupOf(k) !== broken);
    expect(keys.length).toBeGreaterThan(1);
    expect(times).toEqual(expect.arrayContaining(sound));
    for (const [i, frame] of frames.entries()) expect(distance(frame, times[i], shown)).toBeLessThan(3.4);
  });
});

test('a file that is not there, and a folder', async () => {
  expect(await outcome(join(folder, 'none'))).toEqual({ code: 'no-such-file' });
  expect(await outcome(folder)).toEqual({ code: 'unreadable-file' });
});

test('an AVI that is cut off', async () => {
  const { frames = [], completeness } = await outcome(await cutAt('whole.avi', 15), 'libav');
  expect(frames.length).toBeGreaterThanOrEqual(12);
  expect(frames.length).toBeLessThanOrEqual(15);
  expect(completeness?.reasons.map(({ code }) => code)).toContain('truncated');
});

test('16384 pixels across: read if there are few rows, refused if there are many', async () => {
  const wide: DrawnVideo = { encoder: FF_ENCODER_MJPEG, fullRange: true, width: 16_384, times: [0, 1] };
  await drawn('wide.avi', { ...wide, height: 16 });
  const video = await openVideo(join(folder, 'wide.avi'));
  const [frame] = await collect(video.frames({ maximumSide: 960 }));
  expect([frame.image.width, frame.image.height]).toEqual([960, 1]);
  await video.close();
  await drawn('huge.avi', { ...wide, height: 2176, times: [0] });
  expect(await outcome(join(folder, 'huge.avi'), 'libav')).toEqual({ code: 'video-too-large' });
});

test('a file that is being written', async () => {
  const bytes = await drawn('growing.mp4', {
    ...H264,
    settings: { bf: '0' },
    muxing: { movflags: 'frag_keyframe+empty_moov' },
  });
  const half = find(bytes.subarray(2000), 'moof') + 2000 - 4;
  const path = await put('growing.mp4', bytes.slice(0, half));
  const video = await openVideo(path);
  const reading = video.frames();
  await reading.next();
  await appendFile(path, bytes.slice(half));
  const frames = await collect(reading);
  expect(frames.length).toBeGreaterThan(0);
  expect(video.completeness).toMatchObject({ state: 'partial' });
  expect(video.completeness?.reasons.map(({ code }) => code)).toContain('being-written');
  await video.close();
});
