import { didYouMean } from '../catalogue.ts';
import { WinceError } from '../errors.ts';
import type { BandLabel } from '../scales/scale.ts';
import { countLabels, isReference, type LabelledSamples, labelOf, scoreColumn } from './label.ts';
import type { Sample } from './sample.ts';

/** What becomes of the middle band of a scale. Leaving it out makes the task easier, so all three are to be shown. */
export const middleTreatments = ['left-out', 'as-pain', 'as-no-pain'] as const;
/** What becomes of the rows of a middle band: left out, or counted as one of the two labels. */
export type MiddleTreatment = (typeof middleTreatments)[number];

/** One problem: which labels are told apart. Two tasks of one data set are two problems and never share a column. */
export interface Task {
  /** The name in `dataset.yaml`, or `pain against rest` for labels that were named on the spot. */
  readonly name: string;
  readonly positive: readonly string[];
  readonly negative: readonly string[];
  /** Concerns labels that come from a scale with a middle band. */
  readonly middle: MiddleTreatment;
}

/** How a user names a task. */
export interface TaskChoice {
  /** A task of `dataset.yaml`. */
  readonly task?: string;
  readonly positive?: readonly string[];
  readonly negative?: readonly string[];
  readonly middle?: MiddleTreatment;
}

/**
 * The task that is meant: the named one of `dataset.yaml`; else `positive` against `negative`; else the positive label
 * of `dataset.yaml` (or `pain`, where labels come from a scale) against every label that is not left out.
 *
 * @throws WinceError `unknown-task`, `unknown-label`, `no-positive-label`, `no-negative-label`, `label-on-both-sides`,
 *   `task-and-labels`, `not-assessable-label`, `ordinal-labels`
 * @example resolveTask(dataset, { positive: ['pain'], negative: ['rest'] }).name // 'pain against rest'
 */
export function resolveTask(dataset: LabelledSamples, choice: TaskChoice = {}): Task {
  const { description } = dataset;
  const middle = choice.middle ?? 'left-out';
  const known = [...countLabels(dataset).keys()];
  if (choice.task !== undefined) {
    if (choice.positive || choice.negative) {
      throw new WinceError('task-and-labels', `The task "${choice.task}" and labels are both given.`, {
        hint: 'Give either the name of a task, or the positive and negative labels.',
      });
    }
    const names = Object.keys(description.tasks);
    if (!names.includes(choice.task)) {
      const near = didYouMean(choice.task, names);
      throw new WinceError('unknown-task', `The data set has no task called "${choice.task}".${near}`, {
        hint:
          names.length > 0 ? `Its tasks are: ${names.join(', ')}.` : 'Name it under "tasks" in dataset.yaml.',
      });
    }
    const { positive, negative } = description.tasks[choice.task];
    return checked({ name: choice.task, positive, negative, middle }, known);
  }
  const fromScale = scoreColumn(description) !== null;
  const positive = choice.positive ?? description.positive ?? (fromScale ? ['pain'] : undefined);
  if (!choice.negative) refuseOrdinal(known, positive ?? [], description.left_out);
  if (!positive) {
    throw new WinceError('no-positive-label', 'The positive label is not given.', {
      hint: `Name it as "positive" in dataset.yaml, or with --positive where a command has this option. The labels are: ${known.join(', ')}.`,
    });
  }
  const setAside = fromScale ? ['middle', 'not-assessable', ...description.left_out] : description.left_out;
  const negative =
    choice.negative ?? known.filter((label) => !positive.includes(label) && !setAside.includes(label)).sort();
  const name = `${positive.join('+')} against ${negative.join('+')}`;
  return checked({ name, positive, negative, middle }, known);
}

/**
 * Numbers as labels are grades (an NFCS of 0 to 10) as long as nobody names both sides: 3 against all others would hold 4 for no pain.
 *
 * @throws WinceError `ordinal-labels` unless the positive numbers lie above, or below, all others
 */
function refuseOrdinal(
  known: readonly string[],
  positive: readonly string[],
  leftOut: readonly string[],
): void {
  const labels = known.filter((label) => !leftOut.includes(label));
  if (labels.length < 3 || !labels.every(isNumber)) return;
  const order = labels.map(Number).sort((a, b) => a - b);
  const named = positive.filter(isNumber).map(Number);
  const others = order.filter((value) => !named.includes(value));
  if (named.length > 0 && others.length > 0) {
    if (Math.min(...named) > Math.max(...others) || Math.max(...named) < Math.min(...others)) return;
  }
  const middle = order[Math.ceil(order.length / 2)];
  const [low, high] = [order.filter((value) => value < middle), order.filter((value) => value >= middle)];
  throw new WinceError(
    'ordinal-labels',
    `The labels ${order.join(', ')} are grades of a scale. Wince separates two sides and does not learn grades${named.length > 0 ? `; ${named.join(', ')} against all others are not two sides of this scale` : ''}.`,
    {
      hint: `Give the labels of both sides, such as --positive ${high.join(',')} --negative ${low.join(',')}; or name the scale under "labels" in dataset.yaml.`,
    },
  );
}

