import { z } from 'zod';
import { COVERABLE_REGIONS } from '../../face/covering/region-cells.ts';
import { methodCall } from '../../method.ts';
import { fusedModality, lateFusion } from './late-fusion.ts';

/** The score at and above which a row counts as positive: fixed, or chosen on inner out-of-fold scores. */
export const thresholdChoice = z.union([
  z.number().gt(0).lt(1),
  z.literal('youden'),
  z.strictObject({
    false_negative: z.number().positive().describe('The cost of a row of pain that is missed.'),
    false_positive: z.number().positive().describe('The cost of a row without pain that is taken for one.'),
  }),
]);

const candidates = z.array(z.number().positive()).min(1);

/** What is tuned inside the training rows of a fold, by inner folds that never split a subject. */
export const tuning = z.strictObject({
  keep: z.array(z.int().positive()).min(1).optional().describe('Numbers of columns that are kept.'),
  C: candidates.optional().describe('Values of C: of the SVMs and of logistic regression.'),
  gamma: candidates.optional().describe('Values of gamma: of the RBF and the polynomial SVM.'),
  k: z.array(z.int().positive()).min(1).optional().describe('Numbers of neighbours of knn.'),
  folds: z.int().min(2).default(5).describe('The number of inner folds.'),
  metric: z
    .enum(['auc', 'balanced_accuracy'])
    .default('auc')
    .describe('What is as large as possible in the inner folds.'),
});

/** When a cell says that it cannot tell: conformal prediction, with the subject as the unit of calibration. */
export const abstention = z.strictObject({
  method: z
    .enum(['split', 'cross'])
    .describe(
      '`split` calibrates on training subjects that the model is not fitted on, and promises `level`. `cross` fits on all of them, keeps the models of the inner folds, and promises 1 - 2 (1 - level).',
    ),
  level: z
    .number()
    .gt(0.5)
    .lt(1)
    .default(0.9)
    .describe('1 - alpha: the share of the rows of each label whose true label is not ruled out.'),
  unit: z
    .enum(['one-row', 'all-rows'])
    .default('one-row')
    .describe(
      'What of a subject calibrates: `one-row` of each label, drawn by the seed, or `all-rows`, where each subject has the same weight (hierarchical).',
    ),
  share: z
    .number()
    .gt(0)
    .max(0.5)
    .default(0.5)
    .describe(
      'The share of the training subjects that `split` calibrates on: a half, or the nearest of a third, a quarter and so on.',
    ),
});

/** How the threshold of a decision is set; see `thresholdChoice`. */
export type Threshold = z.infer<typeof thresholdChoice>;
/** What is tuned, and over which values; see `tuning`. */
export type Tuning = z.infer<typeof tuning>;
/** When a cell says that it cannot tell; see `abstention`. */
export type Abstention = z.infer<typeof abstention>;

/** A row of the paper's table: one family, or several joined. */
export const featureSet = z
  .strictObject({
    name: z.string(),
    /** Names of the families, in the order in which their columns are joined. */
    families: z.array(z.string()).min(1).readonly(),
    /** Whether columns are selected over all families at once, or within each before they are joined. */
    selected: z.enum(['together', 'each']),
    /** For each family the regions of the face that it comes from. Only in sets with a family of a region. */
    regions: z
      .array(z.array(z.enum(COVERABLE_REGIONS)).readonly())
      .readonly()
      .optional(),
    /** The modalities that are fused, whose families together are `families`, in this order. Only in sets of several. */
    modalities: z.array(fusedModality).min(2).readonly().optional(),
    /** How their scores become one; absent where their columns are joined. */
    late: lateFusion.optional(),
  })
  .readonly();
/** The families of a cell; see `featureSet`. */
export type FeatureSet = z.infer<typeof featureSet>;

/** One cell of the grid: everything that a fold needs to know of it, by content. */
export const cell = z
  .strictObject({
    /** `FEATURES/SELECTION-KEEP/CLASSIFIER`; `FEATURES/none/CLASSIFIER` where all columns are kept. */
    id: z.string(),
    features: featureSet,
    selection: methodCall,
    /** How many columns are kept (of each family where they are selected each); null keeps all. */
    keep: z.int().positive().nullable(),
    classifier: methodCall,
    classWeights: z.enum(['none', 'balanced', 'subject-balanced']),
    /** What makes scores probabilities; null leaves them as the classifier gives them. */
    calibration: methodCall.nullable(),
    /** The share of pain at which scores shall hold; null leaves it at that of the training rows. */
    prevalence: z.number().gt(0).lt(1).nullable(),
    threshold: thresholdChoice,
    /** Null where the cell answers each row. */
    abstention: abstention.nullable(),
    tuning: tuning.nullable(),
    /** The share of new subjects of the same kind that may be said to lie outside of the training. Cells of models alone have it. */
    outside: z.number().gt(0).lt(1).optional(),
  })
  .readonly();
/** A cell of the grid; see `cell`. */
export type Cell = z.infer<typeof cell>;

/** One point of the grid that tuning searches: a number of columns and the classifier's parameters. */
export interface Setting {
  readonly keep: number | null;
  readonly parameters: Readonly<Record<string, unknown>>;
}
