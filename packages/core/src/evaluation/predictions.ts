import type { ErrorCode } from '../error-codes.ts';
import { WinceError } from '../errors.ts';
import type { EvaluatedRows } from './metrics.ts';
import { byUnits, subjectNames } from './protocol.ts';

/** A row of `predictions.csv`: what one cell made of one sample that it had not seen. */
export interface PredictionRow {
  readonly cell: string;
  readonly sample: string;
  /** Empty where samples belong to no clip. */
  readonly clip: string;
  readonly subject: string;
  /** Empty where samples belong to no period. */
  readonly period: string;
  readonly fold: string;
  /** The label's own word. */
  readonly truth: string;
  /** The classifier's own decision value. */
  readonly raw: number;
  /** In [0, 1]; rises with pain. */
  readonly score: number;
  /** The score at and above which the row was decided positive. */
  readonly threshold: number;
  /** The label's own word. */
  readonly decision: string;
  /** `signs of pain`, `no sign of pain` or `cannot tell: ...`; absent where the cell answers each row. */
  readonly answer?: string;
}

/** A labelled sample that no cell could score: a row of `samples.csv` without a usable face. */
export interface MissingRow {
  readonly sample: string;
  readonly subject: string;
  /** The label's own word. */
  readonly truth: string;
}

/** Words that count as the positive label. */
export type PositiveLabel = string | readonly string[];

/** Rows of one cell as numbers. */
export interface ScoredRows extends EvaluatedRows {
  /** For each row the place of its subject in `subjects`. */
  readonly subject: Int32Array;
  /** Names of the subjects, each once, in the order of their UTF-16 units. */
  readonly subjects: readonly string[];
}

/**
 * Turns rows of one cell into numbers.
 *
 * @throws WinceError `mixed-cells`, `repeated-sample`, `no-subject`, `bad-score` (not in [0, 1]) or `bad-threshold`,
 * each naming cell and sample
 */
export function scoredRows(rows: readonly PredictionRow[], positive: PositiveLabel): ScoredRows {
  checkPredictions(rows);
  const isPositive = positiveTest(positive);
  const subjects = subjectNames(rows.map((row) => row.subject));
  const place = new Map(subjects.map((name, i) => [name, i]));
  return {
    truth: Uint8Array.from(rows, (row) => isPositive(row.truth)),
    score: Float64Array.from(rows, (row) => row.score),
    decision: Uint8Array.from(rows, (row) => isPositive(row.decision)),
    subject: Int32Array.from(rows, (row) => place.get(row.subject) ?? -1),
    subjects,
  };
}

/** 1 for a word that counts as the positive label, 0 for any other. */
export function positiveTest(positive: PositiveLabel): (label: string) => 0 | 1 {
  const words = new Set(typeof positive === 'string' ? [positive] : positive);
  return (label) => (words.has(label) ? 1 : 0);
}

/**
 * Counts missing rows as wrong: each gets the worst possible score (0 where it is positive, 1 where it is negative)
 * and the wrong decision, so every metric can be computed as if the program had answered.
 */
export function withMissing(
  rows: ScoredRows,
  missing: readonly MissingRow[],
  positive: PositiveLabel,
): ScoredRows {
  const isPositive = positiveTest(positive);
  const subjects = [...new Set([...rows.subjects, ...missing.map((row) => row.subject)])].sort(byUnits);
  const place = new Map(subjects.map((name, i) => [name, i]));
  const truth = Uint8Array.from(missing, (row) => isPositive(row.truth));
  const wrong = truth.map((label) => 1 - label);
  const names = [...Array.from(rows.subject, (i) => rows.subjects[i]), ...missing.map((row) => row.subject)];
  return {
    truth: Uint8Array.from([...rows.truth, ...truth]),
    score: Float64Array.from([...rows.score, ...wrong]),
    decision: Uint8Array.from([...rows.decision, ...wrong]),
    subject: Int32Array.from(names, (name) => place.get(name) ?? -1),
    subjects,
  };
}

/** One row a clip; a period where rows have no clip; the row itself where they have neither. */
export interface ClipRows {
  readonly rows: ScoredRows;
  /** How many of the rows stand for a clip, a period, a row. */
  readonly by: { readonly clip: number; readonly period: number; readonly row: number };
  /** Clips or periods whose rows differ in label, so that they have no label of their own. */
  readonly mixed: readonly string[];
}

/**
 * One score a clip (a clip is what rows of a cell share by subject and clip; a period where the clip is empty): the
 * mean of its rows' scores, decided against the mean of their thresholds.
 */
export function clipRows(rows: readonly PredictionRow[], positive: PositiveLabel): ClipRows {
  const single = scoredRows(rows, positive);
  const groups = new Map<string, number[]>();
  const by = { clip: 0, period: 0, row: 0 };
  rows.forEach((row, i) => {
    const kind = row.clip !== '' ? 'clip' : row.period !== '' ? 'period' : 'row';
    const key = JSON.stringify([kind, row.subject, kind === 'row' ? row.sample : row[kind]]);
    const group = groups.get(key);
    if (group) group.push(i);
    else {
      groups.set(key, [i]);
      by[kind]++;
    }
  });
  const members = [...groups.values()];
  const firsts = members.map(([first]) => first);
  const score = Float64Array.from(members, (group) => meanFrom(group.map((i) => rows[i].score)));
  const threshold = members.map((group) => meanFrom(group.map((i) => rows[i].threshold)));
  return {
    rows: {
      truth: Uint8Array.from(firsts, (i) => single.truth[i]),
      score,
      decision: Uint8Array.from(score, (value, clip) => (value >= threshold[clip] ? 1 : 0)),
      subject: Int32Array.from(firsts, (i) => single.subject[i]),
      subjects: single.subjects,
    },
    by,
    mixed: members
      .filter((group) => group.some((i) => single.truth[i] !== single.truth[group[0]]))
      .map(([i]) => `${rows[i].clip || rows[i].period} of ${rows[i].subject}`),
  };
}

/** The mean, computed from the first value on, so that equal values give themselves to the last digit. */
function meanFrom(values: readonly number[]): number {
  return values[0] + values.reduce((sum, value) => sum + (value - values[0]), 0) / values.length;
}

function checkPredictions(rows: readonly PredictionRow[]): void {
  const samples = new Set<string>();
  for (const { cell, sample, subject, score, threshold } of rows) {
    const at = `sample "${sample}" of cell "${cell}"`;
    const refuse = (code: ErrorCode, what: string, hint: string) =>
      new WinceError(code, `The predictions are not valid: ${what}.`, { hint });
    if (cell !== rows[0].cell) {
      throw refuse(
        'mixed-cells',
        `rows of the cells "${rows[0].cell}" and "${cell}" are mixed`,
        'Summarise one cell at a time.',
      );
    }
    if (samples.has(sample)) {
      throw refuse(
        'repeated-sample',
        `${at} appears twice`,
        'A cell scores each sample once: remove the other row.',
      );
    }
    samples.add(sample);
    if (subject === '') throw refuse('no-subject', `${at} has no subject`, 'Fill in the subject column.');
    if (!(score >= 0 && score <= 1)) {
      throw refuse('bad-score', `the score of ${at} is ${score}`, 'Scores must be numbers from 0 to 1.');
    }
    if (!Number.isFinite(threshold)) {
      throw refuse(
        'bad-threshold',
        `the threshold of ${at} is ${threshold}`,
        'Thresholds must be finite numbers.',
      );
    }
  }
}
