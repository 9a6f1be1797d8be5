import {
  type AuditProtocolId,
  applyCell,
  auditProtocol,
  type Cell,
  type CellScores,
  chooseThreshold,
  classifiers,
  columnWeightsOfFolds,
  defineStages,
  stages as everyStage,
  fitCellSharing,
  type InnerSelections,
  type JoinedRows,
  type Leak,
  logLoss,
  openInnerSelections,
  protocols,
  type Stage,
  takeRows,
  WinceError,
} from '@wince/core';
import { perSubject, zScoresOfAll } from './all-rows.ts';

/**
 * What an audit found of a cell under a protocol that leaks. It is no run's result: it has no fold, no threshold and no raw score,
 * and nothing that writes or reads a run takes it. Rows without a score are NaN.
 */
export interface AuditedScores {
  readonly auditedCell: string;
  readonly auditedUnder: AuditProtocolId;
  /** One for each row of the table. */
  readonly scoreOfRow: Float64Array;
  readonly decisionOfRow: Uint8Array;
}

/** What a leaky protocol is carried out on. */
export interface LeakyWork {
  readonly protocol: AuditProtocolId;
  readonly joined: JoinedRows;
  /** Of the strict protocol: row numbers of training and test. */
  readonly folds: readonly LeakyFold[];
  /** The recording of each row, as a number, and its place in time there; null where rows have no time. */
  readonly times: readonly RowTime[] | null;
  readonly seed: number;
}

/** Row numbers to learn from, and to score. */
export interface LeakyFold {
  readonly training: Int32Array;
  readonly test: Int32Array;
}

/** Where a row lies in time. */
export interface RowTime {
  readonly recording: number;
  readonly time: number;
}

/** With more folds than this the audit's own divisions of rows gain nothing but time. */
const MOST_FOLDS = 20;

/**
 * Scores cells of one feature set and selection under a protocol that leaks, on purpose: the one place in the program that lets
 * training know of scored rows. Whatever else fits a cell goes through `fitCell` with training rows alone.
 *
 * @throws WinceError where a cell cannot be fitted
 */
export function openLeakyProtocol(work: LeakyWork): (cell: Cell) => AuditedScores {
  const leaks = new Set<Leak>(auditProtocol(work.protocol).leaks);
  const scored = rowsOf(work.folds, 'test');
  const all = [...new Set([...rowsOf(work.folds, 'training'), ...scored])].sort((a, b) => a - b);
  const known = Int32Array.from(all);
  const normalised = leaks.has('normalisation') ? perSubject(work.joined, known) : work.joined;
  const apart = leaks.has('pictures') || leaks.has('time');
  const rows = apart ? eachItsOwnSubject(normalised) : normalised;
  const folds = leaks.has('pictures')
    ? foldsByPicture(rows, known, work)
    : leaks.has('time')
      ? foldsInTurn(known, work)
      : work.folds;
  const weightsFor = onceForEachSelection(rows, known, folds, leaks.has('selection'));
  return (cell) => {
    const scaled = leaks.has('scaling') ? { ...rows, x: zScoresOfAll(cell, rows, known) } : rows;
    const stages = leaks.has('scaling') ? defineStages(everyStage.entries.filter(learnsNoScale)) : everyStage;
    const weights = weightsFor(cell);
    const scoreOfRow = new Float64Array(rows.y.length).fill(Number.NaN);
    const decisionOfRow = new Uint8Array(rows.y.length);
    folds.forEach(({ training, test }, f) => {
      const learned = takeRows(scaled, training);
      const asked = takeRows(scaled, test);
      const inner = leaks.has('selection') ? knowingInner(weights[f]) : openInnerSelections();
      const fit = (each: Cell) => {
        const { fitted } = fitCellSharing(each, learned, work.seed, { weights: weights[f], inner, stages });
        return applyCell(fitted, asked.x, { stages });
      };
      // An audit looks at scores and decisions alone: whether a cell answers is no part of them.
      const answering = { ...cell, abstention: null };
      const found = leaks.has('tuning') ? bestOnTest(answering, asked.y, fit) : fit(answering);
      test.forEach((row, i) => {
        scoreOfRow[row] = found.score[i];
        decisionOfRow[row] = found.decision[i];
      });
    });
    return { auditedCell: cell.id, auditedUnder: work.protocol, scoreOfRow, decisionOfRow };
  };
}

/** Why a protocol changes nothing for a cell; null where it may change something. */
export function changesNothing(protocol: AuditProtocolId, cell: Cell): string | null {
  const { leaks } = auditProtocol(protocol);
  if (leaks.length !== 1) return null;
  const [leak] = leaks;
  if (leak === 'selection' && cell.keep === null) return 'the cell selects no columns';
  const scales = classifiers.get(cell.classifier.id).standardise || cell.features.families.length > 1;
  if (leak === 'scaling' && !scales) return 'the classifier takes the values as they are';
  if (leak === 'tuning' && typeof cell.threshold === 'number' && settingsOf(cell).length === 1)
    return 'the cell has nothing to tune';
  return null;
}

/** Whether a stage learns neither means nor deviations: with those of all rows in the values there is nothing left to learn. */
function learnsNoScale({ id }: Stage): boolean {
  return id !== 'impute' && id !== 'scale';
}

/** The weights of columns in each fold, once for cells that share a selection. @param onAll from all rows, in each fold the same */
function onceForEachSelection(
  rows: JoinedRows,
  known: Int32Array,
  folds: readonly LeakyFold[],
  onAll: boolean,
): (cell: Cell) => readonly Float64Array[] {
  const kept = new Map<string, readonly Float64Array[]>();
  return (cell) => {
    const key = JSON.stringify([cell.features, cell.selection]);
    const weights = kept.get(key) ?? weigh();
    kept.set(key, weights);
    return weights;
    function weigh(): readonly Float64Array[] {
      if (!onAll)
        return columnWeightsOfFolds(
          cell,
          rows,
          folds.map(({ training }) => training),
        );
      const [own] = columnWeightsOfFolds(cell, rows, [known]);
      return folds.map(() => own);
    }
  };
}

