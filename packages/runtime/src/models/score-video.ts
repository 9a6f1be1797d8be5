import {
  applyCell,
  type CellScores,
  type ClipParameters,
  type CoverableRegion,
  isAnswer,
  matrix,
  openRowObserver,
  type PlannedFamily,
  type RegisteredFace,
  type RowObserver,
  rememberFaces,
  type ScoredFrame,
  type StrainSample,
  seenRegions,
  squareCorners,
  type VideoFrame,
} from '@wince/core';
import type { FrameOptions, Video, VideoCompleteness, VideoDescription } from '@wince/media';
import { openFaceTracking } from '../measure/faces/index.ts';
import { openFamilyPlanner } from '../measure/families/planner.ts';
import type { FollowedFrame } from '../measure/recording/follow.ts';
import { passOver, type RecordingPart } from '../measure/recording/pass.ts';
import { type FaceAtRest, type NoRest, onFace } from '../measure/recording/rest.ts';
import { framesAhead, type StageClock, startStageClock } from '../measure/recording/stages.ts';
import { framesInThread } from '../measure/recording/video-thread.ts';
import { openVideo } from '../media/index.ts';
import { openStore } from '../store/index.ts';
import { answerOf } from './answers.ts';
import type { TrainedModel } from './archive.ts';
import { lacksRest, measureAtRest, type RestValues } from './at-rest.ts';
import { familiesOf } from './model-families.ts';
import type { ModelRow } from './model-row.ts';
import { lookMatrix, outsideReason, predictedOutside } from './outside.ts';
import { openWholeRow } from './whole-row.ts';
import { joinedRow } from './window-row.ts';

/** A frame of a video with all that a monitor, a picture or a page may want of it. */
export interface ScoredVideoFrame {
  readonly frame: VideoFrame;
  readonly scored: ScoredFrame;
  /** The registered face; null where there is none that can be used. */
  readonly face: RegisteredFace | null;
  /** Strain since rest at each pixel of the registered grey face, 0 outside of the face; null between pairs. Its own copy. */
  readonly strainMap: Float32Array | null;
}

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

/** Times of frames are rounded in their files (seconds). */
const ROUNDING = 1e-3;

/** Key frames a second of a model of pictures: its networks are the dearest thing in a video. */
const PICTURES_A_SECOND = 1;

/** The place of the monitor among those who watch. */
const LIVE = 0;

/**
 * Scores a video frame by frame as it is read, once. A model of pictures scores one frame a second, the sharpest usable one; a
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
      parameters: { ...parameters.tracking, face },
    });
    try {
      const { clock } = parameters;
      const video = await (options.open?.(path) ?? openVideo(path, { clock }));
      try {
        options.onOpen?.(video.description);
        const source = frameSource(path, video, { ...options, clock });
        const shownWidth = video.description.width;
        const track: typeof tracking.track = (own) => tracking.track({ ...own, shownWidth });
        const setup = { track, parameters, clock: stages };
        yield* scoreFrames(source.frames, model, { ...options, path, families, setup });
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

interface Scoring extends ScoreVideoOptions {
  readonly path: string;
  readonly families: readonly PlannedFamily[];
  readonly setup: Parameters<typeof passOver>[0]['setup'];
}

async function* scoreFrames(
  frames: (wanted: FrameOptions) => AsyncIterable<VideoFrame>,
  model: TrainedModel,
  { path, families, setup, ...options }: Scoring,
): AsyncGenerator<ScoredVideoFrame, void, undefined> {
  const { parameters, clock } = setup;
  const observing = { clips: parameters, describe: rememberFaces(path) };
  const changes = families.filter(({ sinceReference }) => sinceReference);
  const atRest = measureAtRest(changes, observing);
  const live = openRowObserver(families, observing, { reference: false });
  const whole = options.onWhole ? openWholeRow(families, observing, options.rest) : null;
  const rests: (FaceAtRest | NoRest | undefined)[] = [];
  const needs = new Set(families.flatMap((family) => family.needs));
  const strain = { face: true, strain: true, between: needs.has('every-frame') };
  const place = { start: options.start ?? 0, end: options.end ?? null };
  const events = passOver({
    frames: (wanted) => framesAhead(frames(wanted), clock),
    rests: [
      {
        start: options.rest?.start ?? 0,
        end: options.rest?.end ?? null,
        ...(changes.length > 0 ? { onTracked: atRest.add, least: parameters.rest } : {}),
      },
      ...(whole ? [whole.rest] : []),
    ],
    watches: [{ ...place, ...strain, rate: options.rate, rest: 0 }, ...(whole?.watches ?? [])],
    setup,
    signal: options.signal,
    onRest: (number, rest) => {
      rests[number] = rest;
    },
  });
  let baselines: ReadonlyMap<string, Float32Array> | undefined;
  const scoring = { model, families, observer: live, parameters };
  let begin: number | undefined;
  for await (const event of events) {
    if (event.watch !== LIVE) {
      await whole?.tell(event);
      continue;
    }
    if (event.kind === 'between') await live.between(event.frame);
    if (event.kind !== 'frame' || !event.followed) continue;
    const [rest] = rests;
    baselines ??= await baselinesFor(rest, families, atRest);
    const { frame, followed } = event;
    const { stretch, strain: sample, strainMap } = followed;
    begin ??= frame.time;
    await live.frame(frame);
    if (sample) live.strain(sample);
    await live.tracked(followed.tracked);
    // The window ends where the last stretch did.
    const seconds = secondsOf(scoring);
    const stretches = Math.floor((frame.time - begin) * parameters.described + ROUNDING);
    live.forget(begin + stretches / parameters.described - seconds - ROUNDING);
    let scored: Score | null = null;
    if (stretch) {
      await clock.during('describe', () => live.described(stretch));
      const known = baselines;
      scored = await clock.during('score', async () => scoreWindow(scoring, known));
    }
    yield {
      frame,
      scored: scoredFrame(followed, scored),
      face: usableFace(followed),
      strainMap: strainMap && rest && 'face' in rest ? onFace(strainMap, rest) : null,
    };
  }
  if (whole) options.onWhole?.(await whole.row(rests[1]));
}

/** @throws WinceError `needs-rest` where the model measures against rest and there is none */
async function baselinesFor(
  rest: FaceAtRest | NoRest | undefined,
  families: readonly PlannedFamily[],
  atRest: RestValues,
): Promise<ReadonlyMap<string, Float32Array>> {
  const baselines = await atRest.end();
  if (rest && 'reason' in rest && families.some(({ needs }) => needs.includes('strain')))
    throw lacksRest(rest);
  return baselines;
}

