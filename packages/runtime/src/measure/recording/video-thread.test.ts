import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { VideoCompleteness } from '@wince/media';
import { FF_ENCODER_LIBX264 } from 'node-av/constants';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openVideo } from '../../media/index.ts';
import { collect, writeDrawnVideo } from '../../media/video.fixture.ts';
import { framesInThread } from './video-thread.ts';

let folder: string;
let path: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-thread-'));
  path = join(folder, 'drawn.mp4');
  await writeDrawnVideo(path, { encoder: FF_ENCODER_LIBX264 });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('frames from a thread', () => {
  it('are those of the file, in order, and so is what is said of them', async () => {
    const video = await openVideo(path);
    const options = { start: 0.2, end: 0.9, maximumSide: 32 };
    const own = await collect(video.frames(options));
    let completeness: VideoCompleteness | null = null;
    const threaded = await collect(
      framesInThread(path, options, (found) => {
        completeness = found;
      }),
    );
    expect(threaded).toEqual(own);
    expect(threaded.length).toBeGreaterThan(15);
    expect(completeness).toEqual(video.completeness);
    await video.close();
  });

  it('may be left before their end', async () => {
    for await (const { time } of framesInThread(path, {}, () => expect.fail('the end was not reached'))) {
      if (time > 0.2) break;
    }
  });

  it('end with the signal, and with the error of the file', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const aborted = async () => {
      for await (const { time } of framesInThread(path, { signal: controller.signal }, () => {})) {
        if (time > 0.1) controller.abort(reason);
      }
    };
    await expect(aborted()).rejects.toBe(reason);
    const words = join(folder, 'words.mp4');
    await writeFile(words, 'words');
    await expect(collect(framesInThread(words, {}, () => {}))).rejects.toMatchObject({
      code: 'not-a-video',
      status: 1,
    });
    const late = collect(framesInThread(path, { start: 90 }, () => {}));
    await expect(late).rejects.toMatchObject({ code: 'empty-interval' });
  });
});
