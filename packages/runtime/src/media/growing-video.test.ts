import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { BufferTarget, MkvOutputFormat, Output, VideoSampleSource } from 'mediabunny';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registerEncoders, videoSample } from './encoding.ts';
import { openGrowingVideo } from './growing-video.ts';

const COUNT = 60;
let folder: string;
let bytes: Uint8Array;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-growing-'));
  registerEncoders();
  const target = new BufferTarget();
  const output = new Output({ format: new MkvOutputFormat({ appendOnly: true }), target });
  const source = new VideoSampleSource({ codec: 'avc', bitrate: 400_000, keyFrameInterval: 0.5 });
  output.addVideoTrack(source);
  await output.start();
  for (let i = 0; i < COUNT; i++) {
    const data = new Uint8Array(96 * 64 * 3).map((_, at) => (at * 7 + 40 * i) % 251);
    const sample = videoSample({ width: 96, height: 64, data }, i / 10, 0.1);
    await source.add(sample);
    sample.close();
  }
  await output.finalize();
  bytes = new Uint8Array(target.buffer ?? new ArrayBuffer(0));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function timesOf(video: Awaited<ReturnType<typeof openGrowingVideo>>): Promise<number[]> {
  const times: number[] = [];
  for await (const { time } of video.frames()) times.push(time);
  await video.close();
  return times;
}

const ALL = Array.from({ length: COUNT }, (_, i) => Math.round(100 * i) / 1000);

describe('a video that is being written', () => {
  it('gives each frame once, as the file grows, and ends when it grows no more', async () => {
    const path = join(folder, 'grows.mkv');
    await writeFile(path, bytes.subarray(0, 10));
    const writing = (async () => {
      for (let i = 1; i <= 8; i++) {
        await setTimeout(150);
        await appendFile(
          path,
          bytes.subarray(10 + ((bytes.length - 10) * (i - 1)) / 8, 10 + ((bytes.length - 10) * i) / 8),
        );
      }
    })();
    const video = await openGrowingVideo(path, { idle: 1.5, poll: 0.05 });
    expect(video.description).toMatchObject({ width: 96, height: 64, duration: null });
    const times = await timesOf(video);
    await writing;
    expect(times).toEqual(ALL);
    expect(video.completeness?.state).toBe('whole');
  }, 60_000);

  it('that stopped on the way is given as far as it goes, and is partial', async () => {
    const path = join(folder, 'stopped.mkv');
    await writeFile(path, bytes.subarray(0, bytes.length * 0.6));
    const video = await openGrowingVideo(path, { idle: 0, poll: 0.02 });
    const times = await timesOf(video);
    expect(times.length).toBeGreaterThan(20);
    expect(times).toEqual(ALL.slice(0, times.length));
  }, 60_000);

  it('that is stopped by the user ends with what there is', async () => {
    const path = join(folder, 'interrupted.mkv');
    await writeFile(path, bytes);
    const stop = AbortSignal.abort();
    expect(await timesOf(await openGrowingVideo(path, { idle: 600, poll: 0.02, stop }))).toEqual(ALL);
  }, 60_000);

  it('that never becomes one is refused as any other', async () => {
    const path = join(folder, 'words.mkv');
    await writeFile(path, 'words');
    await expect(openGrowingVideo(path, { idle: 0, poll: 0.02 })).rejects.toMatchObject({
      code: 'not-a-video',
    });
  });
});
