import { WinceError } from '../errors.ts';
import { howMany, isOrAre } from '../how-many.ts';
import {
  type AbstentionSummary,
  type AskedAbstention,
  summariseAbstention,
} from './abstention/abstention-summary.ts';
import { type CalibrationSummary, summariseCalibration } from './calibration/calibration-summary.ts';
import {
  chanceInterval,
  drawSubjects,
  type Interval,
  type MetricDraws,
  metricsBySubject,
  percentileInterval,
  pooledDraws,
  subjectMeanDraws,
} from './intervals.ts';
import {
  type Confusion,
  confusion,
  type MetricName,
  type MetricValues,
  measureRows,
  metricNames,
  noInformationRate,
  ofEveryMetric,
  prevalence,
} from './metrics.ts';
import {
  clipRows,
  type MissingRow,
  type PositiveLabel,
  type PredictionRow,
  type ScoredRows,
  scoredRows,
  withMissing,
} from './predictions.ts';

import { type RowsAsIndependent, rowsAsIndependent } from './rows-as-independent.ts';

/** Under so many subjects an interval carries a warning. */
export const FEW_SUBJECTS = 20;

/** What every interval leaves out, in the words of the report. */
export const INTERVAL_NOTE =
  'The intervals are 95 % percentile intervals by bootstrap over subjects. The predictions are fixed, so the intervals do not include the variation of training again.';

/** What a summary needs beside the rows of predictions. */
export interface SummaryOptions {
  readonly positive: PositiveLabel;
  readonly seed: string | number;
  /** Bootstrap draws; 2,000 where it is not given. */
  readonly draws?: number;
  /** Labelled samples that could not be scored. Default: none. */
  readonly missing?: readonly MissingRow[];
  /** The share of pain at which the scores are said to hold. Default: that of the training rows. */
  readonly prevalence?: number | null;
  /** What was asked of abstention. Default: nothing is known of it. */
  readonly abstention?: AskedAbstention | null;
}

/** A caution that belongs beside the numbers of a cell: a stable code, and a sentence. */
export interface CellWarning {
  readonly code:
    | 'few-subjects'
    | 'one-label-per-subject'
    | 'mixed-clips'
    | 'below-chance'
    | 'shifted-prevalence'
    | 'below-promise';
  readonly message: string;
}

/** The metrics in one form, with their intervals. A metric without a value is null and has its reason in `undefined`. */
export type MetricForm = Readonly<Record<MetricName, number | null>> & {
  readonly undefined: Partial<Record<MetricName, string>>;
  readonly ci95: Readonly<Record<MetricName, readonly [number, number] | null>>;
  readonly undefined_draws: Readonly<Record<MetricName, number>>;
};

/** What guessing reaches: the no-information rate, the prevalence, and one half. */
export interface Chance {
  readonly accuracy: number | null;
  readonly balanced_accuracy: 0.5;
  readonly auc: 0.5;
  readonly average_precision: number | null;
}

/** A cell of `metrics.json`. The plain names are pooled over rows. */
export type CellSummary = MetricForm & {
  readonly cell: string;
  readonly subjects: number;
  readonly samples: number;
  readonly draws: number;
  readonly confusion: Confusion;
  readonly chance: Chance;
  /** Intervals that take rows for independent of each other. */
  readonly as_independent: RowsAsIndependent;
  /** Mean of the AUC of each subject that has rows of both labels, with their number. */
  readonly auc_within_subjects: {
    readonly value: number | null;
    readonly subjects: number;
    readonly reason?: string;
  } & Interval;
  /** Each subject weighs the same; `subjects` says how many have each metric. */
  readonly subject_mean: MetricForm & { readonly subjects: Readonly<Record<MetricName, number>> };
  /** One row a clip or period. */
  readonly clip: MetricForm & {
    readonly units: number;
    readonly by: { readonly clip: number; readonly period: number; readonly row: number };
    readonly confusion: Confusion;
    readonly chance: Chance;
    /** Null where clips have no labels of their own. */
    readonly as_independent: RowsAsIndependent | null;
    /** Null where clips have no labels of their own, and where each row stands for itself: then it is that of the rows. */
    readonly calibration: CalibrationSummary | null;
  };
  /** Whether scores can be read as probabilities, over the rows. Null in runs of versions that did not compute it. */
  readonly calibration: CalibrationSummary | null;
  /** What the answers are worth; null where each row gets one. */
  readonly abstention: AbstentionSummary | null;
  /** As the plain names, with every missing sample as the worst possible answer. */
  readonly missing_counted_wrong: MetricForm & {
    readonly subjects: number;
    readonly samples: number;
    readonly missing: number;
    readonly confusion: Confusion;
  };
  readonly warnings: readonly CellWarning[];
};

