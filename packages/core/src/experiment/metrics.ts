import { type Breakdown, breakDown } from '../evaluation/breakdown.ts';
import { figuresByModality, type ModalityFigures, type TakenRow } from '../evaluation/by-modality.ts';
import { figuresByRegion, type HiddenRow, type RegionFigures } from '../evaluation/by-region.ts';
import { type Comparison, compareCells } from '../evaluation/comparison.ts';
import { type UnusableShares, unusableShares } from '../evaluation/missing.ts';
import { type MissingRow, type PredictionRow, positiveTest } from '../evaluation/predictions.ts';
import { type CellSummary, INTERVAL_NOTE, summariseCell } from '../evaluation/summary.ts';
import type { Abstention } from '../learning/pipeline/cell.ts';
import { promisedCoverage } from '../learning/pipeline/stages/abstain.ts';
import { type CellTests, testCells } from './cell-tests.ts';
import { type CellFailure, describeFailure, type FailedCell } from './failed-cell.ts';
import type { GroupRow } from './groups.ts';
import { fusedModalities, readCellId } from './plan.ts';
import { type PulseModality, pulseModalities, pulseWarnings } from './pulse-controls.ts';
import type { SampleRow, SampleStatus } from './run.ts';
import type { ExperimentSpecification } from './specification.ts';
import { type TransportedCell, transportedCell } from './transport.ts';

export const METRICS_SCHEMA = 2;

/** Rises when the same tables give other metrics, in whatever part of `metrics.json`: what was kept of before is then computed again. */
export const METRICS_VERSION = 8;

/** Bootstrap draws are fixed by the subjects alone, so that anyone gets the same intervals from the same table. */
const BOOTSTRAP_SEED = 'wince';

/** A cell of `metrics.json`: what its id says of it, and its metrics. */
export type RunCell = CellSummary & {
  readonly features: string;
  readonly selection: string;
  readonly keep: number | null;
  readonly classifier: string;
  /** Whether it is the cell that was declared beforehand. It stands first. */
  readonly declared: boolean;
};

/** One cell, with the middle band of the scale treated in one of three ways. */
export interface TreatedCell {
  readonly middle: 'left-out' | 'as-pain' | 'as-no-pain';
  readonly summary: RunCell;
}

/** `metrics.json`. Everything in it comes from `predictions.csv`, `samples.csv` and, by region, `hidden.csv`, by modality, `taken-away.csv`. */
export interface RunMetrics {
  readonly schema: typeof METRICS_SCHEMA;
  /** The words that count as positive. */
  readonly positive: readonly string[];
  readonly draws_note: string;
  /** The cell that was declared beforehand; null when none was. */
  readonly primary: string | null;
  /** The cell with the largest AUC (accuracy where none has one): the best of many is optimistic. */
  readonly best: string;
  readonly cells: readonly RunCell[];
  /** Cells that could not be fitted in some fold, so that they have no result; the others are complete. */
  readonly failed: readonly FailedCell[];
  readonly comparisons: readonly Comparison[];
  /** The tests that the experiment declares, and the optimism of the best cell. Null in runs of versions that did not compute them. */
  readonly tests: CellTests | null;
  /** The primary cell, or the best one, under the three treatments; empty where there is no middle band. */
  readonly treatments: readonly TreatedCell[];
  readonly unusable: UnusableShares;
  /** The declared cell and the best one, group by group of the columns of the data set: for whom does it fail? */
  readonly breakdowns: readonly Breakdown[];
  /** The same cells by what could be seen of the faces; empty where no feature is of a region. */
  readonly by_region: readonly RegionFigures[];
  /** Every cell that fuses modalities, by what its rows have of them, and as if each had not been recorded. */
  readonly by_modality: readonly ModalityFigures[];
  /** The declared cell and the best one on each site or data set that it has not learned from; empty under other protocols. */
  readonly transported: readonly TransportedCell[];
  readonly warnings: readonly string[];
}

