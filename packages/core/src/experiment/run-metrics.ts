import { z } from 'zod';
import { metricNames } from '../evaluation/metrics.ts';

const metricName = z.enum(metricNames);
const value = z.number().nullable();
const count = z.int().nonnegative();
const interval = z
  .tuple([z.number(), z.number()])
  .readonly()
  .nullable();

/** The metrics in one form, with their intervals: see `summariseCell`. */
const form = z.object({
  accuracy: value,
  balanced_accuracy: value,
  sensitivity: value,
  specificity: value,
  precision: value,
  f1: value,
  matthews: value,
  auc: value,
  average_precision: value,
  brier: value,
  /** Why a metric has no value. */
  undefined: z.partialRecord(metricName, z.string()),
  ci95: z.record(metricName, interval),
  undefined_draws: z.record(metricName, count),
});

const confusion = z.object({
  true_positives: count,
  false_positives: count,
  true_negatives: count,
  false_negatives: count,
});

const chance = z.object({
  accuracy: value,
  balanced_accuracy: z.literal(0.5),
  auc: z.literal(0.5),
  average_precision: value,
});

const warning = z.object({
  code: z.enum(['few-subjects', 'one-label-per-subject', 'mixed-clips', 'below-chance']),
  message: z.string(),
});

const summary = form.extend({
  cell: z.string(),
  subjects: count,
  samples: count,
  draws: count,
  confusion,
  chance,
  auc_within_subjects: z.object({
    value,
    subjects: count,
    reason: z.string().optional(),
    ci95: interval,
    undefined_draws: count,
  }),
  subject_mean: form.extend({ subjects: z.record(metricName, count) }),
  clip: form.extend({
    units: count,
    by: z.object({ clip: count, period: count, row: count }),
    confusion,
    chance,
  }),
  missing_counted_wrong: form.extend({ subjects: count, samples: count, missing: count, confusion }),
  warnings: z.array(warning).readonly(),
});

/** What may become of the middle band of a scale. */
export const middleTreatment = z.enum(['left-out', 'as-pain', 'as-no-pain']);
export type MiddleTreatment = z.infer<typeof middleTreatment>;

/** `metrics.json`: computed from `predictions.csv`, `middle.csv` and `samples.csv` alone, but for `treatments`. */
export const runMetrics = z.object({
  cells: z
    .array(
      summary.extend({
        features: z.string(),
        selection: z.string(),
        keep: z.int().positive().nullable(),
        classifier: z.string(),
      }),
    )
    .readonly(),
  /** Differences between two cells on the same subjects: `a` minus `b`. */
  comparisons: z
    .array(
      z.object({
        a: z.string(),
        b: z.string(),
        metric: metricName,
        difference: value,
        ci95: interval,
        p: value,
      }),
    )
    .readonly(),
  /** One cell, trained and tested under each treatment of the middle band; null where there is no middle band. */
  treatments: z
    .object({
      cell: z.string(),
      results: z.array(z.object({ treatment: middleTreatment, summary })).readonly(),
    })
    .nullable(),
});
export type RunMetrics = z.infer<typeof runMetrics>;
export type CellMetrics = RunMetrics['cells'][number];
