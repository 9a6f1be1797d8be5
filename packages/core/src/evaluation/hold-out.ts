import { z } from 'zod';
import { didYouMean } from '../catalogue.ts';
import { WinceError } from '../errors.ts';
import { allocateSubjects } from './allocation.ts';
import { defineProtocol, subjectNames, subjectsKey } from './protocol.ts';

/**
 * One fold: some subjects are tested, all others learned from. Either a share of the subjects (rounded, at least one
 * on each side), drawn by the seed so that both sides have their part of each label; or the subjects of a list.
 */
export const holdOut = defineProtocol({
  id: 'hold-out',
  version: 1,
  title: 'Hold-out by subject',
  source: 'Kohavi 1995, IJCAI 14, 1137-1143 (hold-out; here of subjects)',
  parameters: z.strictObject({
    /** Share of the subjects that are tested; not read where `subjects` are given. */
    share: z.number().gt(0).lt(1).default(0.3),
    /** Names of the subjects that are tested: a list, or one text with commas between them. */
    subjects: z
      .union([z.array(z.string().min(1)).min(1), z.string().min(1)], {
        error: 'the names must be text: write names that look like numbers in quotes, in a list',
      })
      .transform((names) => (typeof names === 'string' ? names.split(',') : names))
      .optional(),
  }),
  divide({ subjects, y }, { share, subjects: listed }, seed) {
    const names = subjectNames(subjects);
    const tested = listed ? checkedList(listed, names) : drawn();
    return [{ id: `hold-out-${subjectsKey([...tested])}`, isTest: (row) => tested.has(subjects[row]) }];

    function drawn(): ReadonlySet<string> {
      const count = Math.min(names.length - 1, Math.max(1, Math.round(share * names.length)));
      const part = allocateSubjects(subjects, y, [count, names.length - count], seed);
      return new Set(names.filter((name) => part.get(name) === 0));
    }
  },
});

function checkedList(listed: readonly string[], names: readonly string[]): ReadonlySet<string> {
  for (const name of listed) {
    if (names.includes(name)) continue;
    throw new WinceError(
      'unknown-subject',
      `There is no row of the subject "${name}".${didYouMean(name, names)}`,
      {
        hint: 'Write the names of subjects exactly as in the data set.',
      },
    );
  }
  const tested = new Set(listed);
  if (tested.size === names.length) {
    throw new WinceError(
      'no-training-subjects',
      `All ${names.length} subjects are held out, so no subject is left for training.`,
      {
        hint: 'Hold out fewer subjects.',
      },
    );
  }
  return tested;
}
