import { datasetErrors } from './error-codes/dataset-errors.ts';
import { experimentErrors } from './error-codes/experiment-errors.ts';
import { featureErrors } from './error-codes/feature-errors.ts';
import { fileErrors } from './error-codes/file-errors.ts';
import { labelErrors } from './error-codes/label-errors.ts';
import { learningErrors } from './error-codes/learning-errors.ts';
import { modelErrors } from './error-codes/model-errors.ts';
import { networkErrors } from './error-codes/network-errors.ts';
import { phantomErrors } from './error-codes/phantom-errors.ts';
import { pulseErrors } from './error-codes/pulse-errors.ts';
import { queueErrors } from './error-codes/queue-errors.ts';
import { recordingErrors } from './error-codes/recording-errors.ts';
import { serverErrors } from './error-codes/server-errors.ts';

/** The codes by what they are about, with a title each. `docs/errors.md` is written from this list. */
export const errorGroups = Object.freeze([
  { title: 'Files and calls', codes: fileErrors },
  { title: 'Data sets', codes: datasetErrors },
  { title: 'Labels, scores and tasks', codes: labelErrors },
  { title: 'Pictures, videos, sound and cameras', codes: recordingErrors },
  { title: 'Pulse', codes: pulseErrors },
  { title: 'Features', codes: featureErrors },
  { title: 'Experiments', codes: experimentErrors },
  { title: 'Selection, classifiers and metrics', codes: learningErrors },
  { title: 'Models, runs and monitoring', codes: modelErrors },
  { title: 'Networks', codes: networkErrors },
  { title: 'Work on several machines', codes: queueErrors },
  { title: 'Drawn neonates', codes: phantomErrors },
  { title: 'The workbench', codes: serverErrors },
]);

/** Every code that an error can have, with its exit status, its meaning and what to do. There are no other codes. */
export const errorCodes = Object.freeze({
  ...fileErrors,
  ...datasetErrors,
  ...labelErrors,
  ...recordingErrors,
  ...pulseErrors,
  ...featureErrors,
  ...experimentErrors,
  ...learningErrors,
  ...modelErrors,
  ...networkErrors,
  ...queueErrors,
  ...phantomErrors,
  ...serverErrors,
});

/** A code of the table: a word in kebab case that stays the same from version to version. */
export type ErrorCode = keyof typeof errorCodes;
