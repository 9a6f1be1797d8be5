import { areWorthWeighing, type Cell, isWorthParts, WinceError } from '@wince/core';
import { type Executor, keptResults, runUnits, type Unit, unitOf } from '../execute/index.ts';
import type { Store } from '../store/index.ts';
import type { FoldOutcome, FoldRows, FoldTables } from './fold-task.ts';
import { fitCells, isOfCells, readFoldOutcomes } from './fold-units.ts';
import { inputsOf, storeRun } from './shared-run-tables.ts';
import { isFoldWeights, WEIGHING_PARTS, weighColumns, weighFolds, weighPart } from './weigh-units.ts';

/** How many parts the folds of a group of cells are cut into: work for several workers, and points to resume from. */
const PARTS = 4;

/** How often what was lost from the store meanwhile is made again. */
const TRIES = 3;

export interface FitFoldsOptions {
  /** Keeps the fits, and the tables as long as units need them. */
  readonly store: Store;
  /** Carries out units on the same store. */
  readonly executor: Executor;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
  /** Told what each part of the work gave, as it comes: all cells of a group in some folds. */
  readonly onOutcomes?: (found: readonly FoldOutcome[]) => void;
}

/**
 * Fits every cell in every fold. Cells of one feature set and selection travel together: the weights of their columns are computed
 * once for all folds. What was fitted before on the same content comes from the store.
 *
 * @returns an outcome for each cell and fold: of one that cannot be fitted, the reason
 */
export async function fitFolds(
  cells: readonly Cell[],
  folds: readonly FoldRows[],
  tables: FoldTables,
  options: FitFoldsOptions,
): Promise<readonly FoldOutcome[]> {
  const told = new Set<string>();
  const onOutcomes = (found: readonly FoldOutcome[]) => {
    const fresh = found.filter(({ cell, fold }) => !told.has(JSON.stringify([cell, fold])));
    for (const { cell, fold } of fresh) told.add(JSON.stringify([cell, fold]));
    if (fresh.length > 0) options.onOutcomes?.(fresh);
  };
  for (let tries = 1; ; tries++) {
    try {
      return await fitFoldsOnce(cells, folds, tables, { ...options, onOutcomes });
    } catch (error) {
      // What is lost is made again, and what is kept is not.
      if (!(error instanceof WinceError) || error.code !== 'lost-entry' || tries === TRIES) throw error;
    }
  }
}

