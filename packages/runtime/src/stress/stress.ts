import {
  beginStage,
  type Cell,
  cellById,
  type Degradation,
  type ExperimentSpecification,
  type PredictionRow,
  retestOf,
  type StressDocument,
  type StressPoint,
  smallChanges,
  stressCurve,
  stressKinds,
  stressLevels,
  stressPoint,
  WinceError,
  type WorkListener,
  zerosLike,
} from '@wince/core';
import { interrupted, type OpenExecutor, type Workplace, withWorkplace } from '../execute/index.ts';
import { type ExtractedRows, extractRows, refuseForgottenRows } from '../experiments/extract-rows.ts';
import { fitFolds } from '../experiments/fit-folds.ts';
import { someFittedCells } from '../experiments/fitted-cells.ts';
import type { FoldResult, FoldRows, FoldTables } from '../experiments/fold-task.ts';
import { type PreparedExperiment, prepareExperiment } from '../experiments/prepare.ts';
import { foldRows, type UsableRows, usableRows } from '../experiments/usable-rows.ts';
import { cellPredictions } from '../runs/fold-tables.ts';

/** What is made worse, and what carries it out. */
export interface StressOptions {
  /** The cell; the declared one where nothing is said, or the only one. */
  readonly cell?: string;
  /** The levels of each degradation. Default: those of `stressLevels`. */
  readonly levels?: Readonly<Partial<Record<keyof typeof stressLevels, readonly number[]>>>;
  readonly cache: string;
  readonly workers: number;
  /** Where units of work are carried out. Default: in threads of this process. */
  readonly open?: OpenExecutor;
  /** Ends the work when it is aborted. Default: nothing ends it. */
  readonly signal?: AbortSignal;
  /** Told of each step of the work. Default: nobody is told. */
  readonly onEvent?: WorkListener;
}

/**
 * Scores the test rows of each fold again on degraded pictures, by the cell that was fitted on the training rows as they are: how it falls off
 * under blur, darkness, rotation, noise, covering and compression, and how near its scores stay under small changes that mean nothing. Faces are
 * looked for anew in each degraded picture. Pictures are degraded where they are read, and nothing but features is kept.
 *
 * @throws WinceError `stress-needs-pictures` for clips and for features from tables, `unknown-cell`, `bad-option` where no cell is declared
 */
export async function stress(
  specification: ExperimentSpecification,
  options: StressOptions,
): Promise<StressDocument> {
  return withWorkplace(options, (place) => stressAt(specification, { ...options, ...place }));
}

async function stressAt(
  specification: ExperimentSpecification,
  options: StressOptions & Workplace,
): Promise<StressDocument> {
  const { store, executor, signal, onEvent } = options;
  const all = await prepareExperiment(specification, store);
  const cell = cellOf(all, options.cell);
  const families = all.families.filter(({ record }) =>
    cell.features.families.some((name) => name === record.name || name.startsWith(`${record.name}~`)),
  );
  const prepared: PreparedExperiment = { ...all, cells: [cell], families };
  refuseTables(prepared);
  const clean = await extractRows(prepared, options);
  if (clean.rows.some(({ found }) => found.clip !== null)) throw needsPictures('some rows are clips');
  const usable = usableRows(prepared, clean);
  const folds = foldRows(prepared, usable);
  const asked: readonly Degradation[] = stressKinds.flatMap((kind) =>
    (options.levels?.[kind] ?? stressLevels[kind]).map((level) => ({ kind, level })),
  );
  const wanted = [...asked, ...smallChanges];
  const degraded: UsableRows[] = [];
  for (const degradation of wanted) {
    if (signal?.aborted) throw interrupted(undefined, signal.reason);
    const found = await extractRows(prepared, { ...options, degradation });
    degraded.push(usableAs(prepared, withReferences(found, clean)));
  }
  const joined = join(usable, folds, degraded);
  const outcomes = await fitFolds([cell], joined.folds, joined.tables, {
    ...{ store, executor, signal },
    onProgress: beginStage(onEvent, 'fit-cells', folds.length),
  });
  const { results } = someFittedCells(outcomes, folds.length);
  const rowsOf = (version: number) => predictionsOf(prepared, joined, results, version);
  const predictions = rowsOf(0);
  const { positive } = prepared;
  const points = asked.map(({ kind, level }, i): readonly [string, StressPoint] => [
    kind,
    stressPoint(level, rowsOf(i + 1), predictions, positive),
  ]);
  const asItIs = stressPoint(0, predictions, predictions, positive);
  const kinds = [...new Set(asked.map(({ kind }) => kind))];
  await refuseForgottenRows(prepared, clean, store);
  return {
    schema: 1,
    kind: 'wince stress',
    cell: cell.id,
    protocol: prepared.protocol.id,
    subjects: new Set(predictions.map(({ subject }) => subject)).size,
    rows: predictions.length,
    curves: kinds.map((kind) =>
      stressCurve(kind, [asItIs, ...points.flatMap(([of, point]) => (of === kind ? [point] : []))]),
    ),
    retest: retestOf([
      { name: 'as it is', rows: predictions },
      ...smallChanges.map(({ kind, level }, i) => ({
        name: `${kind} ${level}`,
        rows: rowsOf(asked.length + i + 1),
      })),
    ]),
  };
}

function cellOf({ cells, specification }: PreparedExperiment, asked?: string): Cell {
  const id = asked ?? specification.primary;
  if (id !== undefined) return cellById(cells, id);
  if (cells.length === 1) return cells[0];
  throw new WinceError('bad-option', `The experiment has ${cells.length} cells, and none is declared.`, {
    hint: `Name one with --cell, for example ${cells[0].id}.`,
  });
}

function refuseTables({ families }: PreparedExperiment): void {
  const table = families.find((family) => family.table);
  if (table) throw needsPictures(`${table.record.name} comes from a table`);
}

function needsPictures(why: string): WinceError {
  return new WinceError('stress-needs-pictures', `Nothing can be degraded: ${why}.`, {
    hint: 'Use a data set of pictures, and features that are computed from them.',
  });
}

/** Reference rows are recorded with care: they stay as they are. */
function withReferences(degraded: ExtractedRows, clean: ExtractedRows): ExtractedRows {
  const isReference = clean.rows.map(({ status }) => status === 'reference');
  if (!isReference.includes(true)) return degraded;
  return {
    rows: degraded.rows.map((row, i) => (isReference[i] ? clean.rows[i] : row)),
    families: degraded.families.map((family, f) => {
      const width = family.columns.length;
      const values = Float64Array.from(family.values);
      const present = Uint8Array.from(family.present);
      isReference.forEach((is, row) => {
        if (!is) return;
        present[row] = clean.families[f].present[row];
        values.set(clean.families[f].values.subarray(row * width, (row + 1) * width), row * width);
      });
      return { ...family, values, present, spreads: clean.families[f].spreads };
    }),
  };
}

/** No rows where none of them can be used any more. */
function usableAs(prepared: PreparedExperiment, extracted: ExtractedRows): UsableRows {
  const some = extracted.rows.some(
    ({ found, truth, status }) => found.status === 'used' && status !== 'reference' && truth !== null,
  );
  if (some) return usableRows(prepared, extracted);
  const none = { families: [], y: new Uint8Array(0), subjects: new Int32Array(0), subjectNames: [], seed: 0 };
  return { rows: [], tables: none };
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
