import { z } from 'zod';
import type { Comparison, PairedDifference } from '../evaluation/comparison.ts';
import { type SubjectLossTest, subjectLosses } from '../evaluation/inference/subject-losses.ts';
import { metricNames } from '../evaluation/metrics.ts';
import type { UnusableShares } from '../evaluation/missing.ts';
import type { CellTests } from './cell-tests.ts';
import { failedCell } from './failed-cell.ts';
import { METRICS_SCHEMA, type RunCell, type RunMetrics } from './metrics.ts';
import { abstentionForm, calibrationForm } from './probabilities-form.ts';
import type { TransportedCell } from './transport.ts';

const value = z.number().nullable();
const bounds = z.tuple([z.number(), z.number()]).nullable();
const metric = z.enum(metricNames);
const interval = { ci95: bounds, undefined_draws: z.int() };

/** The metrics in one form: a value each, or null with its reason. */
const form = {
  ...{ accuracy: value, balanced_accuracy: value, sensitivity: value, specificity: value, precision: value },
  ...{ f1: value, matthews: value, auc: value, average_precision: value, brier: value },
  ...{ kappa: value, log_loss: value },
  undefined: z.partialRecord(metric, z.string()),
  ci95: z.record(metric, bounds),
  undefined_draws: z.record(metric, z.int()),
};

const confusion = z.object({
  ...{ true_positives: z.int(), false_positives: z.int() },
  ...{ true_negatives: z.int(), false_negatives: z.int() },
});

const chance = z.object({
  accuracy: value,
  balanced_accuracy: z.literal(0.5),
  auc: z.literal(0.5),
  average_precision: value,
});

const counted = z.object({ count: z.int(), of: z.int(), wilson: bounds, clopper_pearson: bounds });

const asIndependent = z.object({
  counts: z.object({ accuracy: counted, sensitivity: counted, specificity: counted, precision: counted }),
  delong: z.object({ auc: value, standard_error: value, ci95: bounds }),
  note: z.string().nullable(),
});

const pairAsIndependent = z.object({
  mcnemar: z.object({ first_only: z.int(), second_only: z.int(), p: z.number() }),
  delong: z.object({ difference: value, standard_error: value, ci95: bounds, z: value, p: value }),
  note: z.string().nullable(),
});

const cell: z.ZodType<RunCell> = z.object({
  ...{ cell: z.string(), subjects: z.int(), samples: z.int(), draws: z.int() },
  ...form,
  confusion,
  chance,
  as_independent: asIndependent,
  auc_within_subjects: z.object({ value, subjects: z.int(), reason: z.string().optional(), ...interval }),
  subject_mean: z.object({ ...form, subjects: z.record(metric, z.int()) }),
  clip: z.object({
    units: z.int(),
    by: z.object({ clip: z.int(), period: z.int(), row: z.int() }),
    ...form,
    confusion,
    chance,
    as_independent: asIndependent.nullable(),
    calibration: calibrationForm.nullable().default(null),
  }),
  calibration: calibrationForm.nullable().default(null),
  abstention: abstentionForm.nullable().default(null),
  missing_counted_wrong: z.object({
    ...{ subjects: z.int(), samples: z.int(), missing: z.int() },
    ...form,
    confusion,
  }),
  warnings: z.array(
    z.object({
      code: z.enum([
        ...['few-subjects', 'one-label-per-subject', 'mixed-clips', 'below-chance'],
        ...['shifted-prevalence', 'below-promise'],
      ] as const),
      message: z.string(),
    }),
  ),
  ...{ features: z.string(), selection: z.string(), keep: z.int().nullable(), classifier: z.string() },
  declared: z.boolean().default(false),
});

const groups = z.array(
  z.object({
    ...{ group: z.string(), samples: z.int(), subjects: z.int(), positives: z.int(), wrong: z.int() },
    too_few_subjects: z.boolean().default(false),
    ...{ accuracy: value, sensitivity: value, specificity: value, auc: value },
    brier: value.default(null),
    ci95: z.object({
      ...{ accuracy: bounds, sensitivity: bounds, specificity: bounds, auc: bounds },
      brier: bounds.default(null),
    }),
  }),
);