async function fitFoldsOnce(
  cells: readonly Cell[],
  folds: readonly FoldRows[],
  tables: FoldTables,
  { store, executor, signal, onProgress, onOutcomes }: FitFoldsOptions,
): Promise<readonly FoldOutcome[]> {
  const run = await storeRun(store, tables, folds);
  const keep = (key: string) => ({ of: 'fits', key }) as const;
  const groups = groupCells(cells);
  const columnsOf = ({ features }: Cell) => {
    const own = new Set(features.families);
    return tables.families.reduce((sum, { name, columns }) => sum + (own.has(name) ? columns.length : 0), 0);
  };
  const numbers = folds.map((_, f) => f);
  const weighing = groups.map(([cell]): Weighing | null => {
    if (!areWorthWeighing(cell)) return null;
    const { features, selection } = cell;
    const inputs = inputsOf(run, features.families);
    const isOf = (count: number) => (bytes: Uint8Array) => isFoldWeights(bytes, count, columnsOf(cell));
    const isDivided = isWorthParts(cell, tables.y.length, columnsOf(cell));
    const parts = Array.from({ length: isDivided ? WEIGHING_PARTS : 0 }, (_, part) =>
      unitOf(weighPart, { inputs, parameters: { features, selection, part, parts: WEIGHING_PARTS } }, keep),
    );
    const ofParts = parts.map(({ key }) => keep(key));
    const groups = (isDivided ? cut(numbers, WEIGHING_PARTS) : []).map((part) => {
      const parameters = { features, selection, folds: [...part] };
      const unit = unitOf(weighFolds, { inputs: [...ofParts, ...inputs], parameters }, keep);
      return { unit, isResult: isOf(part.length) };
    });
    const ofGroups = groups.map(({ unit }) => keep(unit.key));
    const whole = unitOf(
      weighColumns,
      { inputs: [...ofGroups, ...inputs], parameters: { features, selection } },
      keep,
    );
    return { parts, groups, whole, isResult: isOf(folds.length) };
  });
  const total = cells.length * folds.length;
  const parts = cut(numbers, PARTS);
  const fitting = groups.flatMap((group, g) =>
    parts.map((part) => {
      const weights = weighing[g]?.whole;
      const inputs = [...(weights ? [keep(weights.key)] : []), ...inputsOf(run, group[0].features.families)];
      const unit = unitOf(fitCells, { inputs, parameters: { cells: [...group], folds: [...part] } }, keep);
      const isResult = (bytes: Uint8Array) =>
        isOfCells(
          bytes,
          group,
          part.map((f) => folds[f].id),
        );
      return { unit, fits: group.length * part.length, group: g, isResult };
    }),
  );
  const place = { executor, store };
  const units = fitting.map(({ unit }) => unit);
  const kept = await keptResults(units, store, (index, bytes) => fitting[index].isResult(bytes));
  // The groups that have a part still to be fitted: weights are computed for these alone.
  const open = new Set(fitting.flatMap(({ group }, index) => (kept[index] ? [] : [group])));
  await weigh(
    [...open].sort((a, b) => a - b).flatMap((g) => weighing[g] ?? []),
    place,
    signal,
  );
  const outcomes: FoldOutcome[][] = [];
  let done = 0;
  await runUnits(units, place, {
    ...{ signal, kept },
    onDone(index, bytes) {
      outcomes[index] = readFoldOutcomes(bytes);
      done += fitting[index].fits;
      onProgress?.(done, total);
      onOutcomes?.(outcomes[index]);
    },
  });
  return outcomes.flat();
}

/** How the columns of a group of cells are weighed: by one unit, or by parts, then groups of folds, that it puts together. */
interface Weighing {
  readonly parts: readonly Unit[];
  readonly groups: readonly Weighed[];
  readonly whole: Unit;
  isResult(bytes: Uint8Array): boolean;
}

/** A unit that weighs the columns in some folds. */
interface Weighed {
  readonly unit: Unit;
  isResult(bytes: Uint8Array): boolean;
}

/** Weighs columns, parts and groups of folds first, where the store does not have the weights. */
async function weigh(
  weighing: readonly Weighing[],
  place: { readonly executor: Executor; readonly store: Store },
  signal: AbortSignal | undefined,
): Promise<void> {
  const whole = weighing.map((each) => each.whole);
  const kept = await keptResults(whole, place.store, (index, bytes) => weighing[index].isResult(bytes));
  const open = weighing.filter((_, index) => !kept[index]);
  const divided = open.flatMap((each) => each.groups);
  const units = divided.map(({ unit }) => unit);
  const weighed = await keptResults(units, place.store, (index, bytes) => divided[index].isResult(bytes));
  // Parts are needed as long as a group of folds is not weighed.
  const lacking = new Set(divided.filter((_, index) => !weighed[index]));
  const parts = open.filter(({ groups }) => groups.some((group) => lacking.has(group)));
  await runUnits(
    parts.flatMap((each) => each.parts),
    place,
    { signal },
  );
  await runUnits(units, place, { signal, kept: weighed });
  await runUnits(whole, place, { signal, kept });
}

/** Cells that share feature set and selection, in the order of their first member. */
function groupCells(cells: readonly Cell[]): readonly (readonly Cell[])[] {
  const groups = Map.groupBy(cells, (cell) => JSON.stringify([cell.features.name, cell.selection.name]));
  return [...groups.values()];
}

/** Items in their order, in parts that differ by one item at most. */
function cut<Item>(items: readonly Item[], parts: number): readonly (readonly Item[])[] {
  const many = Math.min(parts, items.length);
  const end = (part: number) => Math.floor((items.length * part) / many);
  return Array.from({ length: many }, (_, part) => items.slice(end(part), end(part + 1)));
}
