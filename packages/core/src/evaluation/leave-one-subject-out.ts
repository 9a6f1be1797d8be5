import { z } from 'zod';
import { defineProtocol, subjectNames } from './protocol.ts';

/** One fold a subject, named after it: all its rows are tested, all others learned from. Needs no seed. */
export const leaveOneSubjectOut = defineProtocol({
  id: 'leave-one-subject-out',
  version: 1,
  title: 'Leave one subject out',
  source: 'Zamzmi et al. 2018, arXiv:1807.01631; Stone 1974, doi:10.1111/j.2517-6161.1974.tb00994.x',
  parameters: z.strictObject({}),
  divide({ subjects }) {
    const names = subjectNames(subjects);
    const places = new Map(names.map((name, place) => [name, place]));
    // Numbers are compared faster than names, once for each row in each fold.
    const own = Int32Array.from(subjects, (name) => places.get(name) ?? -1);
    return names.map((name, place) => ({ id: name, isTest: (row) => own[row] === place }));
  },
});
