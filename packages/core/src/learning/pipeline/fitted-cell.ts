import { z } from 'zod';
import type { Catalogue } from '../../catalogue.ts';
import { WinceError } from '../../errors.ts';
import type { Matrix } from '../../numbers/matrix.ts';
import type { Scores } from '../out-of-fold/scores.ts';
import type { FittedOutside, OutsideRows } from '../outside/outside.ts';
import type { Abstention } from './cell.ts';
import type { LateFusion } from './late-fusion.ts';
import { applyStages } from './run-stages.ts';
import { type FittedStage, fittedStage, type Stage, stageOf } from './stage.ts';
import { abstain, type FittedAbstention } from './stages/abstain.ts';
import { classify } from './stages/classify.ts';
import { type FittedFusion, fuse } from './stages/fuse.ts';
import { outside } from './stages/outside.ts';
import { type HeldAt, holdAtPrevalence } from './stages/prevalence.ts';
import { type KeptColumns, select } from './stages/select.ts';
import { threshold } from './stages/threshold.ts';
import { stages as everyStage } from './stages.ts';

/** A cell fitted on training rows: all that scoring a new row takes, as plain JSON. */
export const fittedCell = z.object({
  /** In the order in which rows go through them. */
  stages: z.array(fittedStage).refine(hasWhatScoringTakes, 'a stage is missing that scoring needs'),
  /** What tuning and the choice of a threshold found, by name; null where nothing was chosen. */
  tuned: z.record(z.string(), z.number()).nullable(),
});
/** A cell fitted on training rows, as plain JSON; see `fittedCell`. */
export type FittedCell = z.infer<typeof fittedCell>;

/** The stages of a cell that is fitted, or about to be. */
interface FittedStages {
  readonly stages: readonly FittedStage[];
}

/** Scores and decisions of rows under a fitted cell. */
export interface CellScores extends Scores {
  /** 1 where the score reaches the threshold. */
  readonly decision: Uint8Array;
  /** The labels that are not ruled out for a row, as `labelSet` has them; null where the cell does not abstain. */
  readonly labels: Uint8Array | null;
  /** How unlike the training rows each row is; null where the cell does not tell. */
  readonly outside: OutsideRows | null;
}

/**
 * Reads a fitted cell back from JSON, each stage by its own schema.
 *
 * @throws z.ZodError for what is not a fitted cell; WinceError `unknown-stage`, `model-version`, `damaged-model`
 */
export function readFittedCell(json: unknown, stages: Catalogue<Stage> = everyStage): FittedCell {
  const fitted = fittedCell.parse(json);
  const read = fitted.stages.map((each) => ({
    ...each,
    model: stageOf(stages, each).model(each.id).parse(each.model),
  }));
  const places = fitted.stages.map((each) => stages.entries.indexOf(stageOf(stages, each)));
  if (places.some((place, i) => i > 0 && place <= places[i - 1])) {
    throw new WinceError('damaged-model', 'The stages of the model are not in their order.', {
      hint: 'Copy the file again from its source, or train the model again.',
    });
  }
  return { ...fitted, stages: read };
}

/** What scoring rows may be given beside them. */
export interface ApplyOptions {
  /** The stages that cells have; those of the catalogue where none are given. */
  readonly stages?: Catalogue<Stage>;
  /** Light and sharpness of the faces, `FACE_LOOK` to a row, NaN where they are not known. Default: not known. */
  readonly look?: Matrix | null;
}

/**
 * Scores rows of the joined table under a fitted cell.
 *
 * @param x the columns that the cell was fitted on, in the same order
 * @throws WinceError `unknown-stage` or `model-version` for stages that this program does not have; `score-not-finite`
 */
export function applyCell(
  fitted: FittedCell,
  x: Matrix,
  { stages = everyStage, look = null }: ApplyOptions = {},
): CellScores {
  const { scores, decision, labels, outside: far } = applyStages(stages, fitted.stages, x, look);
  if (!scores || !decision) throw new Error('the stages of a fitted cell end without a decision');
  refuseNotFinite(scores);
  return { ...scores, decision, labels, outside: far };
}

/** A score that is not a number would be decided as "no pain": it is an error. */
function refuseNotFinite({ raw, score }: Scores): void {
  const row = score.findIndex((value, r) => !(value >= 0 && value <= 1) || Number.isNaN(raw[r]));
  if (row < 0) return;
  throw new WinceError(
    'score-not-finite',
    `Row ${row} has the score ${score[row]}, which is not a number from 0 to 1.`,
    {
      hint: 'The model is damaged, or the features of the row are too large: train the model again, and look at the features.',
    },
  );
}

/** The columns of the joined table that a fitted cell keeps, best first, with their weights: of a fusion modality by modality. */
export function keptColumns(fitted: FittedStages): KeptColumns {
  const fused = fusionOf(fitted);
  if (!fused) return modelOf(fitted, select);
  const each = fused.modalities.map(({ start, stages }) => {
    const { columns, weights } = modelOf({ stages }, select);
    return { columns: columns.map((column) => start + column), weights };
  });
  return {
    columns: each.flatMap(({ columns }) => columns),
    weights: each.flatMap(({ weights }) => weights),
  };
}

/** What a fitted cell needs to put scores of modalities together, and by which method; null where its columns are joined. */
export function fusionOf(fitted: FittedStages): (FittedFusion & { readonly by: LateFusion['by'] }) | null {
  const found = fitted.stages.find(({ stage }) => stage === fuse.id);
  if (!found) return null;
  return { ...modelOf(fitted, fuse), by: found.id === 'stack' ? 'stack' : 'mean' };
}

/** The score at and above which a fitted cell decides positive. */
export function thresholdOf(fitted: FittedStages): number {
  return modelOf(fitted, threshold).value;
}

/** The shares of pain that a fitted cell's scores come from and hold at; null where the model does not say. */
export function prevalenceOf(fitted: FittedStages): HeldAt | null {
  return fitted.stages.some(({ stage }) => stage === holdAtPrevalence.id)
    ? modelOf(fitted, holdAtPrevalence)
    : null;
}

/** What a fitted cell needs to say that it cannot tell, and by which method; null where it answers each row. */
export function abstentionOf(
  fitted: FittedStages,
): (FittedAbstention & { readonly method: Abstention['method'] }) | null {
  const found = fitted.stages.find(({ stage }) => stage === abstain.id);
  if (!found) return null;
  return { ...modelOf(fitted, abstain), method: found.id === 'split' ? 'split' : 'cross' };
}

/** What a fitted cell knows of rows like those that it was trained on; null where it does not tell what lies outside. */
export function outsideOf(fitted: FittedStages): FittedOutside | null {
  return fitted.stages.some(({ stage }) => stage === outside.id) ? modelOf(fitted, outside) : null;
}

/** The parameters with which a fitted cell's classifier was fitted: that of each modality, in a fusion. */
export function classifierParameters(fitted: FittedStages): Readonly<Record<string, unknown>> {
  const own = fusionOf(fitted)?.modalities[0] ?? fitted;
  return modelOf(own, classify).parameters;
}

function modelOf<Model>({ stages }: FittedStages, stage: Stage<Model>): Model {
  const found = stages.find((each) => each.stage === stage.id);
  if (!found) throw new Error(`a fitted cell has no stage "${stage.id}"`);
  return stage.model(found.id).parse(found.model);
}

function hasWhatScoringTakes(stages: readonly { readonly stage: string }[]): boolean {
  const ids = new Set(stages.map(({ stage }) => stage));
  return ids.has(threshold.id) && (ids.has(fuse.id) || (ids.has(select.id) && ids.has(classify.id)));
}
