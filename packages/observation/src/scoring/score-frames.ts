import {
  applyCell,
  type CellScores,
  type ClipParameters,
  type CoverableRegion,
  isAnswer,
  matrix,
  type Observing,
  openRowObserver,
  outsideOf,
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
import type { FrameOptions } from '@wince/media';
import type { FollowedFrame, FollowSetup } from '../pass/follow.ts';
import { type PassEvent, passOver, type RecordingPart, type Watch } from '../pass/pass.ts';
import { type FaceAtRest, type NoRest, onFace } from '../pass/rest.ts';
import { framesAhead } from '../pass/stages.ts';
import { answerOf } from './answers.ts';
import { lacksRest, measureAtRest, type RestValues } from './at-rest.ts';
import { lookMatrix, outsideReason, predictedOutside } from './outside.ts';
import type { TrainedModel } from './trained-model.ts';
import { watchedAtRest, watchedChanges } from './watched-rest.ts';
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

/** Somebody who observes the same frames beside the monitor, as a row of a data set does. */
export interface BesideMonitor {
  /** Where the subject is at rest for it. */
  readonly rest: RecordingPart;
  /** What it observes, behind the watch of the monitor; the place of its rest is the second one. */
  readonly watches: readonly Watch[];
  tell(event: PassEvent): Promise<void>;
  /** @param rest its face at rest, as far as it was found */
  end(rest: FaceAtRest | NoRest | undefined): Promise<void>;
}

/** Which frames are scored, and how. */
export interface ScoreFramesOptions {
  /** What errors call the recording. */
  readonly name: string;
  /** The families of the model, planned. */
  readonly families: readonly PlannedFamily[];
  /** How faces are followed: with `scoringParameters` of the model. */
  readonly setup: FollowSetup;
  /** How old a face looks; see `apparentAge`. Default: not known. */
  readonly age?: Observing['age'];
  /** Seconds of the recording that are scored; all of it by default. */
  readonly start?: number;
  /** Seconds: where the reading ends. Default: the end of the recording. */
  readonly end?: number;
  /** Where the subject is at rest (seconds); the first usable seconds of the recording where nothing is said. */
  readonly rest?: RecordingPart | null;
  /** Frames a second that are followed; all by default. */
  readonly rate?: number;
  /** Ends the work when it is aborted. Default: nothing ends it. */
  readonly signal?: AbortSignal;
  /** Who observes the same frames. Default: nobody. */
  readonly beside?: BesideMonitor;
}

/** Times of frames are rounded in their files (seconds). */
const ROUNDING = 1e-3;

/**
 * Key frames a second of a model of pictures, whose networks are the dearest thing in a video. Pain that begins behind the key frame of its
 * stretch is seen in the next one: from these it is known within two stretches, so that it is shown a second after the truth at most,
 * and what confirms it.
 */
const PICTURES_A_SECOND = 2;

/** The place of the monitor among those who watch. */
const LIVE = 0;

/** How a model describes frames: one of pictures looks at two frames a second. */
export function scoringParameters({ manifest }: Pick<TrainedModel, 'manifest'>): ClipParameters {
  const parameters = manifest.clips;
  return manifest.rows === 'clips' ? parameters : { ...parameters, described: PICTURES_A_SECOND };
}

/**
 * Scores frames as they come, wherever they are decoded and whatever runs the networks: on the command line and in a page the same.
 * A model of pictures scores the sharpest usable frame of each half second; a model of clips scores the last `clip_seconds`, each time
 * another stretch of it is complete. The score stands at the frame at which it is known.
 *
 * @param frames asked for once, or twice where the face at rest is found late; before that once for the seconds of rest, for families
 *   that look at every frame and show a change
 * @throws WinceError those of the frames, `needs-rest`
 */
export async function* scoreFrames(
  frames: (wanted: FrameOptions) => AsyncIterable<VideoFrame>,
  model: TrainedModel,
  { name, families, setup, age, ...options }: ScoreFramesOptions,
): AsyncGenerator<ScoredVideoFrame, void, undefined> {
  const { parameters, clock } = setup;
  // A network more a score: asked only for a model that compares ages.
  const comparesAge = outsideOf(model.fitted)?.age != null;
  const observing = { clips: parameters, describe: rememberFaces(name), age: comparesAge ? age : undefined };
  const watched = watchedChanges(families);
  const usual = await watchedAtRest(watched, observing, {
    ...{ frames: (wanted) => framesAhead(frames(wanted), clock), setup },
    ...{ rest: options.rest, signal: options.signal },
  });
  const changes = families.filter((family) => family.sinceReference && !watched.includes(family));
  const atRest = measureAtRest(changes, observing);
  const live = openRowObserver(families, observing, { reference: false });
  const { beside } = options;
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
      ...(beside ? [beside.rest] : []),
    ],
    watches: [{ ...place, ...strain, rate: options.rate, rest: 0 }, ...(beside?.watches ?? [])],
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
      await beside?.tell(event);
      continue;
    }
    if (event.kind === 'between') await live.between(event.frame);
    if (event.kind !== 'frame' || !event.followed) continue;
    const [rest] = rests;
    baselines ??= new Map([...(await baselinesFor(rest, families, atRest)), ...usual]);
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
  await beside?.end(rests[1]);
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

function faceStrain({ previous, baseline }: StrainSample): ScoredFrame['strain'] {
  return { previous: previous?.[0] ?? null, baseline: baseline?.[0] ?? null };
}
