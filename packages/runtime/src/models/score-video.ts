import {
  applyCell,
  type ClipParameters,
  type KeyFrame,
  matrix,
  type RegisteredFace,
  type ScoredFrame,
  type StrainSample,
  squareCorners,
  usualOverFrames,
  type VideoFrame,
  WinceError,
} from '@wince/core';
import type { Video, VideoCompleteness, VideoDescription } from '@wince/media';
import { clipValues, faceRequestOf, needsRest } from '../measure/clip-row.ts';
import { openFaceTracking } from '../measure/faces/index.ts';
import type { FaceFamilyRequest, FamilyPlan } from '../measure/families.ts';
import { type FamilyComputer, openFamilyComputer } from '../measure/family-computer.ts';
import { openClipWindow } from '../measure/recording/clip-window.ts';
import { type FollowSetup, openFollower } from '../measure/recording/follow.ts';
import { measureClip } from '../measure/recording/measure-clip.ts';
import { type FaceAtRest, type NoRest, onFace, restOf } from '../measure/recording/rest.ts';
import { readAhead, type StageClock, startStageClock } from '../measure/recording/stages.ts';
import { framesInThread } from '../measure/recording/video-thread.ts';
import { openVideo } from '../media/index.ts';
import { openStore } from '../store/index.ts';
import type { Model } from './archive.ts';
import { familiesOf } from './model-families.ts';

/** A frame of a video with all that a monitor, a picture or a page may want of it. */
export interface ScoredVideoFrame {
  readonly frame: VideoFrame;
  readonly scored: ScoredFrame;
  /** The registered face; null where there is none that can be used. */
  readonly face: RegisteredFace | null;
  /** Strain since rest at each pixel of the registered grey face, 0 outside of the face; null between pairs. Its own copy. */
  readonly strainMap: Float32Array | null;
}

export interface ScoreVideoOptions {
  readonly cache: string;
  /** Seconds of the recording that are scored; all of it by default. */
  readonly start?: number;
  readonly end?: number;
  /** Where the subject is at rest (seconds); the first usable seconds of the recording where nothing is said. */
  readonly rest?: { readonly start: number; readonly end: number | null } | null;
  /** Frames a second that are followed; all by default. */
  readonly rate?: number;
  /** Counts what each piece of work takes. */
  readonly clock?: StageClock;
  readonly signal?: AbortSignal;
  /** What opens the video: a file by default, else one that grows, or a camera. */
  readonly open?: (path: string) => Promise<Video>;
  /** Told what is known of the video before its first frame. */
  readonly onOpen?: (description: VideoDescription) => void;
  /** Told how complete the frames were, after the last one. */
  readonly onEnd?: (completeness: VideoCompleteness | null) => void;
}

/** Times of frames are rounded in their files (seconds). */
const ROUNDING = 1e-3;

/** Key frames a second of a model of pictures: its networks are the dearest thing in a video. */
const PICTURES_A_SECOND = 1;

/**
 * Scores a video frame by frame as it is read. A model of pictures scores one frame a second, the sharpest usable one; a
 * model of clips scores the last `clip_seconds`, each time another stretch of it is complete. The score stands at the frame at
 * which it is known.
 *
 * @throws WinceError those of `openVideo` and its frames, `other-features`, `needs-rest`
 */
