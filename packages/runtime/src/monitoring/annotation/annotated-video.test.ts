import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorParameters, openLiveMonitor, type RgbImage, textWidth } from '@wince/core';
import { ALL_FORMATS, BufferSource, EncodedPacketSink, Input, VideoSampleSink } from 'mediabunny';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { chromiumPath, group } from '../../../../../tests/groups.ts';
import { drawnFrames } from '../../../../core/src/monitoring/drawn-frames.fixture.ts';
import { openVideo } from '../../media/index.ts';
import { encodeClip } from '../../phantom/encode-clip.ts';
import { openAnnotatedVideo, type WrittenVideo } from './annotated-video.ts';
import { drawAnnotatedFrame } from './draw-frame.ts';
import { EDGE_DOTS, layoutFor, NOT_A_DEVICE, placePicture } from './layout.ts';
import { tracePoint } from './trace.ts';

const [WIDTH, HEIGHT] = [160, 122];
const COUNT = 24;
const parameters = monitorParameters.parse({});
const text = { positive: 'pain', synthetic: true, parameters };

/** Times of a variable rate: 30 a second, with a frame left out here and there and one long wait. */
const TIMES = Array.from({ length: 3 * COUNT }, (_, i) => i / 30)
  .filter((_, i) => i % 5 !== 3)
  .slice(0, COUNT)
  .map((time) => (time > 0.5 ? time + 0.7 : time));

const BITS = 5;
/** Frame i has the number i in stripes: the lowest bit on the left, white for one. */
function numbered(i: number): RgbImage {
  const data = new Uint8Array(WIDTH * HEIGHT * 3);
  for (let at = 0; at < data.length; at++) {
    const stripe = Math.floor(((Math.floor(at / 3) % WIDTH) * BITS) / WIDTH);
    data[at] = (i >> stripe) & 1 ? 230 : 25;
  }
  return { width: WIDTH, height: HEIGHT, data };
}

/** Places in a row of the annotated picture that show the stripes. */
const PLACES = Array.from({ length: BITS }, (_, bit) => Math.floor(((bit + 0.5) * 480) / BITS));
const numberIn = (row: ArrayLike<number>): number =>
  PLACES.reduce((sum, x, bit) => sum + (row[4 * x] > 128 ? 1 << bit : 0), 0);

let folder: string;
let recording: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-annotated-'));
  recording = join(folder, 'recording.mp4');
  const sound = Float32Array.from({ length: 32_000 }, (_, i) => 0.3 * Math.sin(i / 8));
  await writeFile(recording, await encodeClip('mp4', 60, () => numbered(3), sound));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function annotate(path: string, from: string | null, sizes = [numbered]): Promise<WrittenVideo> {
  const frames = drawnFrames();
  const monitor = openLiveMonitor({ parameters, bars: [], start: 0 });
  const writer = await openAnnotatedVideo(path, { recording: from, text });
  for (const [i, time] of TIMES.entries()) {
    const scored = { ...frames[i], time, landmarks: null };
    const image = sizes[i % sizes.length](i);
    await writer.push({ time, image }, scored, monitor.push(scored).reading);
  }
  return writer.finish();
}

async function opened(path: string) {
  const input = new Input({ source: new BufferSource(await readFile(path)), formats: ALL_FORMATS });
  const video = await input.getPrimaryVideoTrack();
  if (!video) throw new Error('no video track');
  return { video, audio: await input.getPrimaryAudioTrack() };
}