/**
 * Everything that `metrics.json` says of a cell, from its rows of `predictions.csv` and the missing rows of
 * `samples.csv` alone.
 *
 * @throws WinceError `no-predictions`, `missing-and-scored`, and what {@link scoredRows} refuses
 */
export function summariseCell(rows: readonly PredictionRow[], options: SummaryOptions): CellSummary {
  if (rows.length === 0) {
    throw new WinceError('no-predictions', 'There is no prediction to summarise.', {
      hint: 'Check in samples.csv why none of the samples could be used.',
    });
  }
  const { positive, missing = [] } = options;
  refuseScored(rows, missing);
  const scored = scoredRows(rows, positive);
  const clips = clipRows(rows, positive);
  const wrong = withMissing(scored, missing, positive);
  const { draws = 2000, seed, prevalence: named = null } = options;
  const drawn = drawSubjects(scored.subjects, draws, seed);
  const drawnRows = pooledDraws(scored, drawn);
  const drawnClips = clips.mixed.length > 0 ? null : pooledDraws(clips.rows, drawn);
  const pooled = form(measureRows(scored), drawnRows);
  const abstention = summariseAbstention(rows, scored, options.abstention ?? null, drawn);
  // Other subjects, other draws; without missing rows nothing is another.
  const worst =
    missing.length === 0
      ? pooled
      : form(measureRows(wrong), pooledDraws(wrong, drawSubjects(wrong.subjects, draws, seed)));
  const subjectDraws = subjectMeanDraws(scored, drawn);
  const subjectMeans = meansOf(scored);
  const auc = subjectMeans.measures.auc;
  return {
    cell: rows[0].cell,
    subjects: scored.subjects.length,
    samples: rows.length,
    draws,
    ...pooled,
    confusion: confusion(scored.truth, scored.decision),
    chance: chanceOf(scored),
    as_independent: rowsAsIndependent(scored),
    auc_within_subjects: {
      ...(auc.value === null ? { value: null, reason: 'no subject has rows of both labels' } : auc),
      subjects: subjectMeans.subjects.auc,
      ...percentileInterval(subjectDraws.auc),
    },
    subject_mean: { ...form(subjectMeans.measures, subjectDraws), subjects: subjectMeans.subjects },
    clip: {
      units: clips.rows.truth.length,
      by: clips.by,
      ...(drawnClips === null
        ? withoutValues(`rows of one clip or period have different labels: ${clips.mixed[0]}`, draws)
        : form(measureRows(clips.rows), drawnClips)),
      confusion: confusion(clips.rows.truth, clips.rows.decision),
      chance: chanceOf(clips.rows),
      as_independent: clips.mixed.length > 0 ? null : rowsAsIndependent(clips.rows),
      calibration:
        drawnClips && clips.rows.truth.length < rows.length
          ? summariseCalibration(clips.rows, named, { seed, draws: drawnClips })
          : null,
    },
    calibration: summariseCalibration(scored, named, { seed, draws: drawnRows }),
    abstention,
    missing_counted_wrong: {
      subjects: wrong.subjects.length,
      samples: wrong.truth.length,
      missing: missing.length,
      ...worst,
      confusion: confusion(wrong.truth, wrong.decision),
    },
    warnings: [
      ...warningsOf(scored, pooled, {
        subjectsWithBoth: subjectMeans.subjects.auc,
        mixed: clips.mixed,
        folds: new Set(rows.map(({ fold }) => fold)).size,
      }),
      ...warningsOfScores(scored, named, abstention),
    ],
  };
}

function form(measures: MetricValues, draws: MetricDraws): MetricForm {
  const reasons: Partial<Record<MetricName, string>> = {};
  for (const name of metricNames) {
    const measure = measures[name];
    if (measure.value === null) reasons[name] = measure.reason;
  }
  const intervals = ofEveryMetric((name) => percentileInterval(draws[name]));
  return {
    ...ofEveryMetric((name) => measures[name].value),
    undefined: reasons,
    // A metric that the rows themselves do not have gets no interval from draws that happen to have it.
    ci95: ofEveryMetric((name) => (measures[name].value === null ? null : intervals[name].ci95)),
    undefined_draws: ofEveryMetric((name) => intervals[name].undefined_draws),
  };
}

