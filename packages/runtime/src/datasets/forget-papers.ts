import { join } from 'node:path';
import { isTemporary } from '../files/leftovers.ts';
import { foldersWith, readTableIfAny } from './forget-runs.ts';

/**
 * Papers on runs whose tables name the subject, two levels deep. They may have been edited, so they are told and not removed.
 *
 * @param removed run folders that are removed with all that is in them
 * @throws WinceError `no-such-folder`
 */
export async function findPapers(
  places: readonly string[],
  subject: string,
  removed: readonly string[],
): Promise<readonly string[]> {
  const papers: string[] = [];
  for (const place of places) {
    for (const paper of await foldersWith(place, 'methods.md', 2)) {
      if (isTemporary(paper) || removed.some((run) => paper.startsWith(join(run, '/')))) continue;
      const table = await readTableIfAny(join(paper, 'tables', 'subjects.csv'));
      const at = table?.columns.indexOf('subject') ?? -1;
      if (table && at >= 0 && table.rows.some(({ values }) => values[at] === subject)) {
        papers.push(
          `${paper}: its tables contain this subject. Delete it, or write it again from a run without this subject.`,
        );
      }
    }
  }
  return papers;
}
