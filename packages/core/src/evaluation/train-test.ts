import { z } from 'zod';
import { plainName } from '../dataset/plain-name.ts';
import { WinceError } from '../errors.ts';
import { howMany, isOrAre } from '../how-many.ts';
import { defineProtocol, type ProtocolRows } from './protocol.ts';

/**
 * One fold: learns from one data set, tests on another. Rows must say which data set they come from.
 *
 * A subject's name that stands in both is refused, because it may be the same subject: two data sets of one ward
 * share neonates. Who knows that they are different people says so (`same_names: different-subjects`).
 */
export const trainTest = defineProtocol({
  id: 'train-test',
  version: 1,
  title: 'Train on one data set, test on another',
  source: 'Torralba and Efros 2011, doi:10.1109/CVPR.2011.5995347',
  parameters: z.strictObject({
    /** Name of the data set that is learned from. */
    training: z.string().min(1).default('training'),
    /** Name of the data set that is tested. */
    test: z.string().min(1).default('test'),
    same_names: z.enum(['refuse', 'different-subjects']).default('refuse'),
  }),
  identity: ({ subjects, datasets }, row) => JSON.stringify([datasets?.[row], subjects[row]]),
  divide(rows, { training, test, same_names }) {
    const datasets = checkedDatasets(rows, training, test);
    if (same_names === 'refuse') refuseShared(rows.subjects, datasets, training, test);
    return [{ id: `train-test-${test}`, isTest: (row) => datasets[row] === test }];
  },
});

function checkedDatasets({ datasets }: ProtocolRows, training: string, test: string): readonly string[] {
  if (!datasets) {
    throw new WinceError('no-test-data-set', 'The protocol train-test needs a second data set to test on.', {
      hint: 'Name it as `test_dataset` in the experiment, or choose another protocol.',
    });
  }
  if (training === test) {
    throw new WinceError('same-data-set', `"${test}" is both the training and the test data set.`, {
      hint: 'Give two different data sets, or choose hold-out to divide one.',
    });
  }
  for (const name of [training, test]) {
    if (datasets.includes(name)) continue;
    throw new WinceError('no-rows', `No row comes from the data set "${name}".`, {
      hint: 'Check the name, and in samples.csv why none of its samples could be used.',
    });
  }
  const other = datasets.findIndex((name) => name !== training && name !== test);
  if (other >= 0) {
    throw new WinceError(
      'unknown-data-set',
      `Row ${other + 1} comes from "${datasets[other]}", which is neither "${training}" nor "${test}".`,
      { hint: 'Leave the rows of other data sets out.' },
    );
  }
  return datasets;
}

function refuseShared(
  subjects: readonly string[],
  datasets: readonly string[],
  training: string,
  test: string,
): void {
  const learned = new Set(subjects.filter((_, row) => datasets[row] === training).map(plainName));
  const shared = [
    ...new Set(subjects.filter((name, row) => datasets[row] === test && learned.has(plainName(name)))),
  ].sort();
  if (shared.length === 0) return;
  const shown = shared.slice(0, 5).map((name) => `"${name}"`);
  throw new WinceError(
    'subject-in-both-data-sets',
    `${howMany(shared.length, 'subject')} ${isOrAre(shared.length)} both in "${training}" and in "${test}": ${shown.join(', ')}${shared.length > 5 ? ', ...' : ''}.`,
    {
      hint: 'If these are other people, set `same_names: different-subjects`; if they are the same, leave them out of one.',
    },
  );
}