function isNumber(label: string): boolean {
  return label.trim() !== '' && Number.isFinite(Number(label));
}

function checked(task: Task, known: readonly string[]): Task {
  for (const label of [...task.positive, ...task.negative]) {
    if (label === 'not-assessable') {
      throw new WinceError(
        'not-assessable-label',
        'Rows that are not assessable cannot be a side of a task.',
        {
          hint: 'A low score under sedation does not mean that there is no pain. Leave this label out.',
        },
      );
    }
    if (!known.includes(label)) {
      throw new WinceError('unknown-label', `No row has the label "${label}".${didYouMean(label, known)}`, {
        hint: `The labels of the data set are: ${known.join(', ')}.`,
      });
    }
  }
  const both = task.positive.find((label) => task.negative.includes(label));
  if (both !== undefined) {
    throw new WinceError('label-on-both-sides', `The label "${both}" is given as positive and as negative.`, {
      hint: 'Give each label on one side only.',
    });
  }
  if (task.negative.length === 0) {
    throw new WinceError(
      'no-negative-label',
      `There is no other label to compare with ${task.positive.join(', ')}.`,
      {
        hint: `Give --negative LABEL. The labels of the data set are: ${known.join(', ')}.`,
      },
    );
  }
  return task;
}

/** What a row is in a task. */
export interface AssignedRow {
  readonly sample: Sample;
  readonly status: 'eligible' | 'left-out' | 'reference';
  /**
   * The row's label. A row of the middle band that counts as pain or as no pain has the first label of that side;
   * `band` still says `middle`. Empty where the score is missing.
   */
  readonly label: string;
  /** 1 for the positive side, 0 for the negative one; null for every row that is not eligible. */
  readonly truth: 0 | 1 | null;
  /** Why the row is not eligible; empty where it is. */
  readonly reason: string;
  /** Score and band, where labels come from a scale: a report shows their distribution in the rows left out. */
  readonly score: number | null;
  readonly band: BandLabel | null;
}

/**
 * What each row of a data set is in a task. No row vanishes: there is one result for each sample, in their order.
 *
 * Reference rows are never eligible. Rows of the middle band are left out, or join a side, as `task.middle` says, unless
 * the task itself names `middle` as a label.
 *
 * @throws WinceError for a score that is no number or no score of the scale, naming the line
 */
export function assignLabels(dataset: LabelledSamples, task: Task): readonly AssignedRow[] {
  const { description } = dataset;
  return dataset.samples.map((sample): AssignedRow => {
    const { label, score, band } = labelOf(description, sample);
    if (isReference(description, sample)) {
      const reason = 'reference row: it is used for normalisation and gets no score';
      return { sample, status: 'reference', label, truth: null, reason, score, band };
    }
    const side = sideOf(task, label, band);
    if (side === null) {
      const reason = whyLeftOut(dataset, task, label, band);
      return { sample, status: 'left-out', label, truth: null, reason, score, band };
    }
    const named = task.positive.includes(label) || task.negative.includes(label);
    const shown = named ? label : (side === 1 ? task.positive : task.negative)[0];
    return { sample, status: 'eligible', label: shown, truth: side, reason: '', score, band };
  });
}

function sideOf(task: Task, label: string, band: BandLabel | null): 0 | 1 | null {
  if (task.positive.includes(label)) return 1;
  if (task.negative.includes(label)) return 0;
  if (band !== 'middle' || task.middle === 'left-out') return null;
  return task.middle === 'as-pain' ? 1 : 0;
}

function whyLeftOut(
  { description }: LabelledSamples,
  task: Task,
  label: string,
  band: BandLabel | null,
): string {
  if (label === '') return `no score in the column ${scoreColumn(description)}`;
  if (band === 'middle') return `middle band of ${description.labels.scale}`;
  if (band === 'not-assessable') return `not assessable: sedation by ${description.labels.scale}`;
  if (description.left_out.includes(label)) return `the label ${label} is left out of the data set`;
  return `the label ${label} is not in the task ${task.name}`;
}
