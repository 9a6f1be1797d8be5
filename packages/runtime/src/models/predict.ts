import { access, constants } from 'node:fs/promises';
import {
  applyCell,
  atPrevalence,
  type CoverableRegion,
  isAnswer,
  labelSet,
  matrix,
  type PlannedFamily,
  prevalenceOf,
  type SignalStates,
  seenRegions,
  thresholdOf,
  visibleActions,
  type WhichFace,
  WinceError,
  type WorkListener,
} from '@wince/core';
import {
  answerOf,
  familiesOf,
  lookMatrix,
  outsideReason,
  type PredictedAnswer,
  type PredictedOutside,
  placeOfRest,
  predictedOutside,
  type TrainedModel,
} from '@wince/observation';
import { type Workplace, withWorkplace } from '../execute/index.ts';
import { systemReason } from '../files/system-error.ts';
import { type Extracted, extractFeatures, type FamilyTable, type Recording } from '../measure/extract.ts';
import type { RowFinding } from '../measure/extraction.ts';
import { openFamilyPlanner } from '../measure/families/planner.ts';
import { readModel } from './archive.ts';
import { type DescribedModel, describeModel } from './describe-model.ts';
import type { ModelRow } from './model-row.ts';

/** A measurement that leaves the program. */
export interface Reported {
  readonly value: number | null;
  readonly unit: string;
  /**
   * How sure the face mesh is that it sees a face, in [0, 1]. It says nothing about whether the score is right: a face seen well can
   * have a wrong score.
   */
  readonly face_confidence: number | null;
  /** Why there is no value, or none to rely on. */
  readonly reason: string | null;
}

/** What a model makes of one picture. */
export interface Prediction {
  readonly file: string;
  /** `signs of pain`, `no sign of pain` (with the model's own positive label), `cannot tell`, or `no signal`. */
  readonly state: string;
  readonly score: Reported;
  /** The classifier's own decision value. */
  readonly raw: number | null;
  readonly threshold: number;
  /** The share of pain at which the score holds, as far as it is a probability; null where the model does not state it. */
  readonly prevalence: number | null;
  /** What of a model that abstains stands behind the state; null for other models, and where there is no score. */
  readonly answer: PredictedAnswer | null;
  /** How unlike the training rows it is; null for a model that does not tell, and where there is no score. */
  readonly outside: PredictedOutside | null;
  /** What became of each signal that the model needs. */
  readonly signals: SignalStates;
  readonly status: RowFinding['status'];
  /** The regions of the face that the score rests on; null where the model looks at whole faces, and where there is no score. */
  readonly regions_seen: readonly CoverableRegion[] | null;
  /** The facial actions of the NFCS that can be seen in these regions; see `visibleActions`. */
  readonly actions_seen: readonly string[] | null;
  /** What of the modalities that the model fuses the score rests on; null for a model that fuses none, and where there is no score. */
  readonly modalities: PredictedModalities | null;
}

/** The modalities of a model, as a file has them. */
export interface PredictedModalities {
  readonly used: readonly string[];
  readonly missing: readonly string[];
}

/** The model in words, and a prediction for each file. */
export interface PredictResult {
  readonly model: DescribedModel;
  readonly predictions: readonly Prediction[];
}

/** What predicting pictures and clips needs. */
export interface PredictOptions {
  /** The `.wince` file. */
  readonly model: string;
  readonly cache: string;
  readonly workers: number;
  /** Which of several faces counts; as the model has it where nothing is said. */
  readonly face?: WhichFace;
  /** What the seconds of recordings count from; as the model has it by default. See `clipParameters`. */
  readonly countFrom?: 'player' | 'container';
  /** The share of pain at which scores shall hold; that of the model where nothing is said. */
  readonly prevalence?: number;
  /** Where the subject of a video is at rest (seconds); its first seconds where nothing is said. */
  readonly rest?: { readonly start: number; readonly end: number | null } | null;
  /** Ends the work when it is aborted. Default: nothing ends it. */
  readonly signal?: AbortSignal;
  /** Told of each step of the work. Default: nobody is told. */
  readonly onEvent?: WorkListener;
}

const UNIT = 'score in [0, 1]';

/**
 * Scores pictures with a trained model. A picture without a usable face is a row with its reason and no score.
 *
 * @throws WinceError `no-such-file` for a picture that is not there, `damaged-model`, `model-version`, `other-features`
 */
export async function predict(files: readonly string[], options: PredictOptions): Promise<PredictResult> {
  const model = lookingAt(await readModel(options.model), options);
  await refuseMissing(files);
  const { found, families: tables } = await withWorkplace(options, (place) =>
    observeFiles(files, model, { ...options, ...place }),
  );
  const columns = tables.flatMap((table) => table.columns);
  const predictions = files.map((file, row) => {
    const values = found[row].status === 'used' ? joinRow(tables, row) : null;
    return predictionOf(file, model, {
      ...found[row],
      ...{ values, columns },
      regions: seenRegions(tables, found[row].lost),
    });
  });
  return { model: describeModel(model), predictions };
}

/**
 * A model that takes another of several faces than it was trained with, or whose scores hold at another prevalence.
 *
 * @throws WinceError `bad-prevalence`, `unknown-prevalence`
 */
