import { z } from 'zod';
import { WinceError } from '../errors.ts';
import { defineProtocol, subjectNames } from './protocol.ts';

/**
 * One fold a site, named after it: all its rows are tested, those of all other sites learned from. A site is whatever a column of the data
 * set names: a hospital, a ward, a camera. What a model reaches on it is what it reaches where nothing was learned.
 */
export const leaveSiteOut = defineProtocol({
  id: 'leave-site-out',
  version: 1,
  title: 'Leave one site out',
  source: 'Steyerberg and Harrell 2016, doi:10.1016/j.jclinepi.2015.04.005 (internal-external validation)',
  parameters: z.strictObject({
    /** The column that names the site of a row. */
    column: z.string().min(1).default('site'),
  }),
  divide({ subjects, columnOf }, { column }) {
    const sites = columnOf?.(column);
    if (!sites) {
      throw new WinceError(
        'missing-column',
        `The data set has no column "${column}" that names the site of a row.`,
        {
          hint: "Name another column: 'leave-site-out?column=ward'.",
        },
      );
    }
    const nameless = sites.indexOf('');
    if (nameless >= 0) {
      throw new WinceError('empty-field', `A row of the subject "${subjects[nameless]}" has no ${column}.`, {
        hint: `Fill in the column "${column}": without it, it is not known whether the site was part of the training.`,
      });
    }
    const siteOf = new Map<string, string>();
    subjects.forEach((subject, row) => {
      const first = siteOf.get(subject) ?? sites[row];
      siteOf.set(subject, first);
      if (first === sites[row]) return;
      throw new WinceError(
        'subject-in-two-sites',
        `The subject "${subject}" has rows of the sites "${first}" and "${sites[row]}" (column "${column}").`,
        {
          hint: 'A subject of two sites would be learned from and tested: leave its rows of one site out, or name another column.',
        },
      );
    });
    const names = subjectNames(sites);
    if (names.length < 2) {
      throw new WinceError('one-site', `All rows come from one site, "${names[0]}" (column "${column}").`, {
        hint: 'A site can only be left out where there are two or more: name another column, or use leave-one-subject-out.',
      });
    }
    return names.map((name) => ({ id: name, isTest: (row) => sites[row] === name }));
  },
});
