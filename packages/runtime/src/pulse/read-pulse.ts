import { join } from 'node:path';
import {
  clipParameters,
  type FaceTraces,
  faceParameters,
  observeFace,
  type PulseBand,
  type RecordingPulse,
  recordingPulse,
  type VideoFrame,
  type WhichFace,
} from '@wince/core';
import type { VideoCompleteness } from '@wince/media';
import { passOver, startStageClock } from '@wince/observation';
import { renderPulse } from '@wince/pages';
import { writeAtomically } from '../files/atomic.ts';
import { openFaceTracking } from '../measure/faces/index.ts';
import { framesInThread } from '../measure/recording/video-thread.ts';
import { openVideo } from '../media/index.ts';
import { version } from '../provenance.ts';
import { openStore } from '../store/index.ts';

/** How the pulse of a video is read. */
export interface ReadPulseOptions {
  readonly band: PulseBand;
  /** Which of several faces is the subject's. */
  readonly face?: WhichFace;
  /** The folder in which converted networks are kept. */
  readonly cache: string;
  readonly signal?: AbortSignal;
  /** Told how far it is, in seconds of the video. */
  readonly onTime?: (seconds: number) => void;
}

/** The pulse of a video, with what is known of its frames. */
export interface VideoPulse extends RecordingPulse {
  readonly band: PulseBand;
  /** From the first to the last frame that was read. */
  readonly seconds: number;
  /** Frames that were read, and those in which the face could be used. */
  readonly frames: number;
  readonly usable: number;
  /** What of the file could not be read, in sentences. */
  readonly notes: readonly string[];
}

/**
 * Follows the face through a video, the colour of its skin through every frame, and finds the pulse in it.
 *
 * @throws WinceError those of `openVideo` and its frames, and of opening the networks
 */
export async function readPulse(
  path: string,
  { band, face, cache, signal, onTime }: ReadPulseOptions,
): Promise<VideoPulse> {
  const parameters = clipParameters.parse({});
  const faces = faceParameters.parse(face === undefined ? {} : { choose: { which: face } });
  const video = await openVideo(path);
  const { width: shownWidth } = video.description;
  await video.close();
  const tracking = await openFaceTracking({
    store: await openStore(cache),
    apart: true,
    parameters: { ...parameters.tracking, face: faces },
  });
  try {
    let completeness: VideoCompleteness | null = null;
    const frames = (options: Parameters<typeof video.frames>[0]): AsyncIterable<VideoFrame> =>
      framesInThread(path, { ...options, clock: parameters.clock }, (found) => {
        completeness = found;
      });
    const watch = { start: 0, end: null, rate: parameters.rate, rest: 0 };
    const tracing = observeFace();
    const events = passOver({
      frames,
      rests: [{ start: 0, end: null }],
      watches: [{ ...watch, face: true, strain: true, between: true }],
      setup: {
        track: (options) => tracking.track({ ...options, shownWidth }),
        parameters,
        clock: startStageClock(),
      },
      signal,
    });
    for await (const event of events) {
      if (event.kind === 'between') await tracing.between(event.frame);
      if (event.kind !== 'frame' || !event.followed) continue;
      onTime?.(event.frame.time);
      await tracing.frame(event.frame);
      if (event.followed.strain) tracing.strain(event.followed.strain);
      await tracing.tracked(event.followed.tracked);
    }
    return {
      ...recordingPulse(tracing.traces(), { band }),
      band,
      ...seenOf(tracing.traces()),
      notes: notesOf(completeness),
    };
  } finally {
    await tracking.close();
  }
}

function seenOf({ times, motion }: FaceTraces): Pick<VideoPulse, 'seconds' | 'frames' | 'usable'> {
  return {
    seconds: times.length > 1 ? times[times.length - 1] - times[0] : 0,
    frames: times.length,
    usable: motion.x.filter(Number.isFinite).length,
  };
}

function notesOf(completeness: VideoCompleteness | null): readonly string[] {
  return completeness ? [...completeness.reasons.map(({ message }) => message), ...completeness.notes] : [];
}

/**
 * Draws the pulse of a video: `pulse.svg`, which stands alone, and `pulse.html`, in a folder that is made where it is missing.
 *
 * @param name what the video is called on the page
 * @returns the paths of both files
 * @throws WinceError `cannot-write`, `disk-full`
 */
export async function drawPulse(pulse: VideoPulse, name: string, folder: string): Promise<readonly string[]> {
  const { page, drawing } = await renderPulse({ pulse, name, version });
  const [svg, html] = ['pulse.svg', 'pulse.html'].map((file) => join(folder, file));
  await writeAtomically(svg, drawing);
  await writeAtomically(html, page);
  return [svg, html];
}
