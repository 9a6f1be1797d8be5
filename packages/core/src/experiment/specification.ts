import { z } from 'zod';
import { subjectLosses } from '../evaluation/inference/subject-losses.ts';
import { faceParameters } from '../face/analysis.ts';
import { clipParameters } from '../families/clip-parameters.ts';
import { abstention, thresholdChoice, tuning } from '../learning/pipeline/cell.ts';
import { methodSpecification } from '../method.ts';
import { monitorParameters } from '../monitoring/parameters.ts';
import { parseGiven } from '../parameters.ts';
import { feature, mix } from './feature-sets.ts';
import { fusion } from './fusion.ts';
import { withPaths } from './paths.ts';

const labels = z.union([
  z
    .string()
    .min(1)
    .transform((label) => [label]),
  z.array(z.string().min(1)).min(1),
]);

/** The most cells that Friedman's test ranks: with more of them hardly any difference can be found. */
const MOST_RANKED = 20;

const monitored = monitorParameters.safeExtend({
  cell: z
    .string()
    .min(1)
    .describe('The cell whose models monitor the recordings. Write its name as in the table of results.'),
});

/** `CELL`, or `{ cell: CELL, on: 0.7, confirmation: 3 }`. */
const monitor = z.union([
  z
    .string()
    .min(1)
    .transform((cell) => monitored.parse({ cell })),
  monitored,
]);

/** `cross`, or `{ method: split, level: 0.9 }`. */
const abstains = z.union([
  z.enum(['split', 'cross']).transform((method) => abstention.parse({ method })),
  abstention,
]);

/** An experiment as its file states it (`EXPERIMENT.yaml`). Unknown keys are errors; what a file leaves out has its default. */
export const experimentSpecification = z.strictObject({
  schema: z.literal(1).default(1).describe('The form of this file.'),
  dataset: z.string().min(1).describe('The dataset.csv, or its folder. All paths are relative to this file.'),
  test_dataset: z
    .string()
    .min(1)
    .optional()
    .describe('The data set to test on, with the protocol train-test.'),
  subject: z.string().min(1).default('subject').describe('The column that names the subject.'),
  task: z
    .string()
    .min(1)
    .optional()
    .describe(
      'A task of dataset.yaml. Without a task, `positive` and `negative` give the labels that are compared.',
    ),
  positive: labels.optional().describe('The label of pain, or several.'),
  negative: labels.optional().describe('The label without pain, or several. Default: all others.'),
  middle: z
    .enum(['left-out', 'as-pain', 'as-no-pain'])
    .default('left-out')
    .describe('How the rows of the middle band are used if labels come from a scale.'),
  features: z
    .array(feature)
    .default([])
    .describe(
      'Feature families: hog, hog?cell=16, { id: hog, cell: 16 }, faceres:conv_pw_13_relu@mean, table:FILE.',
    ),
  mixes: z
    .array(mix)
    .default([])
    .describe(
      'Families that are joined: faceres+hog. { features: [faceres, hog], selected: each } selects columns in each family before the families are joined.',
    ),
  fusion: fusion
    .optional()
    .describe(
      'Modalities that are used alone, in pairs and all together: their columns are joined, or their scores. The results also show what happens when a modality is taken away from the test rows.',
    ),
  regions: z
    .enum(['whole', 'per'])
    .default('whole')
    .describe(
      'Whether features see the whole face, or `per` region: mouth, eyes, brow and nose each give values of their own, and a face of which some regions are covered is scored from the others. lbp, hog, gabor and nfcs can be computed by region.',
    ),
  selection: z.array(methodSpecification).min(1).default(['relieff']).describe('How columns are ranked.'),
  keep: z
    .array(z.int().positive())
    .min(1)
    .default([100])
    .describe('How many of the best columns are kept. Has no effect on the selection none.'),
  classifiers: z.array(methodSpecification).min(1).describe('Classifiers: knn, knn?k=3, { id: knn, k: 3 }.'),
  class_weights: z
    .enum(['none', 'balanced', 'subject-balanced'])
    .default('none')
    .describe('The weights of rows in training.'),
  protocol: methodSpecification
    .default('leave-one-subject-out')
    .describe('How rows are split into training and test rows.'),
  tuning: tuning
    .optional()
    .describe(
      'Values that are tried inside the training rows of each fold. Inner folds never split the rows of a subject.',
    ),
  threshold: thresholdChoice
    .default(0.5)
    .describe(
      'A row is positive at this score and above. `youden`, or costs (a missed pain against a false alarm), is chosen on scores inside the training rows.',
    ),
  calibration: methodSpecification
    .default('none')
    .describe(
      'What turns scores into probabilities: platt, isotonic, beta or temperature, fitted on scores inside the training rows. `none` leaves the scores of the classifier as they are.',
    ),
  prevalence: z
    .number()
    .gt(0)
    .lt(1)
    .optional()
    .describe(
      'The share of pain where the scores are to be used. Scores are shifted from the share in the training rows to this one.',
    ),
  abstention: abstains
    .optional()
    .describe(
      'When the answer is "cannot tell": conformal prediction, calibrated on whole subjects. Without it each row gets an answer.',
    ),
  primary: z
    .string()
    .min(1)
    .optional()
    .describe('The primary cell. Declare it before the results are known.'),
  comparisons: z
    .array(z.tuple([z.string(), z.string()]))
    .default([])
    .describe('Pairs of cells. Their difference is shown with its interval.'),
  comparing: z
    .strictObject({
      loss: z.enum(subjectLosses).default('brier').describe('What a subject is compared by.'),
      test: z
        .enum(['wilcoxon', 'sign-flip'])
        .default('wilcoxon')
        .describe('The test of the differences of subjects.'),
    })
    .prefault({})
    .describe(
      'How the pairs under `comparisons` are tested: by the Brier score or the log loss of each subject. Holm corrects over all pairs.',
    ),
  soft_labels: z
    .array(z.string().min(1))
    .default([])
    .describe(
      'Columns of the data set with the labels of several raters. Training learns from the share of labels that mean pain; truth and metrics stay as they are.',
    ),
  permutations: z
    .int()
    .nonnegative()
    .max(100_000)
    .default(0)
    .describe(
      'How often the labels of whole periods or clips change places within each subject and everything is fitted again, as a test against chance. 0: never.',
    ),
  ranked: z
    .array(z.string().min(1))
    .max(MOST_RANKED, `at most ${MOST_RANKED} cells can be ranked`)
    .refine((cells) => cells.length === 0 || cells.length > 2, 'at least 3 cells can be ranked')
    .refine((cells) => new Set(cells).size === cells.length, 'a cell is in the list twice')
    .default([])
    .describe(
      "Cells, 3 to 20, that are ranked over the subjects by Friedman's test with Nemenyi's critical difference.",
    ),
  breakdown: z
    .array(z.string().min(1))
    .default([])
    .describe(
      'Columns of the data set by which the report always breaks the declared cell and the best one down. Without it, columns with a few words or with numbers are used.',
    ),
  monitor: monitor
    .optional()
    .describe(
      'For videos: a cell that monitors each recording with the model of its fold, and the times and thresholds of the monitor.',
    ),
  reference_normalisation: z
    .union([z.boolean(), z.literal('both')])
    .default(false)
    .describe(
      'Centres and scales the values of each subject by its own reference rows (median, MAD). Reference rows get no score. `both` shows each feature set twice: as it is, and with ~reference after its name.',
    ),
  face: faceParameters
    .prefault({})
    .describe(
      'How faces are found, chosen and registered, and the limits of quality below which a face is not used.',
    ),
  clips: clipParameters.prefault({}).describe('How clips become rows. Has no effect on pictures.'),
  seed: z.int().nonnegative().default(7).describe('The seed: all random choices depend on this number.'),
});