describe('an annotated video', () => {
  it.each(['.mp4', '.webm', '.mkv', '.mov'])(
    'as %s: each frame at its own time, under its own picture',
    async (extension) => {
      const path = join(folder, `out${extension}`);
      const written = await annotate(path, null);
      expect(written).toMatchObject({ path, frames: COUNT, soundLeftOut: expect.stringContaining('camera') });
      const { video } = await opened(path);
      const layout = layoutFor(WIDTH, HEIGHT);
      expect([video.displayWidth, video.displayHeight]).toEqual([layout.width, layout.height]);
      let i = 0;
      for await (const sample of new VideoSampleSink(video).samples()) {
        expect(Math.abs(sample.timestamp - TIMES[i])).toBeLessThan(0.002);
        const rgba = new Uint8Array(sample.allocationSize({ format: 'RGBA' }));
        await sample.copyTo(rgba, { format: 'RGBA' });
        expect(numberIn(rgba)).toBe(i);
        sample.close();
        i++;
      }
      expect(i).toBe(COUNT);
      expect((await stat(path)).mode & 0o777).toBe(0o600);
    },
  );

  it('keeps the sound as it was encoded, or says why not', async () => {
    const kept = join(folder, 'sound.mp4');
    expect(await annotate(kept, recording)).toMatchObject({ soundLeftOut: null });
    const packets = async (path: string) => {
      const { audio } = await opened(path);
      if (!audio) throw new Error('no sound');
      const found: string[] = [];
      for await (const { data, timestamp } of new EncodedPacketSink(audio).packets())
        found.push(`${timestamp.toFixed(3)} ${Buffer.from(data).toString('base64')}`);
      return found;
    };
    const [copied, original] = [await packets(kept), await packets(recording)];
    const within = original.filter((packet) => Number.parseFloat(packet) >= 0);
    expect(copied.length).toBeGreaterThan(20);
    expect(copied).toEqual(within.slice(0, copied.length));
    const lost = await annotate(join(folder, 'sound.webm'), recording);
    expect(lost.soundLeftOut).toContain('aac cannot be copied');
    const page = join(folder, 'no-video.txt');
    await writeFile(page, 'words');
    expect((await annotate(join(folder, 'words.mp4'), page)).soundLeftOut).toContain('cannot be copied');
  });

  it.each(['.mp4', '.webm', '.mkv', '.mov'])(
    'as %s: names its colours, and holds them',
    async (extension) => {
      const path = join(folder, `colours${extension}`);
      const colours = (): RgbImage => {
        const data = new Uint8Array(WIDTH * HEIGHT * 3);
        for (let i = 0; i < data.length; i += 3) data.set([200, 60, 90], i);
        return { width: WIDTH, height: HEIGHT, data };
      };
      await annotate(path, null, [colours]);
      const { video } = await opened(path);
      expect(await video.getColorSpace()).toMatchObject({
        ...{ primaries: 'bt709', transfer: 'bt709', matrix: 'bt709', fullRange: false },
      });
      const read = await openVideo(path);
      for await (const { image } of read.frames({ end: 0.05 })) {
        const at = 3 * (20 * image.width + 8);
        for (const [c, value] of [200, 60, 90].entries())
          expect(Math.abs(image.data[at + c] - value)).toBeLessThan(6);
      }
      await read.close();
    },
  );

  it('takes frames that change their size', async () => {
    const path = join(folder, 'sizes.mp4');
    const small = (): RgbImage => ({ width: 31, height: 17, data: new Uint8Array(31 * 17 * 3) });
    expect((await annotate(path, null, [numbered, small])).frames).toBe(COUNT);
  });

  it('leaves nothing behind where it fails or is left', async () => {
    const before = await readdir(folder);
    const failing = await openAnnotatedVideo(join(folder, 'left.mp4'), { recording, text });
    await failing.abandon();
    const empty = await openAnnotatedVideo(join(folder, 'empty.mp4'), { recording, text });
    await expect(empty.finish()).rejects.toMatchObject({ code: 'no-frames' });
    expect(await readdir(folder)).toEqual(before);
    await expect(openAnnotatedVideo(join(folder, 'a.avi'), { recording, text })).rejects.toMatchObject({
      code: 'unknown-video-format',
      status: 2,
    });
    await expect(openAnnotatedVideo(join(recording, 'b.mp4'), { recording, text })).rejects.toMatchObject({
      code: 'cannot-write',
    });
  });
});

