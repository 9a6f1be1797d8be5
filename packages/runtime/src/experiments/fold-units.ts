import {
  applyCell,
  baseOfFolds,
  type Cell,
  type CellScores,
  COVERABLE_REGIONS,
  cell,
  columnsOfModalities,
  errorCode,
  type FittedCell,
  fitCellSharing,
  hideRegions,
  type JoinedRows,
  keptColumns,
  openFoldsTogether,
  openInnerSelections,
  submatrix,
  takeModalities,
  takeRows,
  thresholdOf,
  WinceError,
} from '@wince/core';
import { z } from 'zod';
import { defineUnitKind, interrupted, type UnitContext, type UnitInput } from '../execute/index.ts';
import {
  type FoldFailure,
  type FoldOutcome,
  type FoldResult,
  type FoldRows,
  type HiddenScores,
  type TakenScores,
  trainingRows,
} from './fold-task.ts';
import { type JoinedRun, openRun, readInput } from './shared-run-tables.ts';
import { isTable, unlessRefused } from './weigh-units.ts';

/**
 * Fits cells of one feature set and selection in some folds, and scores the rows of these folds. A cell that cannot be fitted in a
 * fold ends neither the others nor itself in other folds: the reason stands in the place of its scores.
 *
 * Inputs: what `weighColumns` gave, where columns are weighed apart, and those of `inputsOf`. Result: JSON, see `readFoldOutcomes`.
 */
export const fitCells = defineUnitKind({
  id: 'fit-cells',
  version: 3,
  parameters: z.strictObject({ cells: z.array(cell).min(1), folds: z.array(z.int().nonnegative()).min(1) }),
  async run({ inputs, parameters: { cells, folds } }, context) {
    const run = await openRun(inputs.filter(isTable), context);
    const weightsOf = await weightsOfFolds(inputs, run, context);
    const together = scoresTogether(cells, run, folds);
    const outcomes: FoldOutcome[] = [];
    for (const f of folds) {
      const fold = run.folds[f];
      const inner = openInnerSelections();
      const scored = Int32Array.from([...fold.test, ...fold.shown]);
      // None of the fold's rows has one of the families.
      if (scored.length === 0) continue;
      const { x } = takeRows(run.joined, scored);
      let training: JoinedRows | undefined;
      const trainingOf = () => {
        training ??= takeRows(run.joined, trainingRows(fold, run.joined.x.rows));
        return training;
      };
      const weights = weightsOf(f);
      for (const each of cells) {
        if (context.stopped()) throw interrupted();
        // Rows are scored again without each region, or each modality: it takes the fitted cell.
        const { regions, modalities } = each.features;
        const known = regions || modalities ? undefined : together(each, f);
        if (known) {
          outcomes.push(sharedResult(each, fold, scored, known));
          continue;
        }
        outcomes.push(
          outcomeOf(each, fold, () => {
            const { fitted } = fitCellSharing(each, trainingOf(), run.seed, { weights, inner });
            return {
              ...resultOf(each, fold, scored, fitted, applyCell(fitted, x), run.columns),
              hidden: hiddenScores(each, fold, fitted, run.joined),
              taken: takenScores(each, fold, fitted, run.joined),
            };
          }),
        );
      }
    }
    return Buffer.from(JSON.stringify(outcomes));
  },
});

/**
 * The weights that were made before for a fold. None where nobody has weighed apart from the fits, or where the selector refuses the rows: weighing
 * again gives the reason.
 */
async function weightsOfFolds(
  inputs: readonly UnitInput[],
  { joined }: JoinedRun,
  { store }: UnitContext,
): Promise<(fold: number) => Float64Array | undefined> {
  const given = inputs.find((input) => !isTable(input));
  if (!given) return () => undefined;
  const all = new Float64Array(Uint8Array.from(await readInput(store, given)).buffer);
  const { columns } = joined.x;
  return (fold) => {
    const own = all.subarray(fold * columns, (fold + 1) * columns);
    return Number.isNaN(own[0]) ? undefined : own;
  };
}

/** The result of a fit, or the reason why there is none. */
function outcomeOf({ id }: Cell, fold: FoldRows, fit: () => FoldResult): FoldOutcome {
  try {
    return fit();
  } catch (error) {
    if (!(error instanceof WinceError) || error.code === 'interrupted') throw error;
    const { code, message, hint } = error;
    return { cell: id, fold: fold.id, failed: { code, message, hint } };
  }
}

/**
 * Scores of cells and folds that need no fit of their own, as those of many folds are gathered at once.
 *
 * @returns tells them, and undefined for a cell that is fitted anew in this fold
 */
function scoresTogether(
  cells: readonly Cell[],
  { joined, folds }: JoinedRun,
  numbers: readonly number[],
): (cell: Cell, fold: number) => CellScores | undefined {
  const { base, without } = baseOfFolds(joined.x.rows, folds);
  const own = numbers.map((f) => ({
    without: without[f],
    scored: Int32Array.from([...folds[f].test, ...folds[f].shown]),
  }));
  const known = new Map<string, CellScores | null>();
  for (const cell of cells) {
    const score = openFoldsTogether(cell, joined, base, folds.length);
    // Where there is no common fit, each fold finds out for itself whether it has one.
    const found = score && unlessRefused(() => score(own));
    found?.forEach((scores, i) => {
      known.set(`${numbers[i]} ${cell.id}`, scores);
    });
  }
  return (cell, fold) => known.get(`${fold} ${cell.id}`) ?? undefined;
}