/** What the metrics of a run need beside its tables. */
export interface MetricsOptions {
  readonly positive: readonly string[];
  readonly primary: string | null;
  /** Pairs of which one failed have no comparison, but a warning. */
  readonly comparisons: readonly (readonly [string, string])[];
  /** How pairs are tested: Wilcoxon's test over the Brier score of subjects where nothing is said. */
  readonly comparing?: ExperimentSpecification['comparing'];
  /** Cells that are ranked over the subjects. Default: none. */
  readonly ranked?: readonly string[];
  /** Whether the folds are sites or data sets. Default: they are not. */
  readonly transported?: boolean;
  /** Columns that the experiment names to break results down by: they are shown even where they make one group. Default: none. */
  readonly breakdown?: readonly string[];
  /** The share of pain at which scores are said to hold. Default: that of the training rows. */
  readonly prevalence?: number | null;
  /** What was asked of abstention. Default: nothing. */
  readonly abstention?: Pick<Abstention, 'method' | 'level'> | null;
  /** The modalities of the experiment. Default: none. */
  readonly modalities?: readonly PulseModality[];
  /** Cells that could not be fitted. Default: none. */
  readonly failed?: readonly CellFailure[];
  /** Predictions of one cell under other treatments of the middle band. Default: none. */
  readonly treatments?: readonly {
    readonly middle: TreatedCell['middle'];
    readonly predictions: readonly PredictionRow[];
    readonly samples: readonly SampleRow[];
  }[];
}

/**
 * What an experiment asks of the metrics.
 *
 * @param positive every word of `truth` and `decision` that counts as positive
 */
export function metricsOptionsOf(
  specification: ExperimentSpecification,
  positive: readonly string[],
): MetricsOptions {
  const { primary = null, comparisons, comparing, ranked, prevalence, abstention, breakdown } = specification;
  const { protocol } = specification;
  const id = typeof protocol === 'string' ? protocol.split('?')[0] : protocol.id;
  return {
    ...{ positive, primary, comparisons, comparing, ranked, breakdown },
    ...{ prevalence: prevalence ?? null, abstention: abstention ?? null },
    transported: id === 'leave-site-out' || id === 'train-test',
    modalities: pulseModalities(specification),
  };
}

/** Computes `metrics.json` from the tables of a run. The declared cell comes first; others keep the order in which they stand in the table. */
export function computeMetrics(
  tables: {
    readonly samples: readonly SampleRow[];
    readonly predictions: readonly PredictionRow[];
    /** Of `groups.csv`; without them nothing is broken down. */
    readonly groups?: readonly GroupRow[];
    /** Of `hidden.csv`. */
    readonly hidden?: readonly HiddenRow[];
    /** Of `taken-away.csv`. */
    readonly taken?: readonly TakenRow[];
  },
  options: MetricsOptions,
): RunMetrics {
  const { positive, failed = [] } = options;
  const withoutResult = new Set(failed.filter(({ middle }) => middle === null).map(({ cell }) => cell));
  const ofCell = Map.groupBy(tables.predictions, (row) => row.cell);
  const missing = missingRows(tables.samples);
  const scored = new Map(tables.predictions.map((row) => [row.sample, row]));
  const cells = [...ofCell.values()].map((rows) =>
    cellSummary(rows, [...missing, ...lackedBy(rows, scored)], options),
  );
  const best = bestCell(cells);
  const rowsOf = (cell: string) => ofCell.get(cell) ?? [];
  const comparisons = options.comparisons
    .filter((pair) => !pair.some((cell) => withoutResult.has(cell)))
    .map(([a, b]) => compareCells(...common(rowsOf(a), rowsOf(b)), { positive, seed: BOOTSTRAP_SEED }));
  const featured = [options.primary, best].flatMap((cell) =>
    cell !== null && ofCell.has(cell) ? [cell] : [],
  );
  return {
    schema: METRICS_SCHEMA,
    positive,
    draws_note: INTERVAL_NOTE,
    primary: options.primary,
    best,
    cells: [...cells].sort((a, b) => Number(b.declared) - Number(a.declared)),
    failed: failed.map((failure) => ({ ...failure, ...readCellId(failure.cell) })),
    comparisons,
    tests: testCells(ofCell, comparisons, {
      comparing: options.comparing ?? { loss: 'brier', test: 'wilcoxon' },
      comparisons: options.comparisons.map(([a, b]) => [a, b]),
      ranked: [...(options.ranked ?? [])],
      ...{ positive, seed: BOOTSTRAP_SEED },
    }),
    treatments: (options.treatments ?? []).map(({ middle, predictions, samples }) => ({
      middle,
      summary: cellSummary(predictions, missingRows(samples), options),
    })),
    unusable: unusableShares(usedRows(tables.samples), missing),
    breakdowns: breakDownCells([options.primary, best], tables.predictions, tables.groups ?? [], {
      positive,
      named: options.breakdown,
    }),
    by_region: regionsOf(featured, ofCell, tables, options),
    by_modality: fusionsOf(ofCell, tables, options),
    transported: options.transported
      ? [...new Set([options.primary, best])].flatMap((cell) => {
          const rows = cell === null ? undefined : ofCell.get(cell);
          return rows ? [transportedCell(rows, positive)] : [];
        })
      : [],
    warnings: [
      ...warningsOf(tables.samples, cells),
      ...pulseWarnings(ofCell, options.modalities ?? [], { positive, seed: BOOTSTRAP_SEED }),
      ...warningsOfFailures(failed, options),
    ],
  };
}