/** An experiment, parsed: all defaults are filled in. */
export type ExperimentSpecification = z.infer<typeof experimentSpecification>;

/** What of an experiment says how features are computed; the rest of it is passed over. */
export const extractionSpecification = experimentSpecification
  .pick({
    ...{ dataset: true, subject: true, features: true, mixes: true, fusion: true, regions: true },
    ...{ face: true, clips: true },
  })
  .strip();
/**
 * What features are wanted of what data set, with all defaults filled in: an experiment without selection, classifiers and protocol.
 */
export type ExtractionSpecification = z.infer<typeof extractionSpecification>;

/**
 * Parses an experiment, with all defaults filled in.
 *
 * @param where it comes from, for messages: the name of a file
 * @param resolve makes every path in it independent of the place that it is relative to; they stay as they are by default
 * @throws WinceError `bad-experiment` that names the key, its value, the known keys and the nearest one
 */
export function parseExperiment(
  given: unknown,
  where: string,
  resolve?: (path: string) => string,
): ExperimentSpecification {
  const specification = parseGiven(experimentSpecification, given, {
    code: 'bad-experiment',
    where,
    hint: '`wince evaluate --schema` prints all keys.',
  });
  return resolve ? withPaths(specification, resolve) : specification;
}

/**
 * Parses what of an experiment says how features are computed, with all defaults filled in.
 *
 * @param where it comes from, for messages: the name of a file
 * @throws WinceError `bad-experiment`
 */
export function parseExtraction(given: unknown, where: string): ExtractionSpecification {
  return parseGiven(extractionSpecification, given, { code: 'bad-experiment', where });
}

/**
 * What of an experiment says which faces are used, as `regions` has it: by region no region is needed as a whole, and a face is used
 * as long as one can be seen.
 */
export function withNeededRegions<Stated extends Pick<ExtractionSpecification, 'regions' | 'face'>>(
  specification: Stated,
): Stated {
  const { regions, face } = specification;
  if (regions === 'whole') return specification;
  return { ...specification, face: { ...face, covering: { ...face.covering, needed: 'any' } } };
}
