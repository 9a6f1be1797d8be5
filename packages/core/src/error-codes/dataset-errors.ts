import type { ErrorKind } from './error-kind.ts';

/** Errors of a data set: its table, its description, and how it is made from files. */
export const datasetErrors = {
  'ambiguous-files': {
    status: 2,
    meaning: 'A line of the table of labels fits several files, or several lines fit one file.',
    whatToDo: 'Write the path of each file with its folder and its ending.',
  },
  'ambiguous-names': {
    status: 2,
    meaning: 'The pattern can read some file names in two ways.',
    whatToDo: 'Write into the pattern what a field contains, for example {index:number}.',
  },
  'bad-description': {
    status: 2,
    meaning: 'The file dataset.yaml has a key or a value that it cannot have.',
    whatToDo: 'Correct the key that the message names; docs/guide/datasets.md shows each.',
  },
  'bad-field': {
    status: 2,
    meaning: 'A value cannot be written into a file name by this pattern.',
    whatToDo: 'Give a value that is not empty, has no slash, and is of the kind that the pattern names.',
  },
  'bad-interval': {
    status: 1,
    meaning: 'The start and end of a row are not an interval of time.',
    whatToDo: 'Write seconds from the beginning of the recording, with the end after the start.',
  },
  'bad-pattern': {
    status: 2,
    meaning: 'A pattern of file names is not valid.',
    whatToDo: "Write it like '{subject}_{sex}_{label}_{index}.jpg'.",
  },
  'bad-spreadsheet': {
    status: 1,
    meaning: 'A workbook cannot be read, or does not have the sheet.',
    whatToDo: 'Save it as XLSX or CSV, or name one of its sheets with `--sheet`.',
  },
  'broken-csv': {
    status: 1,
    meaning: 'A table is not valid CSV.',
    whatToDo: 'Put fields that contain a comma, a quote or a line break into double quotes.',
  },
  'dataset-changed': {
    status: 1,
    meaning: 'The file dataset.csv changed while a command worked with it.',
    whatToDo: 'Run the command again.',
  },
  'dataset-exists': {
    status: 2,
    meaning: 'The folder already has a dataset.csv.',
    whatToDo: 'Use it, or give `--force` to replace it.',
  },
  'empty-field': {
    status: 1,
    meaning: 'A row has no value in a column that needs one.',
    whatToDo: 'Fill in the field, or remove the row.',
  },
  'empty-table': {
    status: 1,
    meaning: 'A CSV file is empty.',
    whatToDo: 'Give a file whose first line names the columns.',
  },
  'field-conflict': {
    status: 1,
    meaning: 'A file name and the table of labels give different values for one field.',
    whatToDo: 'Correct the table, or give the field of the pattern another name.',
  },
  'missing-column': {
    status: 2,
    meaning: 'The data set or the table of labels has no column of the name that is needed.',
    whatToDo: 'Give the name of another column with the option that the message names, or add the column.',
  },
  'newer-schema': {
    status: 1,
    meaning: 'The data set was written by a newer version of wince.',
    whatToDo: 'Use that version, or a newer one.',
  },
  'no-pattern': {
    status: 2,
    meaning: 'The call does not tell how subject and label are found.',
    whatToDo: 'Give `--pattern`, `--layout` or `--table`.',
  },
  'no-recordings': {
    status: 2,
    meaning: 'The folder has no picture, video or sound.',
    whatToDo: 'Name the folder that contains the recordings.',
  },
  'no-rows': {
    status: 1,
    meaning: 'There are no rows to work with.',
    whatToDo: 'Add rows to the data set, or check in samples.csv why none of them could be used.',
  },
  'no-such-dataset': {
    status: 2,
    meaning: 'The data set is not there, or cannot be read.',
    whatToDo: 'Name a dataset.csv or its folder.',
  },
  'no-such-table': {
    status: 2,
    meaning: 'The table of labels is not there, or cannot be read.',
    whatToDo: 'Check the path after `--table`.',
  },
  'not-in-dataset': {
    status: 2,
    meaning: 'The data set has no row for this recording.',
    whatToDo: 'Name the data set of the recording, or leave `--dataset` out.',
  },
  'nothing-matched': {
    status: 2,
    meaning: 'No file name fits the pattern, and no file is in the table.',
    whatToDo: 'Compare the pattern with the file names that the message shows.',
  },
  'path-leaves-folder': {
    status: 1,
    meaning: 'A path in dataset.csv is outside the folder of the data set.',
    whatToDo: 'Copy the file into that folder, and write its path relative to dataset.csv.',
  },
  'pattern-and-layout': {
    status: 2,
    meaning: 'The call gives a pattern and a layout.',
    whatToDo: 'Give one of the two.',
  },
  'repeated-column': {
    status: 1,
    meaning: 'A table has two columns of the same name.',
    whatToDo: 'Rename or remove one of them.',
  },
  'repeated-row': {
    status: 1,
    meaning: 'A data set has two rows for the same picture or interval.',
    whatToDo: 'Remove one of them.',
  },
  'similar-subjects': {
    status: 1,
    meaning:
      'Two subjects have names that look the same, so that one child may be in training and in the test.',
    whatToDo: 'Give all rows of one child one name, and different children names that differ more.',
  },
  'unknown-layout': {
    status: 2,
    meaning: 'There is no layout of file names with this name.',
    whatToDo: 'Give one of the names that the message lists.',
  },
  'unknown-role': {
    status: 1,
    meaning: 'A row has a role that does not exist.',
    whatToDo: 'Leave the role empty, or write `reference`.',
  },
  'unknown-sample': {
    status: 2,
    meaning: 'The run has no scored sample with this name.',
    whatToDo: 'Write the name of a sample as in predictions.csv.',
  },
  'unknown-subject': {
    status: 2,
    meaning: 'The data set has no subject with this name.',
    whatToDo: 'Write the name exactly as in the data set, with all zeros.',
  },
  'unreadable-description': {
    status: 1,
    meaning: 'The file dataset.yaml is there, but cannot be read.',
    whatToDo: 'Check that it is a file and that you may read it.',
  },
} as const satisfies Readonly<Record<string, ErrorKind>>;