/**
 * Cells group by group.
 *
 * @param cells to break down; those without a result are left out
 * @param options `named`: columns that are shown even where they make one group. Default: none
 */
export function breakDownCells(
  cells: readonly (string | null)[],
  predictions: readonly PredictionRow[],
  groups: readonly GroupRow[],
  { positive, named = [] }: { readonly positive: readonly string[]; readonly named?: readonly string[] },
): readonly Breakdown[] {
  const wanted = new Set(cells);
  const ofCell = Map.groupBy(
    predictions.filter(({ cell }) => wanted.has(cell)),
    ({ cell }) => cell,
  );
  const columns = [...Map.groupBy(groups, ({ column }) => column)].map(
    ([column, own]) => [column, new Map(own.map(({ sample, group }) => [sample, group]))] as const,
  );
  return [...wanted].flatMap((cell) => {
    const rows = cell === null ? undefined : ofCell.get(cell);
    if (!rows) return [];
    return (
      columns
        .map(([column, groupOf]) => breakDown(rows, column, groupOf, { positive, seed: BOOTSTRAP_SEED }))
        // A column may tell nothing about the rows that were evaluated.
        .filter((each) => each.groups.length > 1 || named.includes(each.column))
    );
  });
}

function regionsOf(
  cells: readonly string[],
  ofCell: ReadonlyMap<string, readonly PredictionRow[]>,
  {
    samples,
    hidden = [],
  }: { readonly samples: readonly SampleRow[]; readonly hidden?: readonly HiddenRow[] },
  { positive }: Pick<MetricsOptions, 'positive'>,
): readonly RegionFigures[] {
  const hiddenOf = Map.groupBy(hidden, ({ cell }) => cell);
  const seenIn = new Map(samples.map(({ sample, regions_seen = '' }) => [sample, regions_seen]));
  return [...new Set(cells)].flatMap((cell) => {
    const own = hiddenOf.get(cell);
    if (!own) return [];
    return [figuresByRegion(ofCell.get(cell) ?? [], own, seenIn, { positive, seed: BOOTSTRAP_SEED })];
  });
}

function fusionsOf(
  ofCell: ReadonlyMap<string, readonly PredictionRow[]>,
  { samples, taken = [] }: { readonly samples: readonly SampleRow[]; readonly taken?: readonly TakenRow[] },
  { positive }: Pick<MetricsOptions, 'positive'>,
): readonly ModalityFigures[] {
  return [...Map.groupBy(taken, ({ cell }) => cell)].map(([cell, own]) => {
    const names = fusedModalities(readCellId(cell).features);
    const hasOf = new Map(
      samples.map(({ sample, modalities = '' }) => [
        sample,
        modalities
          .split('+')
          .filter((name) => names.includes(name))
          .join('+'),
      ]),
    );
    return figuresByModality(ofCell.get(cell) ?? [], own, hasOf, { positive, seed: BOOTSTRAP_SEED });
  });
}

/** Rows that other cells score and this one cannot, as all its families are missing there. */
function lackedBy(
  rows: readonly PredictionRow[],
  scored: ReadonlyMap<string, PredictionRow>,
): readonly MissingRow[] {
  if (rows.length === scored.size) return [];
  const own = new Set(rows.map(({ sample }) => sample));
  return [...scored.values()]
    .filter(({ sample }) => !own.has(sample))
    .map(({ sample, subject, truth }) => ({ sample, subject, truth }));
}

