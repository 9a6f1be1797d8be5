import type { ErrorKind } from './error-kind.ts';

/** Errors of selection, classifiers, folds and metrics. */
export const learningErrors = {
  'bad-prevalence': {
    status: 2,
    meaning: 'A prevalence is not a share between 0 and 1.',
    whatToDo: 'Give the share of pain among those whom the model will see.',
  },
  'bad-row-weight': {
    status: 2,
    meaning: 'The weight of a row is not a number above 0.',
    whatToDo: 'Give each row a weight above 0.',
  },
  'bad-threshold': {
    status: 1,
    meaning: 'The threshold of a prediction is not a finite number.',
    whatToDo: 'Write the predictions again.',
  },
  'different-samples': {
    status: 1,
    meaning: 'Two cells cannot be compared, because they did not score the same samples.',
    whatToDo: 'Compare cells of one run.',
  },
  'missing-and-scored': {
    status: 1,
    meaning: 'A sample is listed as missing, but it has a score.',
    whatToDo: 'Take samples.csv and predictions.csv from the same run folder.',
  },
  'mixed-cells': {
    status: 1,
    meaning: 'Predictions of several cells are mixed.',
    whatToDo: 'Summarise one cell at a time.',
  },
  'no-cell-fitted': {
    status: 1,
    meaning: 'None of the cells of an experiment can be fitted in every fold.',
    whatToDo:
      'Correct the reason that the message gives. A run in which only some cells fail is finished, and names them.',
  },
  'no-columns': {
    status: 1,
    meaning: 'The feature table has no columns.',
    whatToDo: 'Choose at least one feature family, or keep at least one column.',
  },
  'no-columns-kept': {
    status: 1,
    meaning: 'The selection keeps no column, because no column separates the labels.',
    whatToDo: 'Choose another selection or another feature family.',
  },
  'no-convergence': {
    status: 1,
    meaning: 'A classifier finds no solution.',
    whatToDo: 'Standardise the features, or choose a smaller C.',
  },
  'no-neighbours': {
    status: 1,
    meaning: 'ReliefF finds no neighbours to compare.',
    whatToDo: 'Add rows of both labels, or choose another selection.',
  },
  'no-predictions': {
    status: 1,
    meaning: 'There are no predictions to summarise.',
    whatToDo: 'Check in samples.csv why none of the samples could be used.',
  },
  'no-subject': {
    status: 1,
    meaning: 'A row has no subject.',
    whatToDo: 'Fill in the subject of each row.',
  },
  'not-finite': {
    status: 1,
    meaning: 'The feature table contains a value that is not a finite number.',
    whatToDo: 'Leave the row out, or correct the feature that gave the value.',
  },
  'one-class': {
    status: 1,
    meaning: 'All training rows have the same label.',
    whatToDo: 'Add rows of the other label.',
  },
  'one-class-fold': {
    status: 1,
    meaning: 'The training rows of a fold all have the same label.',
    whatToDo: 'Add subjects with the other label, or use fewer folds.',
  },
  'one-class-threshold': {
    status: 1,
    meaning: 'A threshold cannot be chosen, because all rows have the same label.',
    whatToDo: 'Give the threshold as a number, or add subjects with the other label.',
  },
  'too-few-rows': {
    status: 1,
    meaning: 'There are fewer training rows than nearest neighbours.',
    whatToDo: 'Choose a smaller k, or add rows.',
  },
  'too-few-for-outside': {
    status: 1,
    meaning: 'There are too few training subjects to tell which rows are unlike the training rows.',
    whatToDo: 'Add subjects, or train with `--outside off`.',
  },
  'too-few-to-abstain': {
    status: 1,
    meaning: 'There are fewer calibration subjects with rows of a label than abstention at this level needs.',
    whatToDo:
      'Add subjects, lower the level, or use `--abstention cross` (`method: cross` in an experiment file), which calibrates on all training subjects.',
  },
  'too-few-to-calibrate': {
    status: 1,
    meaning: 'There are fewer training rows or subjects than the calibrator needs.',
    whatToDo: 'Choose a calibrator with few parameters, such as `platt`, or add subjects.',
  },
  'too-few-to-fuse': {
    status: 1,
    meaning: 'The training rows are too few to learn a modality alone, or how much each modality counts.',
    whatToDo: 'Add subjects or rows that have the modality, or use `how: [mean]` with `weights: equal`.',
  },
  'too-many-folds': {
    status: 1,
    meaning: 'The folds of a protocol name more rows together than fit into the memory.',
    whatToDo: 'Choose fewer folds, such as `stratified-k-folds?folds=10`.',
  },
  'wrong-columns': {
    status: 1,
    meaning: 'The number of columns is not the same as in the training of the model.',
    whatToDo: 'Extract the same feature families with the same parameters as in training.',
  },
} as const satisfies Readonly<Record<string, ErrorKind>>;
