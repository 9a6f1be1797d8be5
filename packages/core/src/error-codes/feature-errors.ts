import type { ErrorKind } from './error-kind.ts';

/** Errors of features: their names, their tables, and the faces that they are computed on. */
export const featureErrors = {
  'bad-feature': {
    status: 2,
    meaning:
      'The name of a feature is not in a form that is known, or the feature cannot be used in this way.',
    whatToDo: 'Write it like hog, faceres:conv_pw_5@mean, temporal:geometry or table:FILE.',
  },
  'bad-landmarks': {
    status: 1,
    meaning: 'The landmarks of a face are missing, or are not numbers.',
    whatToDo: 'Leave the picture out.',
  },
  'bad-table': {
    status: 1,
    meaning: 'A feature table is not a Parquet file that can be read.',
    whatToDo: 'Write the table again, or correct the line that the message names.',
  },
  'column-names-label': {
    status: 1,
    meaning: 'A column of a feature table has one value for each label.',
    whatToDo: 'Remove the column: it is the label.',
  },
  'column-names-subject': {
    status: 1,
    meaning: 'A column of a feature table has one value for each subject.',
    whatToDo: 'Remove the column: it identifies the subject, and does not describe what the subject shows.',
  },
  'degenerate-landmarks': {
    status: 1,
    meaning: 'Landmarks that must have a distance are at the same place, so geometry cannot be measured.',
    whatToDo: 'Leave the picture out: its landmarks are not those of a face.',
  },
  'incomplete-table': {
    status: 1,
    meaning: 'A feature table or a table of a run has no column of a name that it must have.',
    whatToDo: 'Add the column, or write the table again.',
  },
  'index-column': {
    status: 1,
    meaning: 'A column of a feature table has no name, or numbers the rows.',
    whatToDo: 'Remove it, or give it the name of what it measures.',
  },
  'no-noise-reference': {
    status: 1,
    meaning: 'There are no still frames from which the noise of strain can be estimated.',
    whatToDo: 'Name an interval in which the face is still, or give the noise as a parameter.',
  },
  'not-a-number': {
    status: 1,
    meaning: 'A feature or a score is not a finite number.',
    whatToDo: 'Correct the value, or remove the row.',
  },
  'number-too-large': {
    status: 1,
    meaning:
      'A column of a feature table has numbers with more digits, or of another size, than the program can keep.',
    whatToDo: 'Remove the column if it is an identifier, or write it in another unit.',
  },
  'repeated-sample': {
    status: 1,
    meaning: 'A table has two rows for one sample.',
    whatToDo: 'Keep one row for each sample.',
  },
  'unknown-feature': {
    status: 2,
    meaning: 'There is no feature with this name, or the weights of its network are not on this machine.',
    whatToDo: 'Give one of the names that the message lists, or import the network.',
  },
  'unknown-pooling': {
    status: 2,
    meaning: 'There is no pooling with this name.',
    whatToDo: 'Give one of the names that the message lists.',
  },
  'unknown-tap': {
    status: 2,
    meaning: 'The network has no layer with this name that can be read.',
    whatToDo: 'Give one of the names that the message lists.',
  },
  'whole-face': {
    status: 2,
    meaning: 'A feature that sees only the whole face is named in an experiment with `regions: per`.',
    whatToDo: 'Name lbp, hog, gabor or nfcs in its place, or leave `regions` out.',
  },
  'wrong-picture-size': {
    status: 1,
    meaning: 'A texture feature was given a picture of another size than it needs.',
    whatToDo: 'Give it the grey picture of a registered face.',
  },
} as const satisfies Readonly<Record<string, ErrorKind>>;
