import type { Cell } from '@wince/core';
import { type Executor, keptResults, runUnits, unitOf } from '../execute/index.ts';
import type { Store } from '../store/index.ts';
import type { FoldOutcome, FoldRows, FoldTables } from './fold-task.ts';
import { fitCells, isFoldWeights, isOfCells, readFoldOutcomes, weighColumns } from './fold-units.ts';
import { inputsOf, storeRun } from './shared-run-tables.ts';

/** How many parts the folds of a group of cells are cut into: work for several workers, and points to resume from. */
const PARTS = 4;

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
  { store, executor, signal, onProgress, onOutcomes }: FitFoldsOptions,
): Promise<readonly FoldOutcome[]> {
  const run = await storeRun(store, tables, folds);
  const keep = (key: string) => ({ of: 'fits', key }) as const;
  const groups = groupCells(cells);
  const weighing = groups.map(([{ features, selection }]) =>
    unitOf(
      weighColumns,
      { inputs: inputsOf(run, features.families), parameters: { features, selection } },
      keep,
    ),
  );
  const total = cells.length * folds.length;
  const parts = cut(
    folds.map((_, f) => f),
    PARTS,
  );
  const fitting = groups.flatMap((group, g) =>
    parts.map((part) => {
      const inputs = [keep(weighing[g].key), ...inputsOf(run, group[0].features.families)];
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
  const weighed = [...open].sort((a, b) => a - b);
  const columnsOf = (g: number) => {
    const own = new Set(groups[g][0].features.families);
    return tables.families.reduce((sum, { name, columns }) => sum + (own.has(name) ? columns.length : 0), 0);
  };
  await runUnits(
    weighed.map((g) => weighing[g]),
    place,
    { signal, fits: (index, bytes) => isFoldWeights(bytes, folds.length, columnsOf(weighed[index])) },
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

/** Cells that share feature set and selection, in the order of their first member. */
function groupCells(cells: readonly Cell[]): readonly (readonly Cell[])[] {
  const groups = Map.groupBy(cells, (cell) => JSON.stringify([cell.features.name, cell.selection.name]));
  return [...groups.values()];
}

function cut<Item>(items: readonly Item[], parts: number): readonly (readonly Item[])[] {
  const size = Math.ceil(items.length / Math.min(parts, items.length));
  const cuts: (readonly Item[])[] = [];
  for (let start = 0; start < items.length; start += size) cuts.push(items.slice(start, start + size));
  return cuts;
}
