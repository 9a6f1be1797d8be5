import { z } from 'zod';
import type { AbstentionSummary } from '../evaluation/abstention/abstention-summary.ts';
import type { CalibrationSummary } from '../evaluation/calibration/calibration-summary.ts';

const value = z.number().nullable();
const bounds = z.tuple([z.number(), z.number()]).nullable();
const measured = z.object({ value, ci95: bounds });

const drawn = z.object({ ci95: bounds, undefined_draws: z.int() });
const drawnByBins = z.object({ equal_width: drawn, equal_mass: drawn });

const calibrationError = z.object({
  ...{ ece: z.number(), mce: z.number(), expected_ece: z.number(), ece_95: z.number() },
  bins: z.array(
    z.object({
      ...{ from: z.number(), to: z.number(), rows: z.int() },
      ...{ mean_score: z.number(), positive_share: z.number(), ci95: bounds },
    }),
  ),
});

/** The form of `calibration` of a cell in `metrics.json`. */
export const calibrationForm: z.ZodType<CalibrationSummary> = z.object({
  prevalence: z.object({ named: value, rows: z.number() }),
  brier: z.object({
    ...{ score: z.number(), reliability: z.number(), resolution: z.number(), uncertainty: z.number() },
    ...{ within_bin_variance: z.number(), within_bin_covariance: z.number() },
  }),
  log_loss: z.number(),
  line: z.object({ intercept: value, slope: value, reason: z.string().nullable() }),
  equal_width: calibrationError,
  equal_mass: calibrationError,
  intervals: z
    .object({ draws: z.int(), ece: drawnByBins, mce: drawnByBins, intercept: drawn, slope: drawn })
    .nullable()
    .default(null),
  net_benefit: z.array(z.object({ threshold: z.number(), model: z.number(), all: z.number() })),
  predictive_values: z.object({
    ...{ prevalence: z.number(), ppv: value, npv: value },
    ci95: z.object({ ppv: bounds, npv: bounds }),
  }),
});

const labelAnswers = z.object({
  ...{ rows: z.int(), subjects: z.int(), coverage: measured, coverage_subject_mean: value },
  ...{ answered: value, error: measured },
});

/** The form of `abstention` of a cell in `metrics.json`. */
export const abstentionForm: z.ZodType<AbstentionSummary> = z.object({
  asked: z.object({ method: z.enum(['split', 'cross']), level: z.number(), promised: z.number() }).nullable(),
  answered: measured,
  ...{ neither_ruled_out: z.number(), both_ruled_out: z.number() },
  error: measured,
  labels: z.object({ positive: labelAnswers, negative: labelAnswers }),
  by_subject: z.array(
    z.object({
      ...{ subject: z.string(), rows: z.int(), covered: z.int(), answered: z.int(), wrong: z.int() },
    }),
  ),
  risk_coverage: z.object({
    area: z.number(),
    points: z.array(z.object({ answered: z.number(), error: z.number() })),
  }),
});
