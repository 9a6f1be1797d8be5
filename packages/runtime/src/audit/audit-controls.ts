import {
  type AuditControl,
  beginStage,
  type Cell,
  estimatesOf,
  type FaceParameters,
  leastAuc,
  scoreDifference,
  type WorkListener,
} from '@wince/core';
import { type Executor, runUnits, type Unit, unitOf } from '../execute/index.ts';
import { fitFolds } from '../experiments/fit-folds.ts';
import { fittedCells } from '../experiments/fitted-cells.ts';
import type { FoldRows, FoldTables } from '../experiments/fold-task.ts';
import type { RunRow } from '../experiments/prepare.ts';
import { sha256OfFile } from '../files/hash.ts';
import { systemCode } from '../files/system-error.ts';
import type { Store } from '../store/index.ts';
import { type Control, controlsOf } from './controls.ts';
import { type RowNuisance, UNSEEN } from './nuisance.ts';
import { observeNuisances, readNuisances } from './nuisance-unit.ts';
import { commonRows, type RowScores, strictScores } from './row-scores.ts';

/** What controls are asked on. */
export interface ControlsInput {
  readonly main: Cell;
  readonly mainScores: RowScores;
  readonly rows: readonly RunRow[];
  readonly seen: readonly RowNuisance[];
  readonly folds: readonly FoldRows[];
  readonly tables: FoldTables;
  /** Columns of the data set that are controls, too. */
  readonly named: readonly string[];
}

/** Where the work is done. */
export interface ControlsPlace {
  readonly store: Store;
  readonly executor: Executor;
  readonly signal?: AbortSignal;
  readonly onEvent?: WorkListener;
}

/**
 * Asks each control for the label under the strict protocol: its columns take the place of the features of the main cell, all of
 * them are kept, and all else is as in that cell.
 */
export async function auditControls(
  { main, mainScores, rows, seen, folds, tables, named }: ControlsInput,
  { store, executor, signal, onEvent }: ControlsPlace,
): Promise<readonly AuditControl[]> {
  const controls = controlsOf(
    rows.map((row, i) => ({ row, seen: seen[i] })),
    named,
  );
  const scored = countedRows(folds, tables.y.length);
  const asked = controls.filter((control) => whyNot(control, scored, tables) === null);
  const cells = asked.map((control) => cellOf(control, main));
  const own = { ...tables, families: asked.map(({ table }) => table) };
  const outcomes =
    cells.length === 0
      ? []
      : await fitFolds(cells, folds, own, {
          ...{ store, executor, signal },
          onProgress: beginStage(onEvent, 'audit-controls', cells.length * folds.length),
        });
  const { results, failures } = fittedCells(outcomes, folds.length);
  return controls.map((control): AuditControl => {
    const { id, title, table } = control;
    const nothing = {
      ...{ id, title, columns: table.columns.length, samples: 0, metrics: null, main_less_control: null },
      ...{ least_auc: null, above_chance: false },
    };
    const reason = whyNot(control, scored, tables);
    if (reason !== null) return { ...nothing, status: 'not-applicable', reason };
    const cell = cellOf(control, main);
    const failure = failures.find((each) => each.cell === cell.id);
    if (failure) return { ...nothing, status: 'failed', reason: failure.reason };
    const scores = strictScores(
      results.filter((result) => result.cell === cell.id),
      scored,
    );
    const seed = tables.seed;
    const [alone] = commonRows(tables, [scores]);
    const [ofControl, ofMain] = commonRows(tables, [scores, mainScores]);
    const least = leastAuc(alone, { seed, questions: controls.length, folds: folds.length });
    return {
      ...nothing,
      ...{ status: 'scored', reason: '', samples: alone.truth.length },
      metrics: estimatesOf(alone, { seed }),
      main_less_control: scoreDifference(ofControl, ofMain, { seed }).difference,
      least_auc: least,
      above_chance: least !== null && least > 0.5,
    };
  });
}

/** Why a control cannot be asked; null where it can. */
function whyNot({ table }: Control, scored: Uint8Array, { y }: FoldTables): string | null {
  const has = [...y.keys()].filter((row) => scored[row] === 1 && table.present[row] === 1);
  if (has.length === 0) return 'no row has what it needs';
  const labels = new Set(has.map((row) => y[row]));
  if (labels.size < 2) return 'the rows that have it are of one label';
  const width = table.columns.length;
  const varies = table.columns.some((_, column) =>
    has.some((row) => table.values[row * width + column] !== table.values[has[0] * width + column]),
  );
  return varies ? null : 'it is the same in all rows';
}

/** The main cell with a control in the place of its features. */
function cellOf({ table }: Control, main: Cell): Cell {
  const { keep: _, ...tuning } = main.tuning ?? {};
  return {
    ...main,
    id: `${table.name}/none/${main.classifier.name}`,
    features: { name: table.name, families: [table.name], selected: 'together' },
    selection: { id: 'none', parameters: {}, name: 'none' },
    ...{ keep: null, abstention: null },
    tuning: main.tuning && 'folds' in tuning ? { ...main.tuning, keep: undefined } : null,
  };
}

/** 1 for each row that the strict protocol scores and counts. */
export function countedRows(folds: readonly FoldRows[], rows: number): Uint8Array {
  const scored = new Uint8Array(rows);
  for (const { test } of folds) for (const row of test) scored[row] = 1;
  return scored;
}

/** What of each row could tell the label without a face; a file that cannot be read gives a reason. */
export async function observeRows(
  rows: readonly RunRow[],
  face: FaceParameters,
  { store, executor, signal, onEvent }: ControlsPlace,
): Promise<readonly RowNuisance[]> {
  const files = [...Map.groupBy(rows.keys(), (i) => rows[i].path)];
  const progress = beginStage(onEvent, 'audit-pictures', files.length);
  const seen: RowNuisance[] = [];
  const work: { readonly unit: Unit; readonly rows: readonly number[] }[] = [];
  let done = 0;
  for (const [path, own] of files) {
    const sha256 = await sha256OfFile(path).catch((cause: unknown) => {
      if (systemCode(cause) === undefined) throw cause;
      return null;
    });
    if (sha256 === null) {
      for (const i of own) seen[i] = { ...UNSEEN, reason: 'the file cannot be read' };
      progress(++done);
      continue;
    }
    const intervals = own.map((i) => ({ start: rows[i].sample.start, end: rows[i].sample.end }));
    work.push({
      unit: unitOf(
        observeNuisances,
        { inputs: [{ of: 'file', path, sha256 }], parameters: { face, rows: intervals } },
        (key) => ({ of: 'recording', sha256, key }),
      ),
      rows: own,
    });
  }
  await runUnits(
    work.map(({ unit }) => unit),
    { store, executor },
    {
      signal,
      onDone(index, bytes) {
        readNuisances(bytes).forEach((found, i) => {
          seen[work[index].rows[i]] = found;
        });
        progress(++done);
      },
    },
  );
  return seen;
}
