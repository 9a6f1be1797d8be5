import type { ErrorKind } from './error-kind.ts';

/** Errors of labels, of the scores that give labels, and of tasks. */
export const labelErrors = {
  'bad-bands': {
    status: 2,
    meaning: 'The bands of a scale do not contain each score exactly once.',
    whatToDo: 'Write bands like 0-2,3-4,5-7 that contain each whole score of the scale once.',
  },
  'bad-rating': {
    status: 1,
    meaning: 'A rating is not what its level of measurement allows.',
    whatToDo: 'Correct the rating, leave its field empty, or name another level.',
  },
  'bad-score': {
    status: 1,
    meaning: 'A score is not a number, or not in its range.',
    whatToDo: 'Correct the score, or leave its field empty.',
  },
  'label-on-both-sides': {
    status: 2,
    meaning: 'A label is given as positive and as negative.',
    whatToDo: 'Give each label on one side only.',
  },
  'no-negative-label': {
    status: 2,
    meaning: 'All labels are positive: there is nothing to compare with.',
    whatToDo: 'Give `--negative`, or fewer positive labels.',
  },
  'no-positive-label': {
    status: 2,
    meaning: 'The call does not tell which label is the positive one.',
    whatToDo: 'Give `--positive`, or write `positive` in dataset.yaml.',
  },
  'not-assessable-label': {
    status: 2,
    meaning: 'The label `not assessable` cannot be a side of a task.',
    whatToDo: 'Leave this label out of the task.',
  },
  'ordinal-labels': {
    status: 2,
    meaning:
      'The labels are numbers on a scale, and the positive ones are not all above (or all below) the others.',
    whatToDo:
      'Give the labels of both sides with `--positive` and `--negative`, or name the scale in dataset.yaml. Wince separates two sides and does not learn grades.',
  },
  'repeated-rating': {
    status: 1,
    meaning: 'A rater has rated an item twice.',
    whatToDo: 'Give repeated ratings items of their own, or name the column that distinguishes items.',
  },
  'score-not-whole': {
    status: 1,
    meaning: 'A score is not a whole number, so it is not in any band of the scale.',
    whatToDo: 'Give the score on which the raters agreed, or the score of one rater.',
  },
  'score-out-of-range': {
    status: 1,
    meaning: 'A score is below or above the range of its scale.',
    whatToDo: 'Correct the score, leave its field empty, or name another scale.',
  },
  'several-subjects': {
    status: 1,
    meaning: 'An item of a table of ratings belongs to two subjects.',
    whatToDo: 'Give items of different subjects different names.',
  },
  'task-and-labels': {
    status: 2,
    meaning: 'The call gives a task and labels.',
    whatToDo: 'Give the name of a task, or the positive and negative labels.',
  },
  'too-few-ratings': {
    status: 1,
    meaning:
      'A table of ratings has fewer than two raters, or fewer than two items that two raters have rated.',
    whatToDo: 'Name the columns of all raters, or the column that names the rater.',
  },
  'unknown-bands': {
    status: 2,
    meaning: 'The scale has no bands with this name.',
    whatToDo: 'Give one of the names that the message lists.',
  },
  'unknown-label': {
    status: 2,
    meaning: 'No row of the data set has this label.',
    whatToDo: 'Give one of the labels that the message lists.',
  },
  'unknown-scale': {
    status: 2,
    meaning: 'There is no pain scale with this name.',
    whatToDo: 'Give one of the names that the message lists.',
  },
  'unknown-task': {
    status: 2,
    meaning: 'The data set has no task with this name.',
    whatToDo: 'Give one of the names that the message lists, or write the task in dataset.yaml.',
  },
} as const satisfies Readonly<Record<string, ErrorKind>>;
