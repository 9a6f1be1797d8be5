import { join } from 'node:path';
import {
  AUDIT_PROTOCOLS,
  AUDIT_SCHEMA,
  type AuditDocument,
  type AuditedCell,
  auditFindings,
  auditParagraph,
  auditWarnings,
  beginStage,
  type Cell,
  cellById,
  type ExperimentSpecification,
  type WorkListener,
} from '@wince/core';
import { renderAudit } from '@wince/pages';
import { nearPairs } from '../datasets/duplicates.ts';
import {
  allResults,
  interrupted,
  type OpenExecutor,
  runUnits,
  unitOf,
  type Workplace,
  withWorkplace,
} from '../execute/index.ts';
import { extractRows, refuseForgottenRows } from '../experiments/extract-rows.ts';
import { fitFolds } from '../experiments/fit-folds.ts';
import { type FittedCells, someFittedCells } from '../experiments/fitted-cells.ts';
import type { FoldRows, FoldTables } from '../experiments/fold-task.ts';
import { type PreparedExperiment, prepareExperiment, type RunRow } from '../experiments/prepare.ts';
import { inputsOf, storeRun } from '../experiments/shared-run-tables.ts';
import { foldRows, usableRows } from '../experiments/usable-rows.ts';
import { writeAtomically } from '../files/atomic.ts';
import { beginFolder } from '../files/folder.ts';
import { sha256Of } from '../files/hash.ts';
import { version } from '../provenance.ts';
import { auditControls, countedRows, observeRows } from './audit-controls.ts';
import { auditLeaks } from './audit-leaks.ts';
import type { RowNuisance } from './nuisance.ts';
import { probeFamily, readProbe } from './probe-unit.ts';
import { type RowScores, strictScores } from './row-scores.ts';

