import type { ScoredRows } from '@wince/core';
import type { FoldResult, FoldTables } from '../experiments/fold-task.ts';

/** Scores of the rows of a table; NaN where a row has none. */
export interface RowScores {
  readonly scoreOfRow: Float64Array;
  readonly decisionOfRow: Uint8Array;
}

/** What the folds of the strict protocol gave a cell, row by row. */
export function strictScores(results: readonly FoldResult[], scored: Uint8Array): RowScores {
  const scoreOfRow = new Float64Array(scored.length).fill(Number.NaN);
  const decisionOfRow = new Uint8Array(scored.length);
  for (const { rows, score, decision } of results) {
    rows.forEach((row, i) => {
      if (scored[row] === 0) return;
      scoreOfRow[row] = score[i];
      decisionOfRow[row] = decision[i];
    });
  }
  return { scoreOfRow, decisionOfRow };
}

/** Rows that all of the given ways score, as numbers for metrics: the same rows in the same order for each way. */
export function commonRows(
  { y, subjects, subjectNames }: Pick<FoldTables, 'y' | 'subjects' | 'subjectNames'>,
  ways: readonly RowScores[],
): readonly ScoredRows[] {
  const rows = [...y.keys()].filter((row) => ways.every(({ scoreOfRow }) => !Number.isNaN(scoreOfRow[row])));
  const known = [...new Set(rows.map((row) => subjects[row]))].sort((a, b) => a - b);
  const place = new Map(known.map((subject, i) => [subject, i]));
  const common = {
    truth: Uint8Array.from(rows, (row) => y[row]),
    subject: Int32Array.from(rows, (row) => place.get(subjects[row]) ?? -1),
    subjects: known.map((subject) => subjectNames[subject]),
  };
  return ways.map(({ scoreOfRow, decisionOfRow }) => ({
    ...common,
    score: Float64Array.from(rows, (row) => scoreOfRow[row]),
    decision: Uint8Array.from(rows, (row) => decisionOfRow[row]),
  }));
}
