import { parentPort, workerData } from 'node:worker_threads';
import { WinceError } from '@wince/core';
import { openVideo } from '../../media/index.ts';
import type { FromVideoThread, ToVideoThread, VideoThreadTask } from './video-thread.ts';

const { path, clock, options }: VideoThreadTask = workerData;
const port = parentPort;
if (!port) throw new Error('this file is a worker');

let asked = 0;
let stopped = false;
let wake = () => {};
port.on('message', (message: ToVideoThread) => {
  if (message === 'more') asked += 1;
  else stopped = true;
  wake();
});

/** Until a frame is asked for, or nobody wants any more. */
async function untilAsked(): Promise<void> {
  while (asked === 0 && !stopped) {
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  }
  asked -= 1;
}

function tell(message: FromVideoThread, transfer: ArrayBuffer[] = []): void {
  port?.postMessage(message, transfer);
}

try {
  const video = await openVideo(path, { clock });
  try {
    const frames = video.frames(options);
    for (;;) {
      await untilAsked();
      if (stopped) break;
      const next = await frames.next();
      if (next.done) {
        tell({ kind: 'end', completeness: video.completeness });
        break;
      }
      const { time, image } = next.value;
      const { width, height } = image;
      // Handed over where the picture has its memory to itself, copied where it does not.
      const own = image.data.byteLength === image.data.buffer.byteLength;
      const data = own ? image.data : Uint8Array.from(image.data);
      const { buffer } = data;
      if (!(buffer instanceof ArrayBuffer)) throw new Error('the picture is in shared memory');
      tell({ kind: 'frame', time, width, height, data }, [buffer]);
    }
  } finally {
    await video.close();
  }
} catch (error) {
  if (!(error instanceof WinceError)) throw error;
  const { code, message, hint } = error;
  tell({ kind: 'refusal', refusal: { code, message, hint } });
}
port.close();
