import { type Agreement, agreementOf } from '../agreement/agreement.ts';
import { layRatings } from '../agreement/ratings.ts';
import { type Repeatability, repeatabilityOf } from '../agreement/repeatability.ts';
import { FEWEST_SUBJECTS } from '../evaluation/breakdown.ts';
import { drawSubjects, percentileInterval, pooledDraws } from '../evaluation/intervals.ts';
import { measureRows } from '../evaluation/metrics.ts';
import { type PredictionRow, scoredRows } from '../evaluation/predictions.ts';
import { type Degradation, type DegradationKind, degradationKinds } from '../image/degrade.ts';

/** A cell on test rows that were made worse by one level. */
export interface StressPoint {
  /** 0 for the pictures as they are. */
  readonly level: number;
  /** Rows that still have a score, of those that have one as they are. */
  readonly answered: number;
  readonly rows: number;
  /**
   * Over the rows that are answered; null where it is not defined, and where so many subjects lost all their scores that fewer than
   * {@link FEWEST_SUBJECTS} are left: what is right of a handful of rows says nothing.
   */
  readonly auc: number | null;
  readonly accuracy: number | null;
  readonly sensitivity: number | null;
  readonly specificity: number | null;
  readonly brier: number | null;
  readonly ci95: {
    readonly auc: readonly [number, number] | null;
    readonly accuracy: readonly [number, number] | null;
  };
  /** The share of all rows that are decided rightly: without a score is wrong. */
  readonly accuracy_of_all: number | null;
}

/** How a cell falls off with one kind of degradation. */
export interface StressCurve {
  readonly kind: DegradationKind;
  /** What the level is. */
  readonly unit: string;
  readonly points: readonly StressPoint[];
}

/** The scores of a cell for the same infants again. */
export interface Retest {
  /** What was changed: `as it is`, `shift 1`, ... */
  readonly versions: readonly string[];
  /** Of the scores under small changes that mean nothing; null where fewer than two rows have a score under two of them. */
  readonly small_changes: NonNullable<Agreement['intraclass']> | null;
  /** Over recordings of one subject, label and period, where there are several. */
  readonly repeated_recordings: Repeatability;
}

/** `wince stress`: a cell under degradation, and its scores of the same again. */
export interface StressDocument {
  readonly schema: 1;
  readonly kind: 'wince stress';
  /** Of the program. */
  readonly version: string;
  readonly dataset: { readonly name: string | null; readonly synthetic: boolean };
  readonly cell: string;
  /** The file of the model that scored all rows; null where cells were fitted in folds. */
  readonly model: string | null;
  /** Null for a model. */
  readonly protocol: string | null;
  readonly subjects: number;
  /** Subjects with the name of one that the model was trained on: their figures are too good. */
  readonly subjects_in_training: number;
  readonly rows: number;
  readonly row_kind: 'pictures' | 'clips' | 'mixed';
  readonly curves: readonly StressCurve[];
  readonly retest: Retest;
}

/** What pictures are degraded by, in the order of the curves. */
export const stressKinds = ['blur', 'darkness', 'rotation', 'noise', 'covering', 'compression'] as const;

/** The levels at which a cell is scored, where nothing else is said. */
export const stressLevels: Readonly<Record<(typeof stressKinds)[number], readonly number[]>> = {
  blur: [0.5, 1, 2, 4],
  darkness: [0.5, 0.8, 0.9, 0.97],
  rotation: [5, 15, 30, 60],
  noise: [5, 15, 30, 60],
  covering: [0.2, 0.4, 0.6],
  compression: [50, 80, 90, 97],
};

/** Small changes that mean nothing: a score should stay as it is. */
export const smallChanges: readonly Degradation[] = [
  { kind: 'shift', level: 1 },
  { kind: 'rotation', level: 2 },
  { kind: 'compression', level: 15 },
];

/** A point of a curve. @param clean the rows as they are @param rows the same under the degradation, as far as they have a score */
export function stressPoint(
  level: number,
  rows: readonly PredictionRow[],
  clean: readonly PredictionRow[],
  positive: readonly string[],
): StressPoint {
  const right = rows.filter(
    ({ truth, decision }) => positive.includes(truth) === positive.includes(decision),
  ).length;
  const base = {
    ...{ level, answered: rows.length, rows: clean.length },
    accuracy_of_all: clean.length === 0 ? null : right / clean.length,
  };
  const subjects = (of: readonly PredictionRow[]) => new Set(of.map(({ subject }) => subject)).size;
  const left = subjects(rows);
  if (left === 0 || (left < FEWEST_SUBJECTS && left < subjects(clean))) {
    const none = { auc: null, accuracy: null, sensitivity: null, specificity: null, brier: null };
    return { ...base, ...none, ci95: { auc: null, accuracy: null } };
  }
  const scored = scoredRows(rows, positive);
  const { auc, accuracy, sensitivity, specificity, brier } = measureRows(scored);
  const draws = pooledDraws(scored, drawSubjects(scored.subjects, 500, 'wince'));
  return {
    ...base,
    ...{ auc: auc.value, accuracy: accuracy.value, sensitivity: sensitivity.value },
    ...{ specificity: specificity.value, brier: brier.value },
    ci95: {
      auc: auc.value === null ? null : percentileInterval(draws.auc).ci95,
      accuracy: percentileInterval(draws.accuracy).ci95,
    },
  };
}

/** A curve from its points, the undegraded one first. */
export function stressCurve(kind: DegradationKind, points: readonly StressPoint[]): StressCurve {
  return { kind, unit: degradationKinds[kind], points: [...points].sort((a, b) => a.level - b.level) };
}

/** Test and retest. @param versions the scores of the same rows under small changes; the first as they are */
export function retestOf(
  versions: readonly { readonly name: string; readonly rows: readonly PredictionRow[] }[],
): Retest {
  const ratings = versions.flatMap(({ name, rows }) =>
    rows.map(({ sample, subject, score }) => ({
      ...{ item: sample, rater: name, subject, value: String(score), place: sample },
    })),
  );
  const counts = new Map<string, number>();
  for (const { item } of ratings) counts.set(item, (counts.get(item) ?? 0) + 1);
  const several = [...counts.values()].filter((count) => count > 1).length;
  const [clean] = versions;
  const repeats = Map.groupBy(clean.rows, ({ subject, truth, period }) =>
    JSON.stringify([subject, truth, period]),
  );
  return {
    versions: versions.map(({ name }) => name),
    small_changes:
      several < 2 ? null : agreementOf(layRatings(ratings, { level: 'interval' }), { draws: 500 }).intraclass,
    repeated_recordings: repeatabilityOf([...repeats.values()].map((own) => own.map(({ score }) => score))),
  };
}