describe('an annotated frame', () => {
  it.each([
    [1, 1],
    [16_000, 90],
    [90, 16_000],
    [640, 480],
    [1919, 1079],
    [480, 270],
    [506, 900],
    [721, 405],
  ])('of %d x %d pixels has room for its words', (width, height) => {
    const layout = layoutFor(width, height);
    expect(layout.width % 2).toBe(0);
    expect(layout.height % 2).toBe(0);
    expect(layout.width).toBeGreaterThanOrEqual(480);
    expect(textWidth(NOT_A_DEVICE, layout.dot) + 2 * EDGE_DOTS * layout.dot).toBeLessThanOrEqual(
      layout.width,
    );
    expect(Math.max(layout.picture.width, layout.picture.height)).toBeLessThanOrEqual(1920);
    const place = placePicture(layout, width, height);
    expect(place.x + place.width).toBeLessThanOrEqual(layout.width);
    expect(place.y + place.height).toBeLessThanOrEqual(layout.top);
  });

  it('draws the box where the face is, and nothing over the picture where there is none', () => {
    const frames = drawnFrames();
    const image = { width: 320, height: 240, data: new Uint8Array(320 * 240 * 3).fill(100) };
    const layout = layoutFor(320, 240);
    const monitor = openLiveMonitor({ parameters, bars: [], start: 0 });
    const draw = (i: number) => {
      const { reading } = monitor.push(frames[i]);
      return drawAnnotatedFrame(
        layout,
        { time: frames[i].time, image },
        frames[i],
        reading,
        [tracePoint(reading)],
        text,
      );
    };
    const changed = (picture: RgbImage) =>
      picture.data.subarray(0, 3 * layout.width * layout.top).some((value) => value !== 100);
    expect(changed(draw(0))).toBe(true);
    expect(changed(draw(300))).toBe(false);
  });
});

group('an annotated video in Chromium', 'chromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: chromiumPath(),
      args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--autoplay-policy=no-user-gesture-required'],
    });
  });
  afterAll(() => browser?.close());

  test.each(['.mp4', '.webm'])(
    'plays as %s, and shows each frame from its own time to the next',
    async (extension) => {
      const path = join(folder, `played${extension}`);
      await annotate(path, recording);
      const data = (await readFile(path)).toString('base64');
      const page = await browser.newPage();
      await page.setContent('<video muted></video><canvas></canvas>');
      const seen = await page.evaluate(
        async ({ source, times }) => {
          const video = document.querySelector('video');
          const canvas = document.querySelector('canvas');
          const context = canvas?.getContext('2d');
          if (!video || !canvas || !context) throw new Error('no page');
          const once = (event: string) =>
            new Promise((resolve, reject) => {
              video.addEventListener(event, resolve, { once: true });
              video.addEventListener('error', () => reject(new Error(video.error?.message)), { once: true });
            });
          video.src = source;
          await once('loadeddata');
          await video.play();
          await once('ended');
          const decoded = video.getVideoPlaybackQuality().totalVideoFrames;
          const rows: number[][] = [];
          canvas.width = video.videoWidth;
          const shown = () => new Promise((resolve) => video.requestVideoFrameCallback(resolve));
          for (const [i, time] of times.entries()) {
            // 'seeked' comes before the picture: wait for both, or a busy machine draws the picture of before.
            const both = Promise.all([once('seeked'), shown()]);
            video.currentTime = (time + (times[i + 1] ?? time + 0.03)) / 2;
            await both;
            context.drawImage(video, 0, 0);
            rows.push([...context.getImageData(0, 4, canvas.width, 1).data]);
          }
          return {
            rows,
            decoded,
            duration: video.duration,
            size: [video.videoWidth, video.videoHeight],
          };
        },
        { source: `data:video/${extension.slice(1)};base64,${data}`, times: TIMES },
      );
      await page.close();
      const layout = layoutFor(WIDTH, HEIGHT);
      expect(seen.size).toEqual([layout.width, layout.height]);
      expect(seen.rows.map(numberIn)).toEqual(TIMES.map((_, i) => i));
      const last = TIMES[COUNT - 1] + TIMES[COUNT - 1] - TIMES[COUNT - 2];
      expect(Math.abs(seen.duration - last)).toBeLessThan(0.05);
      expect(seen.decoded).toBe(COUNT);
    },
  );
});
