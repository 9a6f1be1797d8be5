import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AV_PIX_FMT_YUV420P10LE,
  AVCOL_SPC_BT709,
  AVCOL_SPC_BT2020_NCL,
  AVCOL_SPC_SMPTE170M,
  AVCOL_TRC_ARIB_STD_B67,
  AVCOL_TRC_SMPTE2084,
  FF_ENCODER_LIBSVTAV1,
  FF_ENCODER_LIBVPX_VP8,
  FF_ENCODER_LIBVPX_VP9,
  FF_ENCODER_LIBX264,
  FF_ENCODER_MPEG4,
} from 'node-av/constants';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { group } from '../../../../tests/groups.ts';
import { openMediaPage } from './media-page.fixture.ts';
import { openVideo } from './open-video.ts';
import { collect, type DrawnVideo, packetsOf, writeDrawnVideo } from './video.fixture.ts';

const answer = z.object({
  code: z.string().optional(),
  message: z.string().optional(),
  description: z
    .object({
      container: z.string(),
      codec: z.string(),
      width: z.number(),
      height: z.number(),
      reader: z.string(),
    })
    .optional(),
  completeness: z.object({ state: z.string(), frames: z.number(), lostFrames: z.number() }).optional(),
  frames: z
    .array(z.object({ time: z.number(), width: z.number(), height: z.number(), data: z.array(z.number()) }))
    .default([]),
});

/** Colours that change over the picture, and sizes that are no multiples of a block. */
const COLOURED = { coloured: true, width: 78, height: 66 } as const;

