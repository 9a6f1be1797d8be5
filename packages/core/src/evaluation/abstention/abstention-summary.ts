import { WinceError } from '../../errors.ts';
import { type Draws, percentileInterval } from '../intervals.ts';
import type { PredictionRow, ScoredRows } from '../predictions.ts';
import { holdsLabel, isAnswer, labelSet, readAnswer } from './label-set.ts';
import { type RiskCoverage, riskCoverage } from './risk-coverage.ts';

type Bounds = readonly [number, number] | null;

/** What was asked of the abstention of a cell, and what it promises of new subjects. */
export interface AskedAbstention {
  readonly method: 'split' | 'cross';
  /** 1 - alpha. */
  readonly level: number;
  /** The share of the rows of each label whose true label is not ruled out, on average over cohorts. */
  readonly promised: number;
}

/** A share, with its interval by bootstrap over subjects; null where there is nothing to count. */
export interface MeasuredShare {
  readonly value: number | null;
  readonly ci95: Bounds;
}

/** The answers to the rows of one label. */
export interface LabelAnswers {
  readonly rows: number;
  readonly subjects: number;
  /** The share of them whose true label is not ruled out. */
  readonly coverage: MeasuredShare;
  /** The mean of that share over subjects, each with the same weight. */
  readonly coverage_subject_mean: number | null;
  readonly answered: number | null;
  /** The share of wrong answers among those that are answered. */
  readonly error: MeasuredShare;
}

/** The answers to the rows of one subject. */
export interface SubjectAnswers {
  readonly subject: string;
  readonly rows: number;
  readonly covered: number;
  readonly answered: number;
  readonly wrong: number;
}

/** What the answers of a cell are worth. Coverage is not accuracy: a row without an answer is covered. */
export interface AbstentionSummary {
  /** Null where the table does not state what was asked. */
  readonly asked: AskedAbstention | null;
  /** The share of rows with an answer. */
  readonly answered: MeasuredShare;
  /** The shares of rows of which neither label was ruled out, and both. */
  readonly neither_ruled_out: number;
  readonly both_ruled_out: number;
  /** The share of wrong answers among the answered. */
  readonly error: MeasuredShare;
  readonly labels: { readonly positive: LabelAnswers; readonly negative: LabelAnswers };
  readonly by_subject: readonly SubjectAnswers[];
  readonly risk_coverage: RiskCoverage;
}

/**
 * Measures the answers of a cell.
 *
 * @param rows of one cell; @param scored the same as numbers
 * @returns null where the rows have no answers
 * @throws WinceError `damaged-run` for an answer that none is
 */
export function summariseAbstention(
  rows: readonly PredictionRow[],
  scored: ScoredRows,
  asked: AskedAbstention | null,
  draws: Draws,
): AbstentionSummary | null {
  if (rows.every(({ answer }) => answer === undefined)) return null;
  const sets = Uint8Array.from(rows, setOfRow);
  const counts = ([0, 1] as const).map((label) => countsBySubject(scored, sets, label));
  const both = scored.subjects.map((_, s) => addCounts(counts[0][s], counts[1][s]));
  const share = (of: readonly SubjectCounts[], part: Part, whole: Part): MeasuredShare => {
    const parts = Float64Array.from(of, (own) => own[part]);
    const wholes = Float64Array.from(of, (own) => own[whole]);
    const all = sumOf(wholes);
    if (all === 0) return { value: null, ci95: null };
    return { value: sumOf(parts) / all, ci95: percentileInterval(drawnShares(parts, wholes, draws)).ci95 };
  };
  const labelAnswers = (label: 0 | 1): LabelAnswers => {
    const own = counts[label].filter(({ rows: count }) => count > 0);
    const means = own.map(({ covered, rows: count }) => covered / count);
    return {
      rows: own.reduce((sum, { rows: count }) => sum + count, 0),
      subjects: own.length,
      coverage: share(counts[label], 'covered', 'rows'),
      coverage_subject_mean:
        own.length === 0 ? null : means.reduce((sum, each) => sum + each, 0) / own.length,
      answered: share(counts[label], 'answered', 'rows').value,
      error: share(counts[label], 'wrong', 'answered'),
    };
  };
  const ofSet = (set: number) => sets.reduce((sum, each) => sum + (each === set ? 1 : 0), 0) / sets.length;
  return {
    asked,
    answered: share(both, 'answered', 'rows'),
    neither_ruled_out: ofSet(labelSet.both),
    both_ruled_out: ofSet(labelSet.neither),
    error: share(both, 'wrong', 'answered'),
    labels: { positive: labelAnswers(1), negative: labelAnswers(0) },
    by_subject: both.map((own, s) => ({ subject: scored.subjects[s], ...own })),
    risk_coverage: riskCoverage(
      scored,
      Float64Array.from(rows, ({ threshold }) => threshold),
    ),
  };
}

type SubjectCounts = Omit<SubjectAnswers, 'subject'>;
type Part = keyof SubjectCounts;

function setOfRow({ answer = '', cell, sample }: PredictionRow): number {
  const set = readAnswer(answer);
  if (set !== null) return set;
  throw new WinceError(
    'damaged-run',
    `The answer of sample "${sample}" in the cell "${cell}" is "${answer}".`,
    {
      hint: 'The file was changed or is incomplete: run the evaluation again.',
    },
  );
}

function countsBySubject(
  { truth, subject, subjects }: ScoredRows,
  sets: Uint8Array,
  label: 0 | 1,
): readonly SubjectCounts[] {
  const counts = subjects.map(() => ({ rows: 0, covered: 0, answered: 0, wrong: 0 }));
  sets.forEach((set, row) => {
    if (truth[row] !== label) return;
    const own = counts[subject[row]];
    const covered = holdsLabel(set, label);
    own.rows++;
    if (covered) own.covered++;
    if (!isAnswer(set)) return;
    own.answered++;
    if (!covered) own.wrong++;
  });
  return counts;
}

function addCounts(a: SubjectCounts, b: SubjectCounts): SubjectCounts {
  return {
    rows: a.rows + b.rows,
    covered: a.covered + b.covered,
    answered: a.answered + b.answered,
    wrong: a.wrong + b.wrong,
  };
}

/** NaN in a draw without anything to count. */
function drawnShares(
  parts: Float64Array,
  wholes: Float64Array,
  { draws, subjects, times }: Draws,
): Float64Array {
  return Float64Array.from({ length: draws }, (_, draw) => {
    let part = 0;
    let whole = 0;
    for (let s = 0; s < subjects; s++) {
      const n = times[draw * subjects + s];
      part += n * parts[s];
      whole += n * wholes[s];
    }
    return part / whole;
  });
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, each) => sum + each, 0);
}