function withoutValues(reason: string, draws: number): MetricForm {
  const none = ofEveryMetric(() => new Float64Array(draws).fill(Number.NaN));
  return form(
    ofEveryMetric(() => ({ value: null, reason })),
    none,
  );
}

/** The mean of each metric over the subjects that have it, and their number. */
function meansOf(rows: ScoredRows): { measures: MetricValues; subjects: Record<MetricName, number> } {
  const defined = metricsBySubject(rows);
  const values = ofEveryMetric((name) => defined[name].filter((value) => !Number.isNaN(value)));
  return {
    measures: ofEveryMetric((name) => {
      const own = values[name];
      if (own.length === 0) return { value: null, reason: 'no subject has this metric' };
      return { value: own.reduce((sum, value) => sum + value, 0) / own.length };
    }),
    subjects: ofEveryMetric((name) => values[name].length),
  };
}

function chanceOf({ truth }: ScoredRows): Chance {
  return {
    accuracy: noInformationRate(truth),
    balanced_accuracy: 0.5,
    auc: 0.5,
    average_precision: prevalence(truth),
  };
}

function warningsOf(
  rows: ScoredRows,
  pooled: MetricForm,
  {
    subjectsWithBoth,
    mixed,
    folds,
  }: { readonly subjectsWithBoth: number; readonly mixed: readonly string[]; readonly folds: number },
): readonly CellWarning[] {
  const warnings: CellWarning[] = [];
  const count = rows.subjects.length;
  if (count < FEW_SUBJECTS) {
    const message = `There ${isOrAre(count)} only ${howMany(count, 'subject')}, so the intervals are too narrow. Reliable intervals need at least ${FEW_SUBJECTS} subjects.`;
    warnings.push({ code: 'few-subjects', message });
  }
  if (subjectsWithBoth === 0) {
    const message =
      'Each subject has only one label. The pooled AUC is therefore biased: it compares subjects and not states of a ' +
      'subject, and leaving a subject out changes the balance of labels in training. There is no AUC within subjects.';
    warnings.push({ code: 'one-label-per-subject', message });
  }
  for (const name of ['auc', 'balanced_accuracy'] as const) {
    const interval = pooled.ci95[name];
    const value = pooled[name];
    if (interval && value !== null && chanceInterval(value, interval, folds)[1] < 0.5) {
      const message = `The whole interval of ${name} is below chance (0.5). Find the cause before you use this cell.`;
      warnings.push({ code: 'below-chance', message });
    }
  }
  if (mixed.length > 0) {
    const message = `There is no result by clip: ${howMany(mixed.length, 'clip or period contains', 'clips or periods contain')} rows of both labels (${mixed[0]}).`;
    warnings.push({ code: 'mixed-clips', message });
  }
  return warnings;
}

/** What belongs beside probabilities and answers. */
function warningsOfScores(
  { truth }: ScoredRows,
  named: number | null,
  abstention: AbstentionSummary | null,
): readonly CellWarning[] {
  const warnings: CellWarning[] = [];
  const share = prevalence(truth);
  if (named !== null && share !== null && Math.abs(named - share) > 0.005) {
    const message = `The scores hold at a prevalence of ${named}, and the share of positive rows is ${share.toFixed(2)}. The Brier score and the log loss of the table are over the rows as they are. In the section on probabilities the rows are weighted to the prevalence.`;
    warnings.push({ code: 'shifted-prevalence', message });
  }
  if (!abstention?.asked) return warnings;
  const { promised } = abstention.asked;
  for (const label of ['positive', 'negative'] as const) {
    const { value, ci95 } = abstention.labels[label].coverage;
    if (value === null || ci95 === null || ci95[1] >= promised) continue;
    const percent = (part: number) => (100 * part).toFixed(1);
    const message = `The coverage of the ${label} label is ${percent(value)} % (95 % interval ${percent(ci95[0])} to ${percent(ci95[1])}), below the promised ${percent(promised)} %. The subjects of the folds differ more than calibration allows for.`;
    warnings.push({ code: 'below-promise', message });
  }
  return warnings;
}

function refuseScored(rows: readonly PredictionRow[], missing: readonly MissingRow[]): void {
  const scored = new Set(rows.map((row) => row.sample));
  const both = missing.find((row) => scored.has(row.sample));
  if (!both) return;
  throw new WinceError(
    'missing-and-scored',
    `Sample "${both.sample}" is listed as missing, but has a score.`,
    {
      hint: 'samples.csv and predictions.csv are not from the same run. Take both from one folder.',
    },
  );
}