group('videos in a page', 'chromium', () => {
  let browser: Browser;
  let page: Page;
  let folder: string;
  const draw = async (name: string, video: DrawnVideo) => {
    await writeDrawnVideo(join(folder, name), video);
    return name;
  };
  const readInPage = async (name: string, options = {}) =>
    answer.parse(await page.evaluate(`readVideo(${JSON.stringify(name)}, ${JSON.stringify(options)})`));
  const readHere = async (name: string, options = {}) => {
    const video = await openVideo(join(folder, name));
    const frames = await collect(video.frames(options));
    await video.close();
    return frames;
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wince-page-video-'));
    ({ browser, page } = await openMediaPage(folder));
  });
  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true });
  });

  test.each([
    { name: 'h264.mp4', video: { encoder: FF_ENCODER_LIBX264 }, options: {} },
    {
      name: 'turned.mp4',
      video: { encoder: FF_ENCODER_LIBX264, matrix: [0, 65_536, 0, -65_536, 0, 0, 0, 0, 2 ** 30] },
      options: { maximumSide: 40 },
    },
    {
      name: 'vp9.webm',
      video: { encoder: FF_ENCODER_LIBVPX_VP9, width: 61, height: 47 },
      options: { start: 0.4, rate: 10 },
    },
    {
      name: 'vp8.mkv',
      video: {
        encoder: FF_ENCODER_LIBVPX_VP8,
        times: [0, 40, 50, 300, 1000, 1001],
        timeBase: [1, 1000] as const,
      },
      options: {},
    },
    { name: 'av1.mp4', video: { encoder: FF_ENCODER_LIBSVTAV1 }, options: {} },
    {
      name: 'deep.webm',
      video: { encoder: FF_ENCODER_LIBSVTAV1, pixelFormat: AV_PIX_FMT_YUV420P10LE },
      options: { maximumSide: 48 },
    },
    // Without a name of the matrix a player takes that of the height, and the browser's own word is BT.709.
    { name: 'unnamed.mp4', video: { encoder: FF_ENCODER_LIBX264, ...COLOURED }, options: {} },
    {
      name: 'unnamed-hd.webm',
      video: {
        encoder: FF_ENCODER_LIBVPX_VP9,
        ...COLOURED,
        ...{ width: 96, height: 720, times: [0, 1, 2, 3, 4] },
      },
      options: {},
    },
    {
      name: 'bt601.mp4',
      video: { encoder: FF_ENCODER_LIBX264, ...COLOURED, colorSpace: AVCOL_SPC_SMPTE170M },
      options: { maximumSide: 48 },
    },
    {
      name: 'bt709.mkv',
      video: { encoder: FF_ENCODER_LIBX264, ...COLOURED, colorSpace: AVCOL_SPC_BT709 },
      options: {},
    },
    {
      name: 'full-bt601.mkv',
      video: { encoder: FF_ENCODER_LIBX264, ...COLOURED, colorSpace: AVCOL_SPC_SMPTE170M, fullRange: true },
      options: {},
    },
    {
      name: 'full-bt709.mp4',
      video: { encoder: FF_ENCODER_LIBX264, ...COLOURED, colorSpace: AVCOL_SPC_BT709, fullRange: true },
      options: { maximumSide: 40 },
    },
    {
      name: 'bt2020.webm',
      video: {
        encoder: FF_ENCODER_LIBSVTAV1,
        ...COLOURED,
        ...{ colorSpace: AVCOL_SPC_BT2020_NCL, pixelFormat: AV_PIX_FMT_YUV420P10LE },
      },
      options: {},
    },
  ])('$name has the frames that it has here', async ({ name, video, options }) => {
    await draw(name, video);
    const there = await readInPage(name, options);
    expect(there.message).toBeUndefined();
    expect(there.description?.reader).toBe('mediabunny');
    expect(there.completeness?.state).toBe('whole');
    const here = await readHere(name, options);
    expect(here.length).toBeGreaterThan(4);
    expect(there.frames.map(({ time }) => Math.round(time * 1e6))).toEqual(
      here.map(({ time }) => Math.round(time * 1e6)),
    );
    let most = 0;
    for (const [k, { image }] of here.entries()) {
      expect([there.frames[k].width, there.frames[k].height]).toEqual([image.width, image.height]);
      for (let i = 0; i < image.data.length; i++)
        most = Math.max(most, Math.abs(image.data[i] - there.frames[k].data[i]));
    }
    expect(most).toBe(0);
  });

  const HDR = {
    ...{ pixelFormat: AV_PIX_FMT_YUV420P10LE, colorSpace: AVCOL_SPC_BT2020_NCL },
    ...COLOURED,
    times: [0, 1, 2],
  } as const;
  const FIELDS = { encoder: FF_ENCODER_LIBX264, interlaced: true, times: [0, 1, 2, 3] } as const;
  test.each([
    {
      name: 'pq.webm',
      video: { ...HDR, encoder: FF_ENCODER_LIBSVTAV1, colorTransfer: AVCOL_TRC_SMPTE2084 },
      what: 'PQ',
    },
    {
      name: 'hlg.mp4',
      video: { ...HDR, encoder: FF_ENCODER_LIBSVTAV1, colorTransfer: AVCOL_TRC_ARIB_STD_B67 },
      what: 'HLG',
    },
    {
      name: 'pq-vp9.mkv',
      video: { ...HDR, encoder: FF_ENCODER_LIBVPX_VP9, colorTransfer: AVCOL_TRC_SMPTE2084 },
      what: 'PQ',
    },
    // Only the stream says it.
    {
      name: 'pq.ts',
      video: { ...HDR, encoder: FF_ENCODER_LIBX264, colorTransfer: AVCOL_TRC_SMPTE2084 },
      what: 'PQ',
    },
    { name: 'fields.mp4', video: FIELDS, what: 'interlaced' },
    { name: 'fields.mkv', video: FIELDS, what: 'interlaced' },
    { name: 'fields.ts', video: FIELDS, what: 'interlaced' },
  ])(
    '$name, which is $what, is refused: the command line shows other frames of it',
    async ({ name, video, what }) => {
      await draw(name, video);
      const { code, message, frames } = await readInPage(name);
      expect({ code, frames, message }).toEqual({
        ...{ code: 'video-not-in-page', frames: [] },
        message: expect.stringContaining(what),
      });
      expect(await readHere(name)).toHaveLength(video.times.length);
    },
  );

  test('frames of a stream that might have fields are frames', async () => {
    const name = await draw('might.mp4', {
      ...{ encoder: FF_ENCODER_LIBX264, times: [0, 1, 2, 3, 4, 5] },
      settings: { 'x264-params': 'fake-interlaced=1' },
    });
    const [there, here] = [await readInPage(name), await readHere(name)];
    expect(there.message).toBeUndefined();
    expect(there.frames.map(({ data }) => data)).toEqual(here.map(({ image }) => [...image.data]));
  });

  test('a broken frame is left out, with what follows up to the next key frame', async () => {
    const name = await draw('broken.webm', {
      encoder: FF_ENCODER_LIBVPX_VP9,
      settings: { 'lag-in-frames': '0' },
    });
    const bytes = await readFile(join(folder, name));
    const { first, length } = (await packetsOf(join(folder, name)))[5];
    await writeFile(join(folder, name), bytes.fill(0xff, first, first + length));
    const { frames, completeness, message } = await readInPage(name);
    expect(message).toBeUndefined();
    expect(completeness?.state).toBe('partial');
    expect(completeness?.lostFrames).toBe(25 - frames.length);
    expect(frames.map(({ time }) => Math.round(25 * time))).toEqual(expect.arrayContaining([12, 18, 24]));
  });

  test('what it cannot read is told', async () => {
    await draw('mpeg4.avi', { encoder: FF_ENCODER_MPEG4 });
    await draw('mpeg4.mp4', { encoder: FF_ENCODER_MPEG4 });
    expect((await readInPage('mpeg4.avi')).code).toBe('unsupported-container');
    expect((await readInPage('mpeg4.mp4')).code).toBe('unsupported-codec');
    const readable = z
      .object({ containers: z.array(z.string()), codecs: z.array(z.string()) })
      .parse(await page.evaluate('readable()'));
    expect(readable.containers).toEqual(['mp4', 'mov', 'matroska', 'webm', 'mpeg-ts']);
    expect(readable.codecs).toEqual(expect.arrayContaining(['vp8', 'vp9']));
  });
});