export async function* scoreVideo(
  path: string,
  model: Model,
  options: ScoreVideoOptions,
): AsyncGenerator<ScoredVideoFrame, void, undefined> {
  const { start = 0, end, rate, signal, cache, clock = startStageClock() } = options;
  const store = await openStore(cache);
  const families = await familiesOf(model, store);
  const parameters = scoringParameters(model);
  const { face } = model.manifest;
  const tracking = await openFaceTracking({
    store,
    parameters: { ...parameters.tracking, face },
  });
  const computer = openFamilyComputer(store, faceRequestsOf(families));
  try {
    const video = await (options.open ?? openVideo)(path);
    try {
      options.onOpen?.(video.description);
      const setup = { track: tracking.track, parameters, clock };
      const { maximumSide } = parameters;
      const place = { start: options.rest?.start ?? 0, end: options.rest?.end ?? undefined };
      const restFrames = () => video.frames({ ...place, rate: parameters.rate, maximumSide, signal });
      const { rest, baselines } = await clock.during('rest', async () => ({
        rest: await restOf(restFrames(), setup),
        // Its own times are part of `rest`.
        baselines: await baselinesOf(restFrames, families, { ...setup, clock: startStageClock() }, computer),
      }));
      const wanted = { start, end, rate, maximumSide, signal };
      const scoring = { families, setup, computer, rest, baselines };
      let completeness: VideoCompleteness | null = null;
      const frames = options.open
        ? video.frames(wanted)
        : framesInThread(path, wanted, (found) => {
            completeness = found;
          });
      yield* scoreFrames(frames, model, scoring);
      options.onEnd?.(options.open ? video.completeness : completeness);
    } finally {
      await video.close();
    }
  } finally {
    await Promise.all([tracking.close(), computer.close()]);
  }
}

/** What it takes to score frames: all that is opened, and what is known of the subject at rest. */
export interface Scoring {
  readonly families: readonly FamilyPlan[];
  readonly setup: FollowSetup;
  readonly computer: FamilyComputer;
  readonly rest: FaceAtRest | NoRest;
  /** What is usual at rest for each family of `change`, by its name. */
  readonly baselines: ReadonlyMap<string, Float32Array>;
}

/** Scores frames as they come. @throws WinceError `needs-rest` where the model measures against rest and there is none */
export async function* scoreFrames(
  frames: AsyncIterable<VideoFrame>,
  model: Model,
  { families, setup, computer, rest, baselines }: Scoring,
): AsyncGenerator<ScoredVideoFrame, void, undefined> {
  if ('reason' in rest && families.some(({ request }) => request && needsRest(request)))
    throw lacksRest(rest);
  const { parameters, clock } = setup;
  const seconds = model.manifest.clip_seconds ?? 1 / parameters.described;
  const requests = faceRequestsOf(families);
  const follower = openFollower(setup, 'face' in rest ? rest : null);
  const window = openClipWindow(parameters);
  const describe = async ({ face }: KeyFrame): Promise<readonly Float32Array[]> => {
    const values: Float32Array[] = [];
    for (const request of requests) values.push(await computer.compute(request, face.registered));
    return values;
  };
  let begin: number | undefined;
  for await (const frame of readAhead(frames, clock)) {
    begin ??= frame.time;
    const { tracked, strain, strainMap, stretch } = await follower.next(frame);
    if (strain) window.addStrain(strain);
    // The window ends where the last stretch did.
    const stretches = Math.floor((frame.time - begin) * parameters.described + ROUNDING);
    window.forget(begin + stretches / parameters.described - seconds - ROUNDING);
    let scored: Score | null = null;
    if (stretch) {
      window.add(stretch, await clock.during('describe', () => describe(stretch)));
      scored = await clock.during('score', async () =>
        scoreWindow(window.clip(), model, { families, requests, parameters, baselines, seconds }),
      );
    }
    const { analysis, faults } = tracked;
    const found = analysis.status === 'no-face' ? null : analysis;
    yield {
      frame,
      scored: {
        time: frame.time,
        status: faults.length > 0 && analysis.status === 'used' ? 'poor-quality' : analysis.status,
        faults,
        box: found && squareCorners(found.box),
        landmarks: found?.landmarks ?? null,
        score: scored?.score ?? null,
        confidence: scored?.confidence ?? found?.quality.measures.confidence.value ?? null,
        strain: strain && faceStrain(strain),
      },
      face: faults.length === 0 && found ? found.registered : null,
      strainMap: strainMap && 'face' in rest ? onFace(strainMap, rest) : null,
    };
  }
}

interface Score {
  readonly score: number;
  /** The mesh's confidence over the described frames, less what of the window has none. */
  readonly confidence: number;
}

