import { assignLabels, isReference, resolveTask, sampleName, type TaskChoice, WinceError } from '@wince/core';
import { refuseGivenAway } from '../tables/feature-columns.ts';
import type { Dataset } from './dataset.ts';
import { labelIfAny } from './labels-if-any.ts';

/**
 * Refuses a column of a feature table that has one value for each label, for each side of a task that the data set declares, or for
 * each subject. It asks before anybody has chosen a task; `evaluate` asks for its own task.
 *
 * @param values the row of each sample, by its name
 * @throws WinceError `column-names-label`, `column-names-subject`
 */
export function refuseColumnsOfAnswers(
  dataset: Dataset,
  table: string,
  columns: readonly string[],
  values: ReadonlyMap<string, ArrayLike<number>>,
): void {
  const { description, samples } = dataset;
  const scored = samples.filter((sample) => !isReference(description, sample));
  const rows = scored.map((sample) => ({
    name: sampleName(sample),
    subject: sample.subject,
    labels: [labelIfAny(description, sample)],
  }));
  refuseGivenAway(table, columns, values, rows);
  for (const choice of [{}, ...Object.keys(description.tasks).map((task) => ({ task }))])
    refuseGivenAway(table, columns, values, sidesOf(dataset, choice));
}

/** The rows of a task with their sides; none for a task that cannot be had, which is said where it is chosen or checked. */
function sidesOf(dataset: Dataset, choice: TaskChoice) {
  try {
    return assignLabels(dataset, resolveTask(dataset, choice)).flatMap(({ sample, truth }) =>
      truth === null ? [] : [{ name: sampleName(sample), subject: sample.subject, labels: [String(truth)] }],
    );
  } catch (error) {
    if (error instanceof WinceError) return [];
    throw error;
  }
}
