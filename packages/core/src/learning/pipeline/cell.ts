import { z } from 'zod';
import type { MethodCall } from '../../method.ts';

/** The score at and above which a row counts as positive: fixed, or chosen on inner out-of-fold scores. */
export const threshold = z.union([
  z.number().gt(0).lt(1),
  z.literal('youden'),
  z.strictObject({ false_negative: z.number().positive(), false_positive: z.number().positive() }),
]);

const candidates = z.array(z.number().positive()).min(1);

/** What is tuned inside the training rows of a fold, by inner folds that never split a subject. */
export const tuning = z.strictObject({
  keep: z.array(z.int().positive()).min(1).optional(),
  C: candidates.optional(),
  gamma: candidates.optional(),
  k: z.array(z.int().positive()).min(1).optional(),
  folds: z.int().min(2).default(5),
  metric: z.enum(['auc', 'balanced_accuracy']).default('auc'),
});
export type Threshold = z.infer<typeof threshold>;
export type Tuning = z.infer<typeof tuning>;

/** A row of the paper's table: one family, or several joined. */
export interface FeatureSet {
  readonly name: string;
  /** Names of the families, in the order in which their columns are joined. */
  readonly families: readonly string[];
  /** Whether columns are selected over all families at once, or within each before they are joined. */
  readonly selected: 'together' | 'each';
}

/** One cell of the grid: everything that a fold needs to know of it, by content. */
export interface Cell {
  /** `FEATURES/SELECTION-KEEP/CLASSIFIER`; `FEATURES/none/CLASSIFIER` where all columns are kept. */
  readonly id: string;
  readonly features: FeatureSet;
  readonly selection: MethodCall;
  /** How many columns are kept (of each family where they are selected each); null keeps all. */
  readonly keep: number | null;
  readonly classifier: MethodCall;
  readonly classWeights: 'none' | 'balanced' | 'subject-balanced';
  readonly threshold: Threshold;
  readonly tuning: Tuning | null;
}

/** One point of the grid that tuning searches: a number of columns and the classifier's parameters. */
export interface Setting {
  readonly keep: number | null;
  readonly parameters: Readonly<Record<string, unknown>>;
}
