import type { ErrorKind } from './error-kind.ts';

/** Errors of an experiment: its file, its cells, its protocol and its data sets. */
export const experimentErrors = {
  'bad-experiment': {
    status: 2,
    meaning: 'The experiment has a key or a value that it cannot have.',
    whatToDo: 'Correct the key that the message names; `wince evaluate --schema` prints all of them.',
  },
  'bad-parameter': {
    status: 2,
    meaning: 'A method has no such parameter, or the parameter cannot have this value.',
    whatToDo: 'Give one of the parameters that the message lists.',
  },
  'needs-reference': {
    status: 2,
    meaning: 'A model with reference normalisation cannot be trained for single pictures.',
    whatToDo: 'Train it without `reference_normalisation`.',
  },
  'no-features': {
    status: 2,
    meaning: 'The experiment has no features.',
    whatToDo: 'Give at least one family of features, for example hog.',
  },
  'no-reference': {
    status: 1,
    meaning: 'A subject has no usable reference row, but reference normalisation needs one.',
    whatToDo: 'Mark reference rows in the data set, or turn `reference_normalisation` off.',
  },
  'no-test-data-set': {
    status: 2,
    meaning: 'The protocol train-test needs a second data set.',
    whatToDo: 'Give `--test-dataset`, or choose another protocol.',
  },
  'no-training-subjects': {
    status: 2,
    meaning: 'All subjects are held out for the test, so there is nothing to train on.',
    whatToDo: 'Hold out fewer subjects.',
  },
  'nothing-usable': {
    status: 1,
    meaning: 'No row of the data set can be used.',
    whatToDo: 'Run `wince dataset check` on the data set: it shows the reasons.',
  },
  'one-site': {
    status: 2,
    meaning: 'All rows come from one site, so none can be left out.',
    whatToDo: 'Name another column with `leave-site-out?column=...`, or use another protocol.',
  },
  'one-subject': {
    status: 1,
    meaning: 'All rows belong to one subject, but the test needs subjects that are new to the classifier.',
    whatToDo: 'Add recordings of at least one more subject.',
  },
  'repeated-cell': {
    status: 2,
    meaning: 'The experiment has the same cell twice.',
    whatToDo: 'Remove one of the two equal features, selections or classifiers.',
  },
  'same-data-set': {
    status: 2,
    meaning: 'The training data set and the test data set are the same.',
    whatToDo: 'Give two different data sets, or choose the protocol hold-out.',
  },
  'stress-needs-pictures': {
    status: 2,
    meaning: 'The rows are clips, or the features come from a table: there are no pictures to degrade.',
    whatToDo: 'Use a data set of pictures, and features that are computed from them.',
  },
  'subject-in-both-data-sets': {
    status: 1,
    meaning: 'Subjects of the training data set have the same names as subjects of the test data set.',
    whatToDo:
      'If they are other people, set `same_names: different-subjects`; if not, leave them out of one.',
  },
  'subject-in-two-sites': {
    status: 2,
    meaning: 'A subject has rows of two sites, so it would be learned from and tested.',
    whatToDo: 'Leave its rows of one site out, or name another column.',
  },
  'too-few-subjects': {
    status: 2,
    meaning: 'There are fewer subjects than the call needs.',
    whatToDo: 'Give fewer folds or more subjects, or choose leave-one-subject-out.',
  },
  'unknown-cell': {
    status: 2,
    meaning: 'The experiment has no cell with this name.',
    whatToDo: 'Give one of the names that the message lists.',
  },
  'unknown-calibrator': {
    status: 2,
    meaning: 'There is no calibrator with this name.',
    whatToDo: 'Give one of the names that the message lists.',
  },
  'unknown-classifier': {
    status: 2,
    meaning: 'There is no classifier with this name.',
    whatToDo: 'Give one of the names that the message lists.',
  },
  'unknown-data-set': {
    status: 2,
    meaning: 'A row comes from a data set that is neither the training nor the test data set.',
    whatToDo: 'Leave the rows of other data sets out.',
  },
  'unknown-protocol': {
    status: 2,
    meaning: 'There is no protocol with this name.',
    whatToDo: 'Give one of the names that the message lists.',
  },
  'unknown-selector': {
    status: 2,
    meaning: 'There is no feature selection with this name.',
    whatToDo: 'Give one of the names that the message lists.',
  },
  'unused-test-data-set': {
    status: 2,
    meaning: 'The call gives a test data set, but the protocol does not use one.',
    whatToDo: 'Choose the protocol train-test, or leave the test data set out.',
  },
} as const satisfies Readonly<Record<string, ErrorKind>>;
