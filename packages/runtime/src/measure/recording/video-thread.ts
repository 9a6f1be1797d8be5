import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { type VideoFrame, WinceError } from '@wince/core';
import type { FrameOptions, OpenVideoOptions, VideoCompleteness } from '@wince/media';
import { workerUrl } from '../../execute/index.ts';

/** What a thread that reads a video is told when it starts. */
export interface VideoThreadTask {
  readonly path: string;
  readonly clock: OpenVideoOptions['clock'];
  readonly options: Omit<FrameOptions, 'signal'>;
}

/** One more frame is wanted, or none any more. */
export type ToVideoThread = 'more' | 'stop';

export type FromVideoThread =
  | {
      readonly kind: 'frame';
      readonly time: number;
      readonly width: number;
      readonly height: number;
      readonly data: Uint8Array;
    }
  | { readonly kind: 'end'; readonly completeness: VideoCompleteness | null }
  | {
      readonly kind: 'refusal';
      readonly refusal: Pick<WinceError, 'code' | 'message' | 'hint'>;
    };

/** Frames that the thread may be ahead. */
const AHEAD = 4;

/**
 * The frames of a video file as `openVideo` gives them, decoded in a thread of their own: decoding takes many small steps,
 * each of which would wait for whatever the caller does with the frame before.
 *
 * @param onEnd told how complete they were, after the last one
 * @throws WinceError those of `openVideo` and its frames; the signal's reason
 */
export async function* framesInThread(
  path: string,
  { signal, clock, ...options }: FrameOptions & Pick<OpenVideoOptions, 'clock'>,
  onEnd: (completeness: VideoCompleteness | null) => void,
): AsyncGenerator<VideoFrame, void, undefined> {
  const task: VideoThreadTask = { path, clock, options };
  const worker = new Worker(new URL(workerUrl('measure/recording/video-worker')), { workerData: task });
  const arrived: FromVideoThread[] = [];
  let failure: unknown;
  let ended = false;
  let wake = () => {};
  worker.on('message', (message: FromVideoThread) => {
    arrived.push(message);
    wake();
  });
  worker.on('error', (error) => {
    failure = error;
    wake();
  });
  const exit = once(worker, 'exit').then(() => {
    ended = true;
    wake();
  });
  const stop = () => wake();
  signal?.addEventListener('abort', stop);
  const ask = () => worker.postMessage('more' satisfies ToVideoThread);
  try {
    for (let i = 0; i < AHEAD; i++) ask();
    for (;;) {
      while (arrived.length === 0 && !failure && !ended && !signal?.aborted) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      signal?.throwIfAborted();
      const message = arrived.shift();
      if (!message) throw failure ?? new Error('the thread that reads the video ended early');
      if (message.kind === 'refusal') {
        const { code, message: text, ...rest } = message.refusal;
        throw new WinceError(code, text, rest);
      }
      if (message.kind === 'end') return onEnd(message.completeness);
      ask();
      const { time, width, height, data } = message;
      yield { time, image: { width, height, data } };
    }
  } finally {
    signal?.removeEventListener('abort', stop);
    // Told to end, not ended: a thread that is stopped inside libav takes the whole process with it.
    worker.postMessage('stop' satisfies ToVideoThread);
    await exit.catch(() => undefined);
  }
}