/** Inner folds whose columns are ranked on all rows, too. */
function knowingInner(weights: Float64Array): InnerSelections {
  const inner = openInnerSelections();
  return {
    of: (cell, rows, folds, seed) => inner.of(cell, rows, folds, seed).map((fold) => ({ ...fold, weights })),
  };
}

/** Of all settings the one with the smallest log loss on the rows that are scored; a threshold that is chosen is chosen there, too. */
function bestOnTest(cell: Cell, y: Uint8Array, fit: (cell: Cell) => CellScores): CellScores {
  let best: { readonly scores: CellScores; readonly loss: number } | undefined;
  let refused: unknown;
  for (const setting of settingsOf(cell)) {
    try {
      const scores = fit({ ...setting, threshold: 0.5 });
      const loss = logLoss(y, scores.score) ?? Number.POSITIVE_INFINITY;
      if (!best || loss < best.loss) best = { scores, loss };
    } catch (error) {
      if (!(error instanceof WinceError)) throw error;
      refused ??= error;
    }
  }
  if (!best) throw refused;
  const { scores } = best;
  const threshold = thresholdOn(cell, y, scores.score);
  return { ...scores, decision: Uint8Array.from(scores.score, (score) => (score >= threshold ? 1 : 0)) };
}

function thresholdOn({ threshold }: Cell, y: Uint8Array, score: Float64Array): number {
  if (typeof threshold === 'number') return threshold;
  return y.every((label) => label === y[0]) ? 0.5 : chooseThreshold(y, score, threshold);
}

/** What is tried where the experiment names no values. */
const TRIED: Readonly<Record<string, readonly number[]>> = { C: [0.1, 1, 10], k: [1, 5, 9] };

/** Every setting that tuning on the test fold tries: the values of the experiment's own tuning, or some about the cell's own. */
export function settingsOf(cell: Cell): readonly Cell[] {
  const { tuning, keep } = cell;
  const about = (own: number) =>
    tuning ? (tuning.keep ?? [own]) : [Math.max(1, Math.round(own / 2)), own, 2 * own];
  const keeps = keep === null ? [null] : [...new Set(about(keep))];
  let parameters: readonly Readonly<Record<string, unknown>>[] = [cell.classifier.parameters];
  for (const name of ['C', 'gamma', 'k'] as const) {
    const values = tuning?.[name] ?? (tuning ? undefined : TRIED[name]);
    if (!values || !(name in cell.classifier.parameters)) continue;
    const own = cell.classifier.parameters[name];
    const tried = [...new Set([...values, ...(typeof own === 'number' ? [own] : [])])];
    parameters = parameters.flatMap((given) => tried.map((value) => ({ ...given, [name]: value })));
  }
  return keeps.flatMap((kept) =>
    parameters.map((given) => ({
      ...cell,
      keep: kept,
      classifier: { ...cell.classifier, parameters: given },
      tuning: null,
    })),
  );
}

/** Rows as if nobody knew whose they are. */
function eachItsOwnSubject(rows: JoinedRows): JoinedRows {
  return {
    ...rows,
    subjects: Int32Array.from(rows.y.keys()),
    subjectNames: Array.from(rows.y.keys(), (row) => `row ${String(row).padStart(9, '0')}`),
  };
}

/** As many folds as the strict protocol has (20 at most); a single one becomes folds of its share of the rows. */
function howManyFolds({ folds }: LeakyWork, known: Int32Array): number {
  const own = folds.length > 1 ? folds.length : Math.round(known.length / folds[0].test.length);
  return Math.min(MOST_FOLDS, Math.max(2, own), known.length);
}

/** Folds of rows, each with about its share of both labels. */
function foldsByPicture(rows: JoinedRows, known: Int32Array, work: LeakyWork): readonly LeakyFold[] {
  const own = protocols.get('stratified-k-folds').folds(
    {
      subjects: Array.from(known, (row) => rows.subjectNames[row]),
      y: Uint8Array.from(known, (row) => rows.y[row]),
    },
    { folds: howManyFolds(work, known) },
    work.seed,
  );
  return own.map(({ training, test }) => ({
    training: training.map((place) => known[place]),
    test: test.map((place) => known[place]),
  }));
}

/** Rows of a recording go to the folds in turn, in the order of time. */
function foldsInTurn(known: Int32Array, work: LeakyWork): readonly LeakyFold[] {
  const { times } = work;
  if (!times) throw new Error('rows have no time');
  const groups = Map.groupBy(known, (row) => times[row].recording);
  const longest = Math.max(...[...groups.values()].map(({ length }) => length));
  const count = Math.min(howManyFolds(work, known), Math.max(2, longest));
  const foldOf = new Map<number, number>();
  let next = 0;
  for (const group of groups.values()) {
    for (const row of group.toSorted((a, b) => times[a].time - times[b].time || a - b)) {
      foldOf.set(row, next % count);
      next++;
    }
  }
  return Array.from({ length: count }, (_, f) => ({
    training: known.filter((row) => foldOf.get(row) !== f),
    test: known.filter((row) => foldOf.get(row) === f),
  })).filter(({ test }) => test.length > 0);
}

function rowsOf(folds: readonly LeakyFold[], side: keyof LeakyFold): readonly number[] {
  return folds.flatMap((fold) => [...fold[side]]);
}
