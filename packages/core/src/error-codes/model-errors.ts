import type { ErrorKind } from './error-kind.ts';

/** Errors of models, of run folders and of monitoring. */
export const modelErrors = {
  'bad-bar': {
    status: 2,
    meaning: 'A reason why a face cannot be assessed is not known, or its seconds are not valid.',
    whatToDo:
      "Write one of the words that the message lists, with seconds where needed: 'deep sedation=30-90'.",
  },
  'cannot-export': {
    status: 1,
    meaning: 'A model has a method that cannot be written as ONNX.',
    whatToDo: 'Train the model with another method, or use it with `wince predict`.',
  },
  'damaged-model': {
    status: 1,
    meaning: 'A .wince file is damaged or incomplete.',
    whatToDo: 'Copy the file again from its source, or train the model again.',
  },
  'damaged-run': {
    status: 1,
    meaning: 'A file of a run folder is damaged or incomplete.',
    whatToDo: 'Copy the folder again from its source, or run the evaluation again.',
  },
  'from-table': {
    status: 2,
    meaning: 'A model cannot use features from a table, because it could not compute them for a new picture.',
    whatToDo: 'Train a cell whose features the program computes itself.',
  },
  'model-version': {
    status: 1,
    meaning: 'A model was trained with another version of the program.',
    whatToDo: 'Use that version, or train the model again.',
  },
  'monitor-protocol': {
    status: 2,
    meaning: 'Monitoring needs the protocol leave-one-subject-out.',
    whatToDo: 'Choose that protocol, or leave `--monitor` out.',
  },
  'needs-rest': {
    status: 1,
    meaning: 'The model needs seconds in which the subject is at rest, but no usable face was found there.',
    whatToDo: 'Name seconds of the video in which the face is visible and at rest.',
  },
  'not-in-page': {
    status: 1,
    meaning:
      'A model needs something that a page cannot compute: sound, a table, or a feature that it does not know.',
    whatToDo: 'Use `wince predict`, or a model of the face alone.',
  },
  'no-run': {
    status: 2,
    meaning: 'The folder is not a run folder.',
    whatToDo: 'Name the folder that `wince evaluate --out` wrote.',
  },
  'no-videos': {
    status: 2,
    meaning: 'The data set has no video to monitor.',
    whatToDo: 'Give a data set of recordings, or leave `--monitor` out.',
  },
  'one-recording': {
    status: 2,
    meaning: '`--watch` follows one recording, but several are given.',
    whatToDo: 'Start the command once for each recording.',
  },
  'one-video': {
    status: 2,
    meaning: 'The option writes one file, but several videos are given.',
    whatToDo: 'Start the command once for each video.',
  },
  'no-contributions': {
    status: 2,
    meaning:
      'The contributions of columns cannot be computed for this model: its decision is not a sum over columns.',
    whatToDo: 'Explain the model with `--method occlusion` or `--method rise`.',
  },
  'not-explained-by-face': {
    status: 2,
    meaning:
      'The model does not look at the pixels of a face in a picture, so that no region of a face can explain its scores.',
    whatToDo: 'Explain it with `--method contributions`, which shows what each column gave.',
  },
  'other-features': {
    status: 1,
    meaning: 'The model was trained on another version of a feature family.',
    whatToDo: 'Use the version of wince that trained it, or train the model again.',
  },
  'run-version': {
    status: 1,
    meaning: 'A run folder was written by an older or a newer version of the program.',
    whatToDo: 'Run the experiment again, or read the folder with the version that wrote it.',
  },
  'unknown-prevalence': {
    status: 1,
    meaning:
      'A model does not state at which prevalence its scores hold, so that they cannot be shifted to another one.',
    whatToDo: 'Train the model again with this version of the program.',
  },
  'unknown-stage': {
    status: 1,
    meaning: 'A model has a stage that this version of the program does not have.',
    whatToDo: 'Use the version of wince that trained it, or train the model again.',
  },
  'unknown-video-format': {
    status: 2,
    meaning: 'The ending of the file name does not tell which video format to write.',
    whatToDo: 'Give a name with one of the endings that the message lists.',
  },
  'score-not-finite': {
    status: 1,
    meaning: 'A model gave a score that is not a number from 0 to 1.',
    whatToDo: 'Train the model again, and look at the features of the row.',
  },
} as const satisfies Readonly<Record<string, ErrorKind>>;