export function lookingAt(
  model: TrainedModel,
  { face: which, countFrom, prevalence }: Pick<PredictOptions, 'face' | 'countFrom' | 'prevalence'>,
): TrainedModel {
  const { face, clips } = model.manifest;
  return {
    fitted: prevalence === undefined ? model.fitted : atPrevalence(model.fitted, prevalence),
    manifest: {
      ...model.manifest,
      face: which === undefined ? face : { ...face, choose: { ...face.choose, which } },
      clips: countFrom === undefined ? clips : { ...clips, clock: countFrom },
    },
  };
}

/** What the families of a model give for files, and for the rest of each where its rows are clips. */
export async function observeFiles(
  files: readonly string[],
  model: TrainedModel,
  options: Omit<PredictOptions, 'model'> & Workplace,
): Promise<Extracted> {
  const planner = await openFamilyPlanner(model.manifest.clips, options.store);
  const families = await familiesOf(model, planner);
  const recordings = files.map((path) => ({
    ...{ name: path, subject: path, path },
    ...{ start: null, end: null, reference: false },
  }));
  return extractFeatures(
    model.manifest.rows === 'clips'
      ? [...recordings, ...restRows(recordings, families, model, options)]
      : recordings,
    families,
    {
      ...options,
      face: model.manifest.face,
      clips: model.manifest.clips,
    },
  );
}

/** A row in the order of the model's columns, NaN where it lacks a family. */
export function joinRow(tables: readonly FamilyTable[], row: number): Float32Array {
  const joined = new Float32Array(tables.reduce((sum, { columns }) => sum + columns.length, 0));
  let at = 0;
  for (const { columns, values, present } of tables) {
    if (present[row] === 1) joined.set(values.subarray(row * columns.length, (row + 1) * columns.length), at);
    else joined.fill(Number.NaN, at, at + columns.length);
    at += columns.length;
  }
  return joined;
}

/** What a model makes of a row. */
export function predictionOf(
  file: string,
  { manifest, fitted }: TrainedModel,
  { status, reason, confidence: face_confidence, look, signals, values, columns, regions }: ModelRow,
): Prediction {
  const regions_seen = values ? regions : null;
  const actions_seen = regions_seen && visibleActions(regions_seen);
  const prevalence = prevalenceOf(fitted)?.value ?? null;
  const modalities = values ? modalitiesIn(manifest, values) : null;
  const seen = { regions_seen, actions_seen, modalities };
  const base = {
    ...{ file, threshold: thresholdOf(fitted), prevalence, answer: null, outside: null },
    ...{ status, signals, ...seen },
  };
  if (!values) {
    const score = { value: null, unit: UNIT, face_confidence, reason };
    return { ...base, state: 'no signal', raw: null, score };
  }
  const { decision, raw, score, labels, ...found } = applyCell(fitted, matrix(1, values.length, values), {
    look: lookMatrix(look),
  });
  const outside = predictedOutside({ fitted }, found.outside, columns);
  const answer = labels ? answerOf(labels[0], manifest, fitted) : null;
  const isPain = labels && isAnswer(labels[0]) ? labels[0] === labelSet.positive : decision[0] === 1;
  const state = isPain ? `signs of ${manifest.positive}` : `no sign of ${manifest.positive}`;
  const noAnswer = labels !== null && !isAnswer(labels[0]) ? answer : null;
  const cannotTell = noAnswer !== null || outside?.is_outside === true;
  // What of the row is missing, where the score rests on the rest of it; and why there is no answer.
  const reasons = [
    reason,
    ...(outside?.is_outside ? [outsideReason(outside)] : []),
    ...(noAnswer ? [noAnswer.reason] : []),
  ].filter((each) => each !== '');
  return {
    ...base,
    ...{ answer, outside },
    state: cannotTell ? 'cannot tell' : state,
    raw: raw[0],
    score: {
      ...{ value: score[0], unit: UNIT, face_confidence },
      reason: reasons.length === 0 ? null : reasons.join('; '),
    },
  };
}

/** The modalities of a model of which a row has values. */
function modalitiesIn(
  { modalities, families }: TrainedModel['manifest'],
  values: Float32Array,
): PredictedModalities | null {
  if (modalities.length === 0) return null;
  let at = 0;
  const there = new Set<string>();
  for (const { name, columns } of families) {
    if (!Number.isNaN(values[at])) there.add(name);
    at += columns;
  }
  const has = modalities.map(({ name, families: own }) => ({
    name,
    there: own.some((each) => there.has(each)),
  }));
  return {
    used: has.filter((each) => each.there).map(({ name }) => name),
    missing: has.filter((each) => !each.there).map(({ name }) => name),
  };
}

/** What stands for the reference rows of a data set: the rest of each file. A picture has none. */
function restRows(
  recordings: readonly Recording[],
  families: readonly PlannedFamily[],
  { manifest }: TrainedModel,
  { rest }: Pick<PredictOptions, 'rest'>,
): readonly Recording[] {
  const { start, end } = placeOfRest(families, rest, manifest.clips);
  return recordings.map((recording) => ({ ...recording, start, end, reference: true }));
}

/** @throws WinceError `no-such-file` for the first file that cannot be read */
export async function refuseMissing(files: readonly string[]): Promise<void> {
  for (const file of files) {
    await access(file, constants.R_OK).catch((cause: unknown) => {
      throw new WinceError('no-such-file', `${file} cannot be read: ${systemReason(cause)}.`, {
        hint: 'Check the path. No file was scored.',
        cause,
      });
    });
  }
}
