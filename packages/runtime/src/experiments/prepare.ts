import { join } from 'node:path';
import {
  type AssignedRow,
  assignLabels,
  type Cell,
  didYouMean,
  type ExperimentSpecification,
  type Fold,
  groupRows,
  type MethodCall,
  type PlannedFamily,
  parseMethod,
  planCells,
  protocols,
  resolveTask,
  sampleName,
  type Task,
  WinceError,
  withNeededRegions,
} from '@wince/core';
import { type Dataset, readDataset } from '../datasets/index.ts';
import { openFamilyPlanner, planFamilies } from '../measure/families/planner.ts';
import type { Store } from '../store/index.ts';
import { refuseGivenAway } from '../tables/feature-columns.ts';

/** A row of a run: a sample with its place in the task. */
export interface RunRow extends AssignedRow {
  /** The name under which every table of the run shows it. */
  readonly name: string;
  /** Where the file lies. */
  readonly path: string;
  /** The data set that it comes from: with one data set all rows are `training`. */
  readonly from: 'training' | 'test';
}

/** An experiment whose names are all known to be right, before anything costly begins. */
export interface PreparedExperiment {
  readonly specification: ExperimentSpecification;
  readonly dataset: Dataset;
  readonly testDataset: Dataset | null;
  readonly task: Task;
  /** What `decision` says of each side: its label, or its labels joined. */
  readonly words: { readonly positive: string; readonly negative: string };
  /** Every word of `truth` and `decision` that counts as positive. */
  readonly positive: readonly string[];
  readonly rows: readonly RunRow[];
  readonly families: readonly PlannedFamily[];
  readonly cells: readonly Cell[];
  readonly protocol: MethodCall;
}

/**
 * Reads the data sets, settles the task, lays out families, cells and protocol.
 *
 * @throws WinceError for anything in the specification that cannot be: nothing has been computed then
 */
export async function prepareExperiment(
  given: ExperimentSpecification,
  store: Store,
): Promise<PreparedExperiment> {
  const specification = withNeededRegions(given);
  const options = { subjectColumn: specification.subject };
  const dataset = await readDataset(specification.dataset, options);
  const testDataset = specification.test_dataset
    ? await readDataset(specification.test_dataset, options)
    : null;
  const protocol = protocolOf(specification);
  const planner = await openFamilyPlanner(specification.clips, store);
  const { families, nameFamily } = await planFamilies(specification, planner);
  const cells = planCells(specification, nameFamily);
  const task = resolveTask(dataset, specification);
  const rows = [
    ...rowsOf(dataset, task, 'training', ''),
    // Two data sets may hold files of the same path.
    ...(testDataset ? rowsOf(testDataset, task, 'test', 'test:') : []),
  ];
  refuseGivenAwayColumns(families, rows);
  // A wrong name is told before anything is computed.
  groupRows(rows, specification.breakdown);
  refuseUnknownRaters(specification.soft_labels, rows);
  const words = { positive: task.positive.join('+'), negative: task.negative.join('+') };
  const positive = [...new Set([words.positive, ...task.positive])];
  return { specification, dataset, testDataset, task, words, positive, rows, families, cells, protocol };
}

/** @throws WinceError `column-names-label`, `column-names-subject` for a column of a table that gives the answer away */
function refuseGivenAwayColumns(families: readonly PlannedFamily[], rows: readonly RunRow[]): void {
  const samples = rows
    .filter(({ truth }) => truth !== null)
    .map(({ name, sample, label, truth }) => ({
      name,
      subject: sample.subject,
      labels: [label, String(truth)],
    }));
  for (const { record, columns, table } of families)
    if (table) refuseGivenAway(record.name, columns, table, samples);
}

/** @throws WinceError `missing-column` for a rater that no row has */
function refuseUnknownRaters(raters: readonly string[], rows: readonly RunRow[]): void {
  const known = [...new Set(rows.flatMap(({ sample }) => Object.keys(sample.columns)))];
  const unknown = raters.find((rater) => !known.includes(rater));
  if (unknown === undefined) return;
  throw new WinceError(
    'missing-column',
    `The data set has no column "${unknown}" with the labels of a rater.${didYouMean(unknown, known)}`,
    { hint: `Name other columns under "soft_labels". It has: ${known.join(', ')}.` },
  );
}

/** The folds over the rows that can be used, as numbers of those rows. */
export function foldsOf(
  { protocol, specification }: PreparedExperiment,
  rows: readonly RunRow[],
): readonly Fold[] {
  return protocols.get(protocol.id).folds(
    {
      subjects: rows.map((row) => row.sample.subject),
      y: Uint8Array.from(rows, (row) => row.truth ?? 0),
      datasets: rows.map((row) => row.from),
      columnOf(name) {
        const values = rows.map(({ sample }) =>
          name === 'session' || name === 'period' ? sample[name] : sample.columns[name],
        );
        return values.every((value) => value === undefined)
          ? undefined
          : values.map((value) => (value ?? '').trim());
      },
    },
    protocol.parameters,
    specification.seed,
  );
}

function rowsOf(dataset: Dataset, task: Task, from: RunRow['from'], prefix: string): readonly RunRow[] {
  return assignLabels(dataset, task).map((row) => ({
    ...row,
    name: prefix + sampleName(row.sample),
    path: join(dataset.folder, row.sample.path),
    from,
  }));
}

/** `train-test` and a second data set belong together. */
function protocolOf({ protocol, test_dataset }: ExperimentSpecification): MethodCall {
  const call = parseMethod(protocols, protocol);
  if (call.id === 'train-test' && !test_dataset) {
    throw new WinceError('no-test-data-set', 'The protocol train-test needs a data set to test on.', {
      hint: 'Name it as `test_dataset` in the experiment file, or with --test-dataset.',
    });
  }
  if (call.id !== 'train-test' && test_dataset) {
    throw new WinceError('unused-test-data-set', `The protocol ${call.id} does not use a second data set.`, {
      hint: 'Choose the protocol train-test, or leave the test data set out.',
    });
  }
  return call;
}