const breakdown = z.object({ cell: z.string(), column: z.string(), groups });

const byRegion = z.object({ cell: z.string(), seen: groups, hidden: groups });

const byModality = z.object({ cell: z.string(), has: groups, taken: groups });

const difference: z.ZodType<PairedDifference> = z.object({
  ...{ first: value, second: value, difference: value, p_bootstrap: value, p_exchange: value },
  detectable: value.default(null),
  ...interval,
});

const loss = z.enum(subjectLosses);
const lossTest: z.ZodType<SubjectLossTest> = z.object({
  ...{ subjects: z.int(), mean_difference: z.number(), median_difference: z.number() },
  wilcoxon: z.object({
    ...{ pairs: z.int(), zeros: z.int(), ties: z.int() },
    ...{ rank_sum_above: z.number(), rank_sum_below: z.number(), p: value, exact: z.boolean() },
  }),
  ...{ p_sign_flip: value, detectable_difference: value },
});

const comparison: z.ZodType<Comparison> = z.object({
  cells: z.tuple([z.string(), z.string()]),
  ...{ subjects: z.int(), samples: z.int(), draws: z.int() },
  pooled: z.record(metric, difference),
  subject_mean: z.record(metric, difference),
  by_subject: z.record(loss, lossTest).nullable().default(null),
  as_independent: pairAsIndependent,
});

const shares = z.array(z.object({ of: z.string(), unusable: z.int(), samples: z.int(), share: z.number() }));
const unusable: z.ZodType<UnusableShares> = z.object({
  by_label: shares,
  by_subject: shares,
  difference: z
    .object({
      labels: z.tuple([z.string(), z.string()]),
      difference: z.number(),
      interval: z.tuple([z.number(), z.number()]),
    })
    .nullable()
    .default(null),
  labels_differ: z.boolean(),
});

const pair = z.tuple([z.string(), z.string()]);
const ranking = z.object({
  ...{ loss, subjects: z.int(), left_out: z.int(), statistic: value, degrees: z.int(), p: value },
  critical_difference: z.number(),
  cells: z.array(z.object({ cell: z.string(), mean_rank: z.number() })),
  pairs: z.array(z.object({ cells: pair, difference: z.number(), p: z.number() })),
});
const tests: z.ZodType<CellTests> = z.object({
  ...{ note: z.string(), loss, test: z.enum(['wilcoxon', 'sign-flip']) },
  declared: z.array(z.object({ cells: pair, p: value, p_holm: value })),
  ranking: z.union([ranking, z.object({ reason: z.string() })]).nullable(),
  picking: z
    .object({
      ...{ metric, cells: z.int(), subjects: z.int(), draws: z.int() },
      ...{
        picked: z.number(),
        corrected: z.number(),
        ci95: bounds,
        optimism: z.number(),
        same_cell: z.int(),
      },
    })
    .nullable(),
});

const calibration = z.object({ brier: value, log_loss: value, intercept: value, slope: value });
const transported: z.ZodType<TransportedCell> = z.object({
  cell: z.string(),
  sites: z.array(
    z.object({
      ...{ site: z.string(), subjects: z.int(), samples: z.int(), auc: value },
      ...{ before: calibration, after: calibration.nullable() },
    }),
  ),
});

/** The form of `metrics.json`, for those who read it back. */
export const runMetrics: z.ZodType<RunMetrics> = z.object({
  schema: z.literal(METRICS_SCHEMA),
  positive: z.array(z.string()),
  draws_note: z.string(),
  primary: z.string().nullable(),
  best: z.string(),
  cells: z.array(cell),
  failed: z.array(failedCell),
  comparisons: z.array(comparison),
  tests: tests.nullable().default(null),
  treatments: z.array(z.object({ middle: z.enum(['left-out', 'as-pain', 'as-no-pain']), summary: cell })),
  unusable,
  breakdowns: z.array(breakdown).default([]),
  by_region: z.array(byRegion).default([]),
  by_modality: z.array(byModality).default([]),
  transported: z.array(transported).default([]),
  warnings: z.array(z.string()),
});