/** Where an audit is written and what carries it out. */
export interface AuditOptions {
  /** The folder of the audit. An earlier audit of the same experiment that stands there is replaced when this one is complete. */
  readonly out: string;
  /** Replaces any earlier audit that stands there, with whatever else is in its folder. Default: it is not replaced. */
  readonly overwrite?: boolean;
  /** Ids of the cells that are audited. Default: all cells of the experiment. */
  readonly cells?: readonly string[];
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
 * Audits an experiment: scores the same data by the same cells under the strict protocol and under protocols that leak, asks
 * nuisances for the label under the strict protocol, and probes whether features tell subjects apart. Writes `audit.json` and
 * `audit.html`, both or none. What was computed before comes from the cache.
 *
 * @throws WinceError for whatever the user can correct, `folder-in-use`, `interrupted`
 */
export async function audit(
  specification: ExperimentSpecification,
  options: AuditOptions,
): Promise<AuditDocument> {
  return withWorkplace(options, (place) => auditAt(specification, { ...options, ...place }));
}

async function auditAt(
  specification: ExperimentSpecification,
  options: AuditOptions & Workplace,
): Promise<AuditDocument> {
  const { store, executor, signal, onEvent } = options;
  const prepared = await prepareExperiment(specification, store);
  const cells = options.cells?.map((id) => cellById(prepared.cells, id)) ?? prepared.cells;
  const folder = await beginFolder(options.out, {
    ...{
      mark: 'audit.json',
      noun: 'an audit',
      madeOf: madeOf(prepared, cells),
      overwrite: options.overwrite,
    },
  });
  try {
    const extracted = await extractRows(prepared, options);
    const { rows, tables } = usableRows(prepared, extracted);
    const folds = foldRows(prepared, { rows, tables });
    const outcomes = await fitFolds(cells, folds, tables, {
      ...{ store, executor, signal },
      onProgress: beginStage(onEvent, 'fit-cells', cells.length * folds.length),
    });
    const fitted = someFittedCells(outcomes, folds.length);
    const strict = scoresByCell(cells, fitted, countedRows(folds, rows.length));
    const audited = await auditLeaks({ cells, folds, tables, rows, strict }, options);
    const main = mainCell(prepared, cells, audited);
    const mainScores = strict.get(main.id);
    if (!mainScores) throw new Error(`${main.id} has no scores`);
    const seen = await observeRows(rows, specification.face, options);
    const controls = await auditControls(
      { main, mainScores, rows, seen, folds, tables, named: specification.breakdown },
      options,
    );
    const probed = await probeFamilies({ cells, rows, tables, folds }, options);
    const figures = {
      ...{ kind: 'wince audit' as const, schema: AUDIT_SCHEMA as 1, version },
      dataset: {
        name: prepared.dataset.description.name ?? null,
        sha256: prepared.dataset.hash,
        synthetic: prepared.dataset.description.synthetic,
      },
      ...{ task: prepared.task.name, protocol: prepared.protocol.name, folds: folds.length },
      seed: specification.seed,
      ...countsOf(tables, folds),
      ...{ main: main.id, declared: specification.primary === main.id },
      protocols: AUDIT_PROTOCOLS.map(({ id, letter, title, words }) => ({ id, letter, title, words })),
      cells: [...audited, ...failedCells(fitted)],
      controls: [...controls],
      best_control: bestOf(controls),
      ...probed,
      near_duplicates: nearDuplicates(rows, seen),
    };
    const document: AuditDocument = {
      ...figures,
      findings: [...auditFindings(figures)],
      warnings: [...auditWarnings(figures)],
      paragraph: auditParagraph(figures),
    };
    const written = beginStage(onEvent, 'write-report', 1);
    await writeAtomically(join(folder.path, 'audit.html'), await renderAudit(document));
    await writeAtomically(join(folder.path, 'audit.json'), `${JSON.stringify(document, null, 1)}\n`);
    if (signal?.aborted) throw interrupted(undefined, signal.reason);
    await refuseForgottenRows(prepared, extracted, store);
    await folder.commit();
    written(1);
    return document;
  } catch (error) {
    await folder.abandon();
    throw error;
  }
}

/** What makes two audits audits of one experiment; where its data lay does not matter. */
function madeOf({ specification, dataset, testDataset }: PreparedExperiment, cells: readonly Cell[]): string {
  const { dataset: _, test_dataset: __, ...asked } = specification;
  const ids = cells.map(({ id }) => id);
  return sha256Of(JSON.stringify(['audit', asked, ids, dataset.hash, testDataset?.hash ?? null]));
}

function scoresByCell(
  cells: readonly Cell[],
  { results }: FittedCells,
  scored: Uint8Array,
): ReadonlyMap<string, RowScores> {
  const byCell = Map.groupBy(results, ({ cell }) => cell);
  return new Map(
    cells.flatMap(({ id }) => {
      const own = byCell.get(id);
      return own ? [[id, strictScores(own, scored)] as const] : [];
    }),
  );
}

/** The declared cell; without one the cell with the largest AUC. */
function mainCell(
  { specification }: PreparedExperiment,
  cells: readonly Cell[],
  audited: readonly AuditedCell[],
): Cell {
  const worth = ({ strict }: AuditedCell) => strict?.auc.value ?? -1;
  const best = audited.reduce((found, each) => (worth(each) > worth(found) ? each : found));
  const declared = audited.find(({ cell }) => cell === specification.primary);
  return cellById(cells, (declared ?? best).cell);
}

function failedCells({ failures }: FittedCells): readonly AuditedCell[] {
  return failures.map(({ cell, reason }) => ({ cell, failed: reason, strict: null, leaks: [] }));
}

function countsOf({ y, subjects }: FoldTables, folds: readonly FoldRows[]) {
  const scored = folds.flatMap(({ test }) => [...test]);
  const labels = Map.groupBy(scored, (row) => subjects[row]);
  const both = [...labels.values()].filter((rows) => new Set(rows.map((row) => y[row])).size > 1);
  return { samples: scored.length, subjects: labels.size, subjects_with_both_labels: both.length };
}

function bestOf(
  controls: AuditDocument['controls'] | readonly AuditDocument['controls'][number][],
): string | null {
  const scored = controls.filter(({ metrics }) => metrics?.auc.value != null);
  if (scored.length === 0) return null;
  return scored.reduce((best, each) =>
    (each.metrics?.auc.value ?? 0) > (best.metrics?.auc.value ?? 0) ? each : best,
  ).id;
}

/** What the probes of the families that the cells use have found. */
async function probeFamilies(
  {
    cells,
    rows,
    tables,
    folds,
  }: {
    readonly cells: readonly Cell[];
    readonly rows: readonly RunRow[];
    readonly tables: FoldTables;
    readonly folds: readonly FoldRows[];
  },
  { store, executor, signal, onEvent }: AuditOptions & Workplace,
): Promise<Pick<AuditDocument, 'identity' | 'copied_rows' | 'label_columns'>> {
  const families = [...new Set(cells.flatMap(({ features }) => features.families))];
  const run = await storeRun(store, tables, folds);
  const sessions = rows.map(({ sample }) => sample.session ?? '');
  const groupings = groupingsOf(rows);
  const units = families.map((family) => {
    const present = tables.families.find(({ name }) => name === family)?.present;
    const parameters = {
      rows: rows.flatMap(({ truth }, i) => (truth !== null && present?.[i] === 1 ? [i] : [])),
      ...{ sessions, groupings },
    };
    return unitOf(probeFamily, { inputs: inputsOf(run, [family]), parameters }, (key) => ({
      of: 'fits',
      key,
    }));
  });
  const progress = beginStage(onEvent, 'audit-identity', families.length);
  let done = 0;
  const results = await allResults((run) => runUnits(units, { store, executor }, run), {
    signal,
    onDone: () => progress(++done),
  });
  const probes = results.map((bytes, i) => ({ family: families[i], ...readProbe(bytes) }));
  return {
    identity: probes.map(({ family, subject, session }) => ({ family, subject, session })),
    copied_rows: probes.flatMap(({ family, copied }) =>
      copied.map(({ first, second }) => ({
        ...{ family, first: rows[first].name, second: rows[second].name },
        subjects: [rows[first].sample.subject, rows[second].sample.subject] as [string, string],
      })),
    ),
    label_columns: probes.flatMap(({ family, label_columns }) =>
      label_columns.map((column) => ({ family, ...column })),
    ),
  };
}

/** Columns of the data set that divide rows into groups of several rows, and the sessions and periods of subjects. */
function groupingsOf(rows: readonly RunRow[]): { name: string; groups: string[] }[] {
  const own = rows.map(({ sample }) => sample);
  const within = (name: 'session' | 'period') =>
    own.some((sample) => sample[name] !== null)
      ? [{ name, groups: own.map((sample) => JSON.stringify([sample.subject, sample[name]])) }]
      : [];
  const names = [...new Set(own.flatMap(({ columns }) => Object.keys(columns)))].sort();
  const others = names
    .map((name) => ({ name, groups: own.map(({ columns }) => columns[name] ?? '') }))
    .filter(({ groups }) => {
      const several = new Set(groups).size;
      return several > 1 && several <= rows.length / 2;
    });
  return [...within('session'), ...within('period'), ...others];
}

/** Pictures of different subjects that look almost the same. */
function nearDuplicates(
  rows: readonly RunRow[],
  seen: readonly RowNuisance[],
): AuditDocument['near_duplicates'] {
  const looks = rows.flatMap((row, i) => {
    const { look } = seen[i];
    return look ? [{ row, look: Uint32Array.from(look) }] : [];
  });
  return [...nearPairs(looks)].flatMap(([a, b, bits]) => {
    const subjects: [string, string] = [a.row.sample.subject, b.row.sample.subject];
    if (subjects[0] === subjects[1] && a.row.from === b.row.from) return [];
    return [{ first: a.row.name, second: b.row.name, subjects, bits }];
  });
}
