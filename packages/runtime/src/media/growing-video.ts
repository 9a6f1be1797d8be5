import { stat } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { type VideoFrame, WinceError } from '@wince/core';
import type { FrameOptions, Video, VideoCompleteness } from '@wince/media';
import { openVideo } from './open-video.ts';

/** How long a file that is being written is waited for. */
export interface GrowingOptions {
  /** Seconds without growth after which the file counts as finished. */
  readonly idle: number;
  /** Seconds between two looks at the file. Default: 0.5. */
  readonly poll?: number;
  /** Ends the waiting: what there is is given, and the video ends. Default: only the file ends it. */
  readonly stop?: AbortSignal;
}

/** What may yet be cured by more bytes. */
const NOT_YET = new Set([
  ...['empty-file', 'not-a-video', 'video-without-index', 'damaged-video', 'no-frames', 'empty-interval'],
  'no-video-track',
]);

/**
 * Seconds at the end of a file that grows which are read again when it has grown: the last frames may be cut off, or be
 * predicted from what is still to come.
 */
const MARGIN = 0.5;

/**
 * Opens a video that is still being written: its frames go on as long as the file grows. Formats that can be read before they are
 * closed are MKV, WebM, MPEG-TS, AVI and fragmented MP4; a plain MP4 has its index last and is waited for.
 *
 * @throws WinceError those of `openVideo`, once the file has not grown for `idle` seconds
 */
export async function openGrowingVideo(path: string, options: GrowingOptions): Promise<Video> {
  const growth = watchGrowth(path, options);
  const first = await openWhenReadable(path, growth);
  const { description } = first;
  await first.close();
  let completeness: VideoCompleteness | null = null;
  const closing = new AbortController();
  return {
    description: { ...description, duration: null },
    get completeness() {
      return completeness;
    },
    async *frames(wanted: FrameOptions = {}) {
      let next = wanted.start ?? 0;
      for (let growing = true, round = 0; growing; round++) {
        closing.signal.throwIfAborted();
        // Asked before reading: what is written meanwhile is found in the next round.
        if (round > 0) growing = await growth.hasGrown();
        const read = await readFrom(path, { ...wanted, start: next }, growing);
        for await (const frame of read.frames) {
          next = frame.time + SMALLEST;
          yield frame;
        }
        completeness = read.completeness();
        if (wanted.end !== undefined && next >= wanted.end) return;
      }
    },
    async close() {
      closing.abort(new Error(`${path} was closed while its frames were read`));
    },
  };
}

/** No two frames are nearer in time. */
const SMALLEST = 1e-6;

interface Growth {
  /** Waits until the file has grown since the last call, and says so; false once it has not for long enough. */
  hasGrown(): Promise<boolean>;
}

function watchGrowth(path: string, { idle, poll = 0.5, stop }: GrowingOptions): Growth {
  let seen = -1;
  let since = performance.now();
  return {
    async hasGrown() {
      for (;;) {
        const { size } = await stat(path);
        if (size !== seen) {
          seen = size;
          since = performance.now();
          return true;
        }
        if (stop?.aborted || performance.now() - since >= 1000 * idle) return false;
        await setTimeout(1000 * poll);
      }
    },
  };
}

async function openWhenReadable(path: string, growth: Growth): Promise<Video> {
  for (;;) {
    const grown = await growth.hasGrown();
    try {
      return await openVideo(path, { isGrowing: true });
    } catch (cause) {
      if (!grown || !isNotYet(cause)) throw cause;
    }
  }
}

/** The frames that are there from a time on; while the file grows without the last ones. */
async function readFrom(path: string, wanted: FrameOptions, growing: boolean) {
  let completeness: VideoCompleteness | null = null;
  async function* frames(): AsyncGenerator<VideoFrame, void, undefined> {
    let video: Video | undefined;
    const held: VideoFrame[] = [];
    try {
      video = await openVideo(path, { isGrowing: true });
      for await (const frame of video.frames(wanted)) {
        held.push(frame);
        while (held.length > 0 && (!growing || frame.time - held[0].time > MARGIN)) {
          const [ready] = held.splice(0, 1);
          yield ready;
        }
      }
      completeness = video.completeness;
    } catch (cause) {
      if (!isNotYet(cause)) throw cause;
    } finally {
      await video?.close();
    }
  }
  return { frames: frames(), completeness: () => completeness };
}

function isNotYet(cause: unknown): boolean {
  return cause instanceof WinceError && NOT_YET.has(cause.code);
}
