import { createHash } from 'node:crypto';
import type { Cell } from '@wince/core';
import { Piscina } from 'piscina';
import { z } from 'zod';
import { type Outcome, resultOf, workerUrl } from '../execute/index.ts';
import type { Store } from '../store/index.ts';
import type { FoldResult, FoldRows, FoldTask, RunTables } from './fold-task.ts';

/** How many parts the folds of a group of cells are cut into: work for several workers, and points to resume from. */
const PARTS = 4;

/** Rises when the numbers that a fold gives change for the same content. */
const FITS_VERSION = 2;

interface FitOptions {
  readonly store: Store;
  readonly workers: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
  /** Told what each part of the work gave, as it comes: all cells of a group in some folds. */
  readonly onResults?: (found: readonly FoldResult[]) => void;
}

/**
 * Fits every cell in every fold, in worker threads. Cells of one feature set and selection travel together, since they
 * share the weights of their columns. What was fitted before on the same content comes from the cache.
 */
export async function fitFolds(
  cells: readonly Cell[],
  folds: readonly FoldRows[],
  tables: RunTables,
  options: FitOptions,
): Promise<readonly FoldResult[]> {
  const tasks = groupCells(cells).flatMap((group) =>
    cut(folds, PARTS).map((part) => ({ cells: group, folds: part })),
  );
  const total = cells.length * folds.length;
  const results: FoldResult[][] = [];
  let done = 0;
  const finish = (index: number, { cells: group, folds: part }: FoldTask, found: FoldResult[]) => {
    results[index] = found;
    done += group.length * part.length;
    options.onProgress?.(done, total);
    options.onResults?.(found);
  };
  const keys = tasks.map((task) => keyOf(task, tables));
  const open: number[] = [];
  for (const [index, task] of tasks.entries()) {
    const cached = readResults(await options.store.get({ of: 'fits', key: keys[index] }));
    if (cached) finish(index, task, cached);
    else open.push(index);
  }
  if (open.length > 0) {
    const pool = new Piscina<FoldTask, Outcome<FoldResult[]>>({
      filename: workerUrl('experiments/fold-worker'),
      workerData: tables,
      maxThreads: Math.min(options.workers, open.length),
    });
    try {
      await Promise.all(
        open.map(async (index) => {
          const found = resultOf(await pool.run(tasks[index]));
          await options.store.put({ of: 'fits', key: keys[index] }, Buffer.from(JSON.stringify(found)));
          finish(index, tasks[index], found);
        }),
      );
    } finally {
      await pool.destroy();
    }
  }
  return results.flat();
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

/** Everything that the results of a task depend on. */
function keyOf({ cells, folds }: FoldTask, tables: RunTables): string {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([FITS_VERSION, cells, tables.seed, tables.subjectNames]));
  for (const name of cells[0].features.families) {
    hash.update(tables.families.find((family) => family.name === name)?.hash ?? '');
  }
  hash.update(tables.y).update(new Uint8Array(tables.subjects.buffer));
  for (const { id, training, test, shown } of folds) {
    hash.update(JSON.stringify([id, [...training], [...test], [...shown]]));
  }
  return `fits ${hash.digest('hex')}`;
}

const foldResults: z.ZodType<FoldResult[]> = z.array(
  z.object({
    cell: z.string(),
    fold: z.string(),
    rows: z.array(z.int()),
    raw: z.array(z.number()),
    score: z.array(z.number()),
    decision: z.array(z.int()),
    threshold: z.number(),
    tuned: z.record(z.string(), z.number()).nullable(),
    selected: z.array(z.object({ feature: z.string(), weight: z.number().nullable() })),
  }),
);

function readResults(bytes: Uint8Array | null): FoldResult[] | null {
  return bytes && foldResults.parse(JSON.parse(Buffer.from(bytes).toString()));
}
