import { WinceError } from '@wince/core';
import { openVideo } from '@wince/runtime';
import { jpegOf } from './picture-work.ts';
import type { ClipTask } from './tasks.ts';

/** Frames a second of a file that does not say how many it has. */
const USUAL_RATE = 25;
/** Frames that are given at a time at most: a camera may have taken hundreds a second. */
const MOST = 120;

/** What is known of a clip: its length and rate; or frames of it as JPEGs, each at its true time. */
export async function clipWork(
  task: ClipTask,
): Promise<
  | { readonly duration: number | null; readonly frame_rate: number }
  | { readonly frames: readonly { readonly time: number; readonly jpeg: Uint8Array }[] }
> {
  const video = await openVideo(task.path);
  try {
    if (task.what === 'description') {
      const { duration, frameRate } = video.description;
      return { duration, frame_rate: frameRate ?? USUAL_RATE };
    }
    const { from, to, side } = task;
    const frames: { time: number; jpeg: Uint8Array }[] = [];
    for await (const { time, image } of video.frames({ start: from, end: to, maximumSide: side })) {
      frames.push({ time, jpeg: await jpegOf(image, side) });
      if (frames.length >= MOST) break;
    }
    return { frames };
  } catch (error) {
    // Between two frames of a slow clip there is none.
    if (error instanceof WinceError && error.code === 'empty-interval') return { frames: [] };
    throw error;
  } finally {
    await video.close();
  }
}
