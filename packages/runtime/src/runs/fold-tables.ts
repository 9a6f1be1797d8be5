import {
  answerWords,
  COVERABLE_REGIONS,
  groupRows,
  type HiddenRow,
  type PredictionRow,
  type TakenRow,
} from '@wince/core';
import type { ExtractedRows } from '../experiments/extract-rows.ts';
import type { FoldResult } from '../experiments/fold-task.ts';
import type { PreparedExperiment } from '../experiments/prepare.ts';
import { sampleRows, type UsableRows } from '../experiments/usable-rows.ts';
import type { RunTables } from './run-tables.ts';

/** The tables of a run from what the folds gave: cells in their order, rows in the order of the data set. */
export function foldTables(
  prepared: PreparedExperiment,
  extracted: ExtractedRows,
  usable: UsableRows,
  results: readonly FoldResult[],
): RunTables {
  const predictions: PredictionRow[] = [];
  const middle: PredictionRow[] = [];
  const hidden: HiddenRow[] = [];
  const taken: TakenRow[] = [];
  const selected: RunTables['selected'][number][] = [];
  const tuned: RunTables['tuned'][number][] = [];
  const ofCell = Map.groupBy(results, (result) => result.cell);
  for (const cell of prepared.cells) {
    const own = ofCell.get(cell.id) ?? [];
    const rows = cellPredictions(prepared, usable, own);
    for (const row of rows.predictions) predictions.push(row);
    for (const row of rows.middle) middle.push(row);
    for (const row of hiddenRows(prepared, usable, own)) hidden.push(row);
    const names = (cell.features.modalities ?? []).map(({ name }) => name);
    for (const row of takenRows(names, prepared, usable, own)) taken.push(row);
    for (const { fold, selected: columns, tuned: chosen } of own) {
      for (const [parameter, value] of Object.entries(chosen ?? {}))
        tuned.push({ cell: cell.id, fold, parameter, value });
      columns.forEach(({ feature, weight }, i) => {
        selected.push({ cell: cell.id, fold, rank: i + 1, feature, weight });
      });
    }
  }
  const samples = sampleRows(prepared, extracted);
  return {
    samples,
    predictions,
    middle,
    selected,
    tuned,
    hidden,
    taken,
    groups: groupRows(prepared.rows, prepared.specification.breakdown),
  };
}

/** The predictions of one cell, rows in the order of the data set; those of the middle band apart. */
export function cellPredictions(
  prepared: PreparedExperiment,
  usable: UsableRows,
  results: readonly FoldResult[],
): Pick<RunTables, 'predictions' | 'middle'> {
  const scored = results
    .flatMap((result) => predictionRows(prepared, usable, result))
    .sort((a, b) => a.row - b.row);
  const isMiddle = (row: number) => usable.rows[row].truth === null;
  return {
    predictions: scored.filter(({ row }) => !isMiddle(row)).map(({ prediction }) => prediction),
    middle: scored.filter(({ row }) => isMiddle(row)).map(({ prediction }) => prediction),
  };
}

/** The rows of one cell when each region is hidden from it: region by region, rows in the order of the data set. */
function hiddenRows(
  prepared: PreparedExperiment,
  usable: UsableRows,
  results: readonly FoldResult[],
): readonly HiddenRow[] {
  const scored = results.flatMap((result) =>
    result.hidden.flatMap(({ region, ...scores }) =>
      predictionRows(prepared, usable, { ...result, ...scores, labels: null }).map((own) => ({
        ...own,
        region,
      })),
    ),
  );
  return COVERABLE_REGIONS.flatMap((hidden) =>
    scored
      .filter(({ region }) => region === hidden)
      .sort((a, b) => a.row - b.row)
      .map(({ prediction }) => ({ ...prediction, hidden })),
  );
}

/** The rows of one cell when each modality is taken away: modality by modality, rows in the order of the data set. */
function takenRows(
  modalities: readonly string[],
  prepared: PreparedExperiment,
  usable: UsableRows,
  results: readonly FoldResult[],
): readonly TakenRow[] {
  const scored = results.flatMap((result) =>
    result.taken.flatMap(({ taken, ...scores }) =>
      predictionRows(prepared, usable, { ...result, ...scores, labels: null }).map((own) => ({
        ...own,
        taken,
      })),
    ),
  );
  return modalities.flatMap((modality) =>
    scored
      .filter(({ taken }) => taken === modality)
      .sort((a, b) => a.row - b.row)
      .map(({ prediction, taken }) => ({ ...prediction, taken })),
  );
}

function predictionRows(
  { words }: PreparedExperiment,
  usable: UsableRows,
  result: Omit<FoldResult, 'hidden' | 'taken' | 'selected' | 'tuned'>,
) {
  return result.rows.map((row, i): { row: number; prediction: PredictionRow } => {
    const { name, sample, label } = usable.rows[row];
    return {
      row,
      prediction: {
        cell: result.cell,
        sample: name,
        clip: sample.columns.clip ?? '',
        subject: sample.subject,
        period: sample.period ?? '',
        fold: result.fold,
        truth: label,
        raw: result.raw[i],
        score: result.score[i],
        threshold: result.threshold,
        decision: result.decision[i] === 1 ? words.positive : words.negative,
        ...(result.labels ? { answer: answerWords(result.labels[i], words.positive) } : {}),
      },
    };
  });
}
