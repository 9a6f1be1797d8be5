import { z } from 'zod';
import { threshold, tuning } from '../learning/pipeline/cell.ts';
import { methodSpecification } from '../method.ts';

const labels = z.union([
  z
    .string()
    .min(1)
    .transform((label) => [label]),
  z.array(z.string().min(1)).min(1),
]);

/** A feature family: `hog`, `hog?cell=16`, `faceres:conv_pw_13_relu@mean`, or `{ id: hog, cell: 16 }`. */
const feature = methodSpecification;

/** Families that are joined: `faceres+hog`, or with their columns selected family by family before they are joined. */
const mix = z.union([
  z.string().regex(/^[^+]+(\+[^+]+)+$/, 'a mix names two families or more: faceres+hog'),
  z.strictObject({
    features: z.array(feature).min(2),
    selected: z.enum(['together', 'each']).default('together'),
  }),
]);

/** An experiment as its file states it (`EXPERIMENT.yaml`). Unknown keys are errors. */
export const experimentSpecification = z.strictObject({
  schema: z.literal(1).default(1),
  /** The `dataset.csv`, or its folder, relative to the experiment file. */
  dataset: z.string().min(1),
  /** The data set that is tested on, with the protocol `train-test`. */
  test_dataset: z.string().min(1).optional(),
  /** The column that names the subject. */
  subject: z.string().min(1).default('subject'),
  /** A task that `dataset.yaml` names; `positive` and `negative` otherwise. */
  task: z.string().min(1).optional(),
  positive: labels.optional(),
  negative: labels.optional(),
  /** What becomes of the middle band where labels come from a scale. */
  middle: z.enum(['left-out', 'as-pain', 'as-no-pain']).default('left-out'),
  features: z.array(feature).default([]),
  mixes: z.array(mix).default([]),
  selection: z.array(methodSpecification).min(1).default(['relieff']),
  /** How many of the best columns are kept. Does not concern the selection `none`. */
  keep: z.array(z.int().positive()).min(1).default([100]),
  classifiers: z.array(methodSpecification).min(1),
  class_weights: z.enum(['none', 'balanced', 'subject-balanced']).default('none'),
  protocol: methodSpecification.default('leave-one-subject-out'),
  tuning: tuning.optional(),
  /** The score at and above which a row counts as positive. Fixed, or chosen on inner out-of-fold scores. */
  threshold: threshold.default(0.5),
  /** The cell that was declared before the results were known. */
  primary: z.string().min(1).optional(),
  /** Pairs of cells whose difference is shown with its interval. */
  comparisons: z.array(z.tuple([z.string(), z.string()])).default([]),
  /**
   * Centres and scales each subject by its own reference rows (median, MAD), which are never scored. `both` shows each
   * feature set twice: as it is, and with `~reference` behind its name.
   */
  reference_normalisation: z.union([z.boolean(), z.literal('both')]).default(false),
  /** Limits of quality below which a face is not used, and how faces are found: the face analyser's own keys. */
  face: z.record(z.string(), z.unknown()).default({}),
  /** How clips become rows: the keys of `clipParameters`. Does not concern pictures. */
  clips: z.record(z.string(), z.unknown()).default({}),
  seed: z.int().nonnegative().default(7),
});

export type ExperimentSpecification = z.infer<typeof experimentSpecification>;