/** The rows that both cells score. */
function common(
  first: readonly PredictionRow[],
  second: readonly PredictionRow[],
): [readonly PredictionRow[], readonly PredictionRow[]] {
  const [a, b] = [first, second].map((rows) => new Set(rows.map(({ sample }) => sample)));
  return [first.filter(({ sample }) => b.has(sample)), second.filter(({ sample }) => a.has(sample))];
}

/** The cell with the largest pooled AUC; of equal ones the first. */
export function bestCell(cells: readonly RunCell[]): string {
  const worth = ({ auc, accuracy }: RunCell) => auc ?? accuracy ?? -1;
  return cells.reduce((best, cell) => (worth(cell) > worth(best) ? cell : best)).cell;
}

const UNUSABLE: ReadonlySet<SampleStatus> = new Set(['no-face', 'poor-quality', 'unreadable', 'no-features']);

/** Rows of `samples.csv` that belong to the task and have no usable face. */
export function missingRows(samples: readonly SampleRow[]): readonly MissingRow[] {
  return samples
    .filter(({ status }) => UNUSABLE.has(status))
    .map(({ sample, subject, label }) => ({ sample, subject, truth: label }));
}

function usedRows(samples: readonly SampleRow[]) {
  return samples
    .filter((row) => row.status === 'used')
    .map(({ subject, label }) => ({ subject, truth: label }));
}

function cellSummary(
  rows: readonly PredictionRow[],
  missing: readonly MissingRow[],
  {
    positive,
    primary,
    prevalence,
    abstention,
  }: Pick<MetricsOptions, 'positive' | 'primary' | 'prevalence' | 'abstention'>,
): RunCell {
  // The sides of the task hold the labels of the missing rows, too.
  const summary = summariseCell(rows, {
    ...{ positive, missing, prevalence, seed: BOOTSTRAP_SEED },
    abstention: abstention && {
      ...{ method: abstention.method, level: abstention.level },
      promised: promisedCoverage(abstention),
    },
  });
  return { ...summary, ...readCellId(summary.cell), declared: summary.cell === primary };
}

function warningsOf(samples: readonly SampleRow[], cells: readonly RunCell[]): readonly string[] {
  const { by_label, labels_differ, difference } = unusableShares(usedRows(samples), missingRows(samples));
  const warnings = new Set<string>();
  if (labels_differ && difference) {
    const shares = by_label.map(({ of, unusable, samples: all }) => `${of} ${unusable} of ${all}`).join(', ');
    const points = (share: number) => (100 * share).toFixed(1);
    const [low, high] = difference.interval;
    warnings.add(
      `The share of rows without a usable face differs between labels (${shares}; ${difference.labels[0]} less ${difference.labels[1]}: ${points(difference.difference)} percentage points, 95 % interval ${points(low)} to ${points(high)}). What is left may be the easier part of a label. See the results with missing rows counted as wrong.`,
    );
  }
  for (const cell of cells) {
    for (const { code, message } of cell.warnings) {
      const ofCell = code === 'below-chance' || code === 'below-promise';
      warnings.add(ofCell ? `${cell.cell}: ${message}` : message);
    }
  }
  return [...warnings];
}

/** What the cells that failed take away from the rest. */
function warningsOfFailures(
  failed: readonly CellFailure[],
  { primary, comparisons }: MetricsOptions,
): readonly string[] {
  const warnings: string[] = [];
  const withoutResult = new Set<string>();
  for (const failure of failed) {
    if (failure.middle === null) withoutResult.add(failure.cell);
    else
      warnings.push(`There is no result with the middle band ${failure.middle}: ${describeFailure(failure)}`);
  }
  if (primary !== null && withoutResult.has(primary)) {
    warnings.push(`The declared cell has no result: ${primary} could not be fitted in every fold.`);
  }
  for (const pair of comparisons) {
    const failedOne = pair.find((cell) => withoutResult.has(cell));
    if (failedOne === undefined) continue;
    warnings.push(
      `${pair[0]} and ${pair[1]} are not compared: ${failedOne} could not be fitted in every fold.`,
    );
  }
  return warnings;
}

/** Whether a row of the table was decided wrongly. */
export function isWrong(row: PredictionRow, positive: readonly string[]): boolean {
  const side = positiveTest(positive);
  return side(row.truth) !== side(row.decision);
}
