import { type ClipParameters, type PlannedFamily, rememberFaces, type VideoFrame } from '@wince/core';
import type { FrameOptions, Video, VideoCompleteness, VideoDescription } from '@wince/media';
import {
  type BesideMonitor,
  familiesOf,
  type RecordingPart,
  type ScoredVideoFrame,
  type StageClock,
  scoreFrames,
  scoringParameters,
  startStageClock,
  type TrackFace,
  type TrainedModel,
} from '@wince/observation';
import { type FaceTracking, openFaceTracking } from '../measure/faces/index.ts';
import { openFamilyPlanner } from '../measure/families/planner.ts';
import { framesInThread } from '../measure/recording/video-thread.ts';
import { openVideo } from '../media/index.ts';
import { openStore } from '../store/index.ts';
import type { ModelRow } from './model-row.ts';
import { openWholeRow } from './whole-row.ts';

/** Which part of a video is scored, and what is heard of it. */
export interface ScoreVideoOptions {
  readonly cache: string;
  /** Seconds of the recording that are scored; all of it by default. */
  readonly start?: number;
  /** Seconds: where the reading ends. Default: the end of the recording. */
  readonly end?: number;
  /** Where the subject is at rest (seconds); the first usable seconds of the recording where nothing is said. */
  readonly rest?: RecordingPart | null;
  /** Frames a second that are followed; all by default. */
  readonly rate?: number;
  /** Counts what each piece of work takes. Default: nothing is counted. */
  readonly clock?: StageClock;
  /** Ends the work when it is aborted. Default: nothing ends it. */
  readonly signal?: AbortSignal;
  /** What opens the video: a file by default, else one that grows, or a camera. */
  readonly open?: (path: string) => Promise<Video>;
  /** Told what is known of the video before its first frame. Default: nobody is told. */
  readonly onOpen?: (description: VideoDescription) => void;
  /** Told how complete the frames were, after the last one. Default: nobody is told. */
  readonly onEnd?: (completeness: VideoCompleteness | null) => void;
  /**
   * Told at the end what the recording is as one row, as rows of a data set are: of the same frames, at the rate of the model's
   * clips. It costs a second look at them. Default: nobody is told.
   */
  readonly onWhole?: (row: ModelRow) => void;
}

/**
 * Scores a video frame by frame as it is read, once. A model of pictures scores the sharpest usable frame of each half second; a
 * model of clips scores the last `clip_seconds`, each time another stretch of it is complete. The score stands at the frame at
 * which it is known.
 *
 * @throws WinceError those of `openVideo` and its frames, `other-features`, `needs-rest`
 */
export async function* scoreVideo(
  path: string,
  model: TrainedModel,
  options: ScoreVideoOptions,
): AsyncGenerator<ScoredVideoFrame, void, undefined> {
  const { cache } = options;
  const stages = options.clock ?? startStageClock();
  const store = await openStore(cache);
  const parameters = scoringParameters(model);
  const planner = await openFamilyPlanner(model.manifest.clips, store);
  try {
    const families = await familiesOf(model, planner);
    const { face } = model.manifest;
    const tracking = await openFaceTracking({
      store,
      apart: true,
      parameters: { ...parameters.tracking, face },
    });
    try {
      const { clock } = parameters;
      const video = await (options.open?.(path) ?? openVideo(path, { clock }));
      try {
        options.onOpen?.(video.description);
        const source = frameSource(path, video, { ...options, clock });
        const shownWidth = video.description.width;
        const track: TrackFace = (own) => tracking.track({ ...own, shownWidth });
        const setup = { track, parameters, clock: stages };
        const { age } = tracking;
        const beside = options.onWhole ? besideOf(families, path, { parameters, age }, options) : undefined;
        yield* scoreFrames(source.frames, model, { ...options, name: path, families, setup, age, beside });
        options.onEnd?.(source.completeness());
      } finally {
        await video.close();
      }
    } finally {
      await tracking.close();
    }
  } finally {
    await planner.close();
  }
}

/** Frames of a file are decoded in a thread of their own; what grows, or a camera, is read here. */
function frameSource(
  path: string,
  video: Video,
  { open, clock }: Pick<ScoreVideoOptions, 'open'> & Pick<ClipParameters, 'clock'>,
) {
  let completeness: VideoCompleteness | null = null;
  return {
    frames: (wanted: FrameOptions): AsyncIterable<VideoFrame> =>
      open
        ? video.frames(wanted)
        : framesInThread(path, { ...wanted, clock }, (found) => {
            completeness = found;
          }),
    completeness: () => (open ? video.completeness : completeness),
  };
}

/** The recording as one row, observed beside the monitor. */
function besideOf(
  families: readonly PlannedFamily[],
  path: string,
  { parameters, age }: { readonly parameters: ClipParameters } & Pick<FaceTracking, 'age'>,
  { rest, onWhole }: Pick<ScoreVideoOptions, 'rest' | 'onWhole'>,
): BesideMonitor {
  const whole = openWholeRow(path, families, { clips: parameters, describe: rememberFaces(path), age }, rest);
  return {
    ...{ rest: whole.rest, watches: whole.watches, tell: whole.tell },
    end: async (found) => onWhole?.(await whole.row(found)),
  };
}