function scoreWindow(
  clip: ReturnType<ReturnType<typeof openClipWindow>['clip']>,
  { fitted }: Model,
  options: {
    readonly families: readonly FamilyPlan[];
    readonly requests: readonly FaceFamilyRequest[];
    readonly parameters: ClipParameters;
    readonly baselines: ReadonlyMap<string, Float32Array>;
    readonly seconds: number;
  },
): Score | null {
  const { families, requests, parameters, baselines, seconds } = options;
  const stretches = Math.max(1, Math.round(seconds * parameters.described));
  const present = clip.described.length / stretches;
  if (clip.described.length === 0 || present < parameters.leastUsable) return null;
  const width = families.reduce((sum, { columns }) => sum + columns.length, 0);
  const row = new Float32Array(width);
  let at = 0;
  for (const { request, columns, record } of families) {
    if (!request) throw new Error(`a model cannot use the table ${record.name}`);
    const own = clipValues(request, columns.length, clip, { requests, parameters, reference: false });
    if (typeof own === 'string') return null;
    const baseline = baselines.get(record.name);
    row.set(baseline ? own.values.map((value, i) => value - baseline[i]) : own.values, at);
    at += columns.length;
  }
  const confidence = clip.described.reduce((sum, frame) => sum + frame.confidence, 0) / clip.described.length;
  const [score] = applyCell(fitted, matrix(1, width, row)).score;
  return { score, confidence: confidence * Math.min(1, present) };
}

/** What is usual at rest for each family of `change`. @throws WinceError `needs-rest` */
async function baselinesOf(
  frames: () => AsyncIterable<VideoFrame>,
  families: readonly FamilyPlan[],
  setup: FollowSetup,
  computer: FamilyComputer,
): Promise<ReadonlyMap<string, Float32Array>> {
  const baselines = new Map<string, Float32Array>();
  const changes = families.filter(({ request }) => request?.kind === 'change');
  if (changes.length === 0) return baselines;
  const requests = faceRequestsOf(changes);
  const clip = await measureClip(within(frames(), setup.parameters.rest), setup, {
    rest: null,
    describe: (face) => Promise.all(requests.map((request) => computer.compute(request, face))),
  });
  if (clip.described.length === 0) {
    throw lacksRest({ reason: 'there is no usable frame of rest to measure change from' });
  }
  for (const { request, record, columns } of changes) {
    const own = request && faceRequestOf(request);
    if (!own) throw lacksRest({ reason: `${record.name} is measured over clips, not over frames` });
    const place = requests.findIndex((each) => JSON.stringify(each) === JSON.stringify(own));
    const median = new Float32Array(columns.length);
    usualOverFrames(
      clip.described.map(({ values }) => values[place]),
      median,
      new Float32Array(columns.length),
    );
    baselines.set(record.name, median);
  }
  return baselines;
}

/** The first seconds of frames. */
async function* within(frames: AsyncIterable<VideoFrame>, seconds: number): AsyncGenerator<VideoFrame> {
  let first: number | undefined;
  for await (const frame of frames) {
    first ??= frame.time;
    if (frame.time - first > seconds) return;
    yield frame;
  }
}

function scoringParameters({ manifest }: Model): ClipParameters {
  const parameters = manifest.clips;
  return manifest.rows === 'clips' ? parameters : { ...parameters, described: PICTURES_A_SECOND };
}

function faceRequestsOf(families: readonly FamilyPlan[]): readonly FaceFamilyRequest[] {
  const requests = new Map<string, FaceFamilyRequest>();
  for (const { request } of families) {
    const own = request && faceRequestOf(request);
    if (own) requests.set(JSON.stringify(own), own);
  }
  return [...requests.values()];
}

function faceStrain({ previous, baseline }: StrainSample): ScoredFrame['strain'] {
  return { previous: previous?.[0] ?? null, baseline: baseline?.[0] ?? null };
}

function lacksRest({ reason }: NoRest): WinceError {
  return new WinceError('needs-rest', `The model measures against the subject at rest: ${reason}.`, {
    hint: 'Name seconds of the video in which the face can be seen at rest.',
  });
}
