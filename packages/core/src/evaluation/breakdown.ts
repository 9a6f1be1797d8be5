import { drawSubjects, percentileInterval, pooledDraws } from './intervals.ts';
import { measureRows } from './metrics.ts';
import { type PositiveLabel, type PredictionRow, scoredRows } from './predictions.ts';

/** Bootstrap draws of a group: its interval is read to a percentage point, not to a thousandth. */
const DRAWS = 1000;

const BROKEN_DOWN = ['accuracy', 'sensitivity', 'specificity', 'auc', 'brier'] as const;

/** A group of fewer subjects than these has counts and no rates: one subject would move a rate by more than ten points. */
export const FEWEST_SUBJECTS = 10;

/** The figures of one cell over one group of rows. */
export interface GroupFigures {
  readonly group: string;
  readonly samples: number;
  readonly subjects: number;
  /** Rows that are truly positive. */
  readonly positives: number;
  /** Rows that were decided wrongly. */
  readonly wrong: number;
  /** Whether the group has fewer than {@link FEWEST_SUBJECTS} subjects: it has no rates then. */
  readonly too_few_subjects: boolean;
  /** Null where the group does not define it, or has too few subjects. */
  readonly accuracy: number | null;
  readonly sensitivity: number | null;
  readonly specificity: number | null;
  readonly auc: number | null;
  readonly brier: number | null;
  readonly ci95: Readonly<Record<(typeof BROKEN_DOWN)[number], readonly [number, number] | null>>;
}

/** One cell, group by group of one column of the data set. */
export interface Breakdown {
  readonly cell: string;
  readonly column: string;
  readonly groups: readonly GroupFigures[];
}

/**
 * The figures of one cell in each group of its rows, with 95 % intervals by bootstrap over the subjects of the group. A group of fewer
 * than {@link FEWEST_SUBJECTS} subjects has its counts alone.
 *
 * @param rows of one cell
 * @param groupOf the group of a sample; rows without one are left out
 */
export function breakDown(
  rows: readonly PredictionRow[],
  column: string,
  groupOf: ReadonlyMap<string, string>,
  { positive, seed }: { readonly positive: PositiveLabel; readonly seed: string | number },
): Breakdown {
  const groups = Map.groupBy(
    rows.filter(({ sample }) => groupOf.has(sample)),
    ({ sample }) => groupOf.get(sample) ?? '',
  );
  return {
    cell: rows[0]?.cell ?? '',
    column,
    groups: [...groups]
      .sort(([a], [b]) => placeOf(a) - placeOf(b) || a.localeCompare(b, 'en', { numeric: true }))
      .map(([group, own]) => figuresOf(group, own, positive, seed)),
  };
}

/** Ranges of numbers begin with the lowest; what a column does not state, and what was put together, come last. */
function placeOf(group: string): number {
  if (/^\(.*\)$/.test(group)) return 2;
  return /^to -?\d/.test(group) ? 0 : 1;
}

function figuresOf(
  group: string,
  rows: readonly PredictionRow[],
  positive: PositiveLabel,
  seed: string | number,
): GroupFigures {
  const scored = scoredRows(rows, positive);
  const few = scored.subjects.length < FEWEST_SUBJECTS;
  const measures = few ? null : measureRows(scored);
  const draws = few ? null : pooledDraws(scored, drawSubjects(scored.subjects, DRAWS, seed));
  const measured = (name: (typeof BROKEN_DOWN)[number]) => measures?.[name].value ?? null;
  const intervalOf = (name: (typeof BROKEN_DOWN)[number]) =>
    draws === null || measured(name) === null ? null : percentileInterval(draws[name]).ci95;
  return {
    group,
    samples: rows.length,
    subjects: scored.subjects.length,
    positives: scored.truth.reduce((sum, truth) => sum + truth, 0),
    wrong: scored.truth.reduce((sum, truth, row) => sum + (truth === scored.decision[row] ? 0 : 1), 0),
    too_few_subjects: few,
    ...{ accuracy: measured('accuracy'), sensitivity: measured('sensitivity') },
    ...{ specificity: measured('specificity'), auc: measured('auc') },
    brier: measured('brier'),
    ci95: {
      ...{ accuracy: intervalOf('accuracy'), sensitivity: intervalOf('sensitivity') },
      ...{ specificity: intervalOf('specificity'), auc: intervalOf('auc') },
      brier: intervalOf('brier'),
    },
  };
}