interface Score {
  readonly score: number;
  /** The mesh's confidence over the described frames, less what of the window has none. */
  readonly confidence: number;
  /** See `seenRegions`. */
  readonly regions: readonly CoverableRegion[] | null;
  /** Why the model does not answer; null where it does. */
  readonly cannotTell: string | null;
}

interface WindowScoring {
  readonly model: TrainedModel;
  readonly families: readonly PlannedFamily[];
  readonly observer: RowObserver;
  readonly parameters: ClipParameters;
}

/** Seconds that a score looks back. */
function secondsOf({ model, parameters }: WindowScoring): number {
  return model.manifest.clip_seconds ?? 1 / parameters.described;
}

function scoreWindow(scoring: WindowScoring, baselines: ReadonlyMap<string, Float32Array>): Score | null {
  const { model, families, observer, parameters } = scoring;
  const confidences = observer.confidences();
  const stretches = Math.max(1, Math.round(secondsOf(scoring) * parameters.described));
  const present = confidences.length / stretches;
  if (confidences.length === 0 || present < parameters.leastUsable) return null;
  const row = joinedRow(families, observer.values(), baselines);
  if (!row) return null;
  const confidence = confidences.reduce((sum, value) => sum + value, 0) / confidences.length;
  const look = observer.look();
  const found = applyCell(model.fitted, matrix(1, row.values.length, row.values), {
    look: lookMatrix(look && [...look]),
  });
  const [score] = found.score;
  return {
    score,
    confidence: confidence * Math.min(1, present),
    regions: seenRegions(families, row.lost),
    cannotTell: whyNoAnswer(
      model,
      found,
      families.flatMap(({ columns }) => columns),
    ),
  };
}

/** Why a model does not answer by a score: it was not trained on such faces, or it abstains. */
function whyNoAnswer(
  model: TrainedModel,
  { labels, outside }: CellScores,
  columns: readonly string[],
): string | null {
  const far = predictedOutside(model, outside, columns);
  if (far?.is_outside) return outsideReason(far);
  return labels && !isAnswer(labels[0]) ? answerOf(labels[0], model.manifest, model.fitted).reason : null;
}

function scoredFrame({ tracked, strain }: FollowedFrame, scored: Score | null): ScoredFrame {
  const { analysis, faults, time } = tracked;
  const found = analysis.status === 'no-face' ? null : analysis;
  return {
    time,
    status: faults.length > 0 && analysis.status === 'used' ? 'poor-quality' : analysis.status,
    faults,
    box: found && squareCorners(found.box),
    landmarks: found?.landmarks ?? null,
    score: scored?.score ?? null,
    ...(scored?.regions ? { regions: scored.regions } : {}),
    ...(scored && scored.cannotTell !== null ? { cannotTell: scored.cannotTell } : {}),
    confidence: scored?.confidence ?? found?.quality.measures.confidence.value ?? null,
    strain: strain && faceStrain(strain),
  };
}

function usableFace({ tracked: { analysis, faults } }: FollowedFrame): RegisteredFace | null {
  return faults.length === 0 && analysis.status !== 'no-face' ? analysis.registered : null;
}

function scoringParameters({ manifest }: TrainedModel): ClipParameters {
  const parameters = manifest.clips;
  return manifest.rows === 'clips' ? parameters : { ...parameters, described: PICTURES_A_SECOND };
}

function faceStrain({ previous, baseline }: StrainSample): ScoredFrame['strain'] {
  return { previous: previous?.[0] ?? null, baseline: baseline?.[0] ?? null };
}
