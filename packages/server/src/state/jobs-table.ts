import { type JobEntry, jobEntry, refusal } from '@wince/workbench';
import { z } from 'zod';
import type { WorkbenchState } from './database.ts';

/** What became of long work, also of work that a server that was killed had begun. */
export interface JobsTable {
  put(job: JobEntry): void;
  /** The last pieces of work, the newest first. */
  list(): readonly JobEntry[];
}

const row = jobEntry.extend({ failure: z.string().nullable() });

/** The table of a project. What was running when the server ended is `broken-off` from now on: it can be started again. */
export function openJobsTable({ database }: WorkbenchState): JobsTable {
  database.exec("UPDATE jobs SET state = 'broken-off' WHERE state IN ('running', 'waiting')");
  const put = database.prepare(
    `INSERT INTO jobs (id, kind, about, state, began, ended, folder, failure) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET about = excluded.about, state = excluded.state, ended = excluded.ended, folder = excluded.folder,
     failure = excluded.failure`,
  );
  const all = database.prepare('SELECT * FROM jobs ORDER BY began DESC, id LIMIT 50');
  return {
    put({ id, kind, about, state, began, ended, folder, failure }) {
      put.run(id, kind, about, state, began, ended, folder, failure && JSON.stringify(failure));
    },
    list: () =>
      all.all().map((each) => {
        const { failure, ...job } = row.parse(each);
        return { ...job, failure: failure === null ? null : refusal.parse(JSON.parse(failure)) };
      }),
  };
}
