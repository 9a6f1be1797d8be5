import {
  assignLabels,
  beginStage,
  bestCell,
  type Cell,
  type CellFailure,
  computeMetrics,
  middleTreatments,
  type TreatedCell,
  type WorkListener,
} from '@wince/core';
import type { Executor } from '../execute/index.ts';
import type { ExtractedRows } from '../experiments/extract-rows.ts';
import { fitFolds } from '../experiments/fit-folds.ts';
import { fittedCells } from '../experiments/fitted-cells.ts';
import type { PreparedExperiment } from '../experiments/prepare.ts';
import { foldRows, usableRows } from '../experiments/usable-rows.ts';
import type { Store } from '../store/index.ts';
import { foldTables } from './fold-tables.ts';
import type { RunTables } from './run-tables.ts';

export interface TreatedTables {
  readonly middle: TreatedCell['middle'];
  readonly predictions: RunTables['predictions'];
  readonly samples: RunTables['samples'];
}

/** The treatments that the cell could be fitted under, and why not under the others. */
export interface Treatments {
  readonly treated: readonly TreatedTables[];
  readonly failures: readonly CellFailure[];
}

/**
 * The declared cell, or the best one where none is declared or it failed, once for each treatment of the middle band of a scale: leaving it out makes the
 * task easier, and only all three together say how much. Nothing where no row lies in a middle band.
 */
export async function evaluateTreatments(
  prepared: PreparedExperiment,
  extracted: ExtractedRows,
  tables: RunTables,
  options: {
    readonly store: Store;
    readonly executor: Executor;
    readonly signal?: AbortSignal;
    readonly onEvent?: WorkListener;
  },
): Promise<Treatments> {
  if (!extracted.rows.some((row) => row.band === 'middle')) return { treated: [], failures: [] };
  const cell = treatedCell(prepared, tables);
  const { onEvent, store, executor, signal } = options;
  const progress = beginStage(onEvent, 'fit-treatments', middleTreatments.length);
  const treated: TreatedTables[] = [];
  const failures: CellFailure[] = [];
  let done = 0;
  for (const middle of middleTreatments) {
    const own = withTreatment(prepared, middle, cell);
    const assigned = new Map(own.rows.map((row) => [row.name, row]));
    const rows = extracted.rows.map((row) => ({ ...row, ...assigned.get(row.name) }));
    const seen = { ...extracted, rows };
    const usable = usableRows(own, seen);
    const folds = foldRows(own, usable);
    const outcomes = await fitFolds(own.cells, folds, usable.tables, { store, executor, signal });
    const { results, failures: failed } = fittedCells(outcomes, folds.length, middle);
    progress(++done);
    failures.push(...failed);
    if (failed.length > 0) continue;
    const { predictions, samples } = foldTables(own, seen, usable, results);
    treated.push({ middle, predictions, samples });
  }
  return { treated, failures };
}

function treatedCell({ cells, specification, positive }: PreparedExperiment, tables: RunTables): Cell {
  const { primary } = specification;
  const isFitted = tables.predictions.some((row) => row.cell === primary);
  const id =
    primary !== undefined && isFitted
      ? primary
      : bestCell(
          computeMetrics(
            { samples: tables.samples, predictions: tables.predictions },
            { positive, primary: null, comparisons: [] },
          ).cells,
        );
  const cell = cells.find((candidate) => candidate.id === id);
  if (!cell) throw new Error(`the table has a cell ${id} that was not planned`);
  return cell;
}

function withTreatment(
  prepared: PreparedExperiment,
  middle: TreatedCell['middle'],
  cell: Cell,
): PreparedExperiment {
  const task = { ...prepared.task, middle };
  const assigned = [prepared.dataset, prepared.testDataset].flatMap((dataset) =>
    dataset ? assignLabels(dataset, task) : [],
  );
  const rows = prepared.rows.map((row, i) => ({ ...row, ...assigned[i] }));
  return { ...prepared, task, rows, cells: [cell] };
}
