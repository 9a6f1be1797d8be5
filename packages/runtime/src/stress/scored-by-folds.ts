import { beginStage, type PredictionRow, type WorkListener, zerosLike } from '@wince/core';
import type { Workplace } from '../execute/index.ts';
import { fitFolds } from '../experiments/fit-folds.ts';
import { someFittedCells } from '../experiments/fitted-cells.ts';
import type { FoldResult, FoldRows, FoldTables } from '../experiments/fold-task.ts';
import type { PreparedExperiment } from '../experiments/prepare.ts';
import { foldRows, type UsableRows } from '../experiments/usable-rows.ts';
import { cellPredictions } from '../runs/fold-tables.ts';

/** The predictions of a version of the rows: 0 as they are, then each degraded one. */
export type VersionPredictions = (version: number) => readonly PredictionRow[];

/** Fits the cell of each fold on its training rows as they are, and scores its test rows in every version. */
export async function scoreByFolds(
  prepared: PreparedExperiment,
  usable: UsableRows,
  degraded: readonly UsableRows[],
  {
    store,
    executor,
    signal,
    onEvent,
  }: Workplace & { readonly signal?: AbortSignal; readonly onEvent?: WorkListener },
): Promise<VersionPredictions> {
  const folds = foldRows(prepared, usable);
  const joined = join(usable, folds, degraded);
  const outcomes = await fitFolds(prepared.cells, joined.folds, joined.tables, {
    ...{ store, executor, signal },
    onProgress: beginStage(onEvent, 'fit-cells', folds.length),
  });
  const { results } = someFittedCells(outcomes, folds.length);
  return (version) => predictionsOf(prepared, joined, results, version);
}

interface Joined {
  readonly tables: FoldTables;
  readonly folds: readonly FoldRows[];
  /** Of each row which version it is of (0: as it is), and its number there. */
  readonly from: readonly { readonly version: number; readonly row: number }[];
  readonly versions: readonly UsableRows[];
}

/** The rows as they are, and behind them each degraded version: one fit scores them all, and is trained on none of the latter. */
function join(usable: UsableRows, folds: readonly FoldRows[], degraded: readonly UsableRows[]): Joined {
  const places = new Map(usable.rows.map(({ name }, row) => [name, row]));
  const versions = [usable, ...degraded];
  const from = versions.flatMap(({ rows }, version) =>
    rows.flatMap((own, row) => (version === 0 || places.has(own.name) ? [{ version, row }] : [])),
  );
  const original = (at: number) => {
    const { version, row } = from[at];
    return places.get(versions[version].rows[row].name) ?? 0;
  };
  const clean = usable.rows.length;
  const { soft } = usable.tables;
  const families = usable.tables.families.map((family, f) => {
    const width = family.columns.length;
    const values = zerosLike(family.values, from.length * width);
    const present = new Uint8Array(from.length);
    from.forEach(({ version, row }, at) => {
      const own = versions[version].tables.families[f];
      values.set(own.values.subarray(row * width, (row + 1) * width), at * width);
      present[at] = own.present[row];
    });
    return { ...family, values, present };
  });
  const behind = Int32Array.from({ length: from.length - clean }, (_, i) => clean + i);
  return {
    from,
    versions,
    tables: {
      ...usable.tables,
      families,
      y: Uint8Array.from(from, (_, at) => usable.tables.y[original(at)]),
      subjects: Int32Array.from(from, (_, at) => usable.tables.subjects[original(at)]),
      ...(soft ? { soft: Float64Array.from(from, (_, at) => soft[original(at)]) } : {}),
    },
    folds: folds.map(({ id, without, test, shown }) => {
      const tested = new Set(test);
      return {
        id,
        without: Int32Array.from([...without, ...behind]),
        test,
        shown: Int32Array.from([...shown, ...behind.filter((at) => tested.has(original(at)))]),
      };
    }),
  };
}

function predictionsOf(
  prepared: PreparedExperiment,
  { from, versions }: Joined,
  results: readonly FoldResult[],
  version: number,
): readonly PredictionRow[] {
  const own = results.map((result): FoldResult => {
    const kept = result.rows.flatMap((at, i) => (from[at].version === version ? [i] : []));
    const take = (values: readonly number[]) => kept.map((i) => values[i]);
    return {
      ...result,
      rows: kept.map((i) => from[result.rows[i]].row),
      ...{ raw: take(result.raw), score: take(result.score), decision: take(result.decision) },
    };
  });
  return cellPredictions(prepared, versions[version], own).predictions;
}