/** A fit of its own would keep every column, at the cell's own threshold. */
function sharedResult(
  { id, threshold }: Cell,
  fold: FoldRows,
  rows: Int32Array,
  scores: CellScores,
): FoldResult {
  if (typeof threshold !== 'number') throw new Error('folds share no chosen threshold');
  return {
    ...{ cell: id, fold: fold.id, rows: [...rows], threshold, tuned: null, selected: [] },
    ...{ hidden: [], taken: [] },
    ...{ raw: [...scores.raw], score: [...scores.score], decision: [...scores.decision], labels: null },
  };
}

/** The rows that count, as a cell scores them without each region. */
function hiddenScores(
  { features: { regions } }: Cell,
  { test }: FoldRows,
  fitted: FittedCell,
  { x, families }: JoinedRows,
): readonly HiddenScores[] {
  if (!regions || test.length === 0) return [];
  return hideRegions(submatrix(x, test), { families, regions }).map(({ region, rows, x: hidden }) => {
    const { raw, score, decision } = applyCell(fitted, hidden);
    return {
      region,
      rows: Array.from(rows, (row) => test[row]),
      ...{ raw: [...raw], score: [...score], decision: [...decision] },
    };
  });
}

/** The rows that count, as a cell scores them without each of its modalities. */
function takenScores(
  { features: { modalities } }: Cell,
  { test }: FoldRows,
  fitted: FittedCell,
  { x, families }: JoinedRows,
): readonly TakenScores[] {
  if (!modalities || test.length === 0) return [];
  const without = takeModalities(submatrix(x, test), columnsOfModalities(modalities, families));
  return without.map(({ modality, rows, x: left }) => {
    const { raw, score, decision } = applyCell(fitted, left);
    return {
      taken: modality,
      rows: Array.from(rows, (row) => test[row]),
      ...{ raw: [...raw], score: [...score], decision: [...decision] },
    };
  });
}

function resultOf(
  { id, keep }: Cell,
  fold: FoldRows,
  rows: Int32Array,
  fitted: FittedCell,
  scores: ReturnType<typeof applyCell>,
  columns: readonly string[],
): Omit<FoldResult, 'hidden' | 'taken'> {
  const kept = keptColumns(fitted);
  return {
    cell: id,
    fold: fold.id,
    rows: [...rows],
    raw: [...scores.raw],
    score: [...scores.score],
    decision: [...scores.decision],
    labels: scores.labels && [...scores.labels],
    threshold: thresholdOf(fitted),
    tuned: fitted.tuned,
    // Where every column is kept there is nothing to list.
    selected:
      keep === null
        ? []
        : kept.columns.map((column, i) => ({ feature: columns[column], weight: kept.weights[i] })),
  };
}

const foldResult: z.ZodType<FoldResult> = z.object({
  cell: z.string(),
  fold: z.string(),
  rows: z.array(z.int()),
  raw: z.array(z.number()),
  score: z.array(z.number()),
  decision: z.array(z.int()),
  labels: z.array(z.int()).nullable(),
  threshold: z.number(),
  tuned: z.record(z.string(), z.number()).nullable(),
  selected: z.array(z.object({ feature: z.string(), weight: z.number().nullable() })),
  // What was kept before there were regions does not have it.
  hidden: z
    .array(
      z.object({
        region: z.enum(COVERABLE_REGIONS),
        ...{ rows: z.array(z.int()), raw: z.array(z.number()), score: z.array(z.number()) },
        decision: z.array(z.int()),
      }),
    )
    .default([]),
  taken: z
    .array(
      z.object({
        taken: z.string(),
        ...{ rows: z.array(z.int()), raw: z.array(z.number()), score: z.array(z.number()) },
        decision: z.array(z.int()),
      }),
    )
    .default([]),
});

const foldFailure: z.ZodType<FoldFailure> = z.object({
  cell: z.string(),
  fold: z.string(),
  failed: z.object({ code: errorCode, message: z.string(), hint: z.string() }),
});

const foldOutcomes = z.array(z.union([foldResult, foldFailure]));

/** Whether bytes can be what `fitCells` gives for these cells and folds. */
export function isOfCells(
  bytes: Uint8Array,
  cells: readonly Pick<Cell, 'id'>[],
  folds: readonly string[],
): boolean {
  const parsed = foldOutcomes.safeParse(jsonOf(bytes));
  if (!parsed.success) return false;
  const ids = new Set(cells.map(({ id }) => id));
  return parsed.data.every((outcome) => {
    if (!ids.has(outcome.cell) || !folds.includes(outcome.fold)) return false;
    if ('failed' in outcome) return true;
    const { rows, raw, score, decision, labels } = outcome;
    return [raw, score, decision, labels ?? rows].every(({ length }) => length === rows.length);
  });
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString());
  } catch {
    return undefined; // not written by fitCells: told by the caller's schema
  }
}

/** What `fitCells` gave: fold by fold, in each the cells in their order. */
export function readFoldOutcomes(bytes: Uint8Array): FoldOutcome[] {
  return foldOutcomes.parse(JSON.parse(Buffer.from(bytes).toString()));
}
