import { type Breakdown, breakDownCells, groupRows, sampleName, WinceError } from '@wince/core';
import { readDataset } from '../datasets/index.ts';
import type { EvaluatedRun } from './read-run.ts';

/**
 * The declared cell and the best one of a run by columns of its data set: as the run has them, or, for columns that it does not have, from
 * the data set as it lies where the run read it.
 *
 * @throws WinceError `missing-column` for a column that the data set does not have, or where the data set is gone or another one by now
 */
export async function breakdownsBy(
  run: EvaluatedRun,
  columns: readonly string[],
): Promise<readonly Breakdown[]> {
  const { metrics } = run;
  const unknown = columns.filter((name) => !metrics.breakdowns.some(({ column }) => column === name));
  const read = unknown.length === 0 ? [] : await fromDataset(run, unknown);
  return columns.flatMap((name) => [...metrics.breakdowns, ...read].filter(({ column }) => column === name));
}

async function fromDataset(
  { folder, manifest, metrics, predictions }: EvaluatedRun,
  columns: readonly string[],
): Promise<readonly Breakdown[]> {
  const { dataset, test_dataset, specification } = manifest;
  const rows: Parameters<typeof groupRows>[0][number][] = [];
  for (const [from, prefix] of [
    [dataset, ''],
    [test_dataset, 'test:'],
  ] as const) {
    if (!from) continue;
    const found = await readDataset(from.path, { subjectColumn: specification.subject }).catch(
      (cause: unknown) => {
        if (!(cause instanceof WinceError)) throw cause;
        throw notFrom(folder, metrics, columns[0], cause.message, cause);
      },
    );
    if (found.hash !== from.sha256)
      throw notFrom(folder, metrics, columns[0], `${from.path} was changed after the run.`);
    rows.push(...found.samples.map((sample) => ({ name: prefix + sampleName(sample), sample })));
  }
  const groups = groupRows(rows, columns).filter(({ column }) => columns.includes(column));
  return breakDownCells([metrics.primary, metrics.best], predictions, groups, {
    positive: metrics.positive,
    named: columns,
  });
}

function notFrom(
  folder: string,
  { breakdowns }: EvaluatedRun['metrics'],
  column: string,
  why: string,
  cause?: unknown,
): WinceError {
  const known = [...new Set(breakdowns.map((each) => each.column))];
  const has = known.length === 0 ? 'It has no groups at all.' : `It has groups by: ${known.join(', ')}.`;
  return new WinceError(
    'missing-column',
    `${folder} has no groups by the column "${column}", and they cannot be read from the data set: ${why}`,
    {
      hint: `${has} Name other columns of the data set under "breakdown" in the experiment file, and run it again.`,
      cause,
    },
  );
}
