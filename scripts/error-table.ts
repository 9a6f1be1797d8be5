/**
 * Writes `docs/errors.md` from the table of error codes, so that the page and the program never differ:
 *
 *     npx node scripts/error-table.ts
 */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { errorGroups } from '../packages/core/src/index.ts';

const PAGE = fileURLToPath(new URL('../docs/errors.md', import.meta.url));

/** The page: what an error is, then a table for each group of codes. */
export function errorPage(): string {
  const tables = errorGroups.map(({ title, codes }) => {
    const rows = Object.entries(codes)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(
        ([code, { status, meaning, whatToDo }]) => `| \`${code}\` | ${status} | ${meaning} | ${whatToDo} |`,
      );
    return [
      `## ${title}`,
      '',
      '| code | exit | meaning | what to do |',
      '|---|---|---|---|',
      ...rows,
      '',
    ].join('\n');
  });
  return `# Errors

<!-- npx node scripts/error-table.ts writes this page from packages/core/src/error-codes.ts -->

Every error has a code, a message that names the file, the column or the value, and a hint. The command line prints the
message and the hint. A program finds the code in \`error.code\` of a \`WinceError\`.

The exit status of the command is 0 when it is done, 1 when the work failed (a file is damaged, the disk is full, no row can be
used), and 2 when the call was wrong (an option, a name or a path). Each code has one exit status. Codes stay the same from
version to version.

${tables.join('\n')}`;
}

if (import.meta.main) await writeFile(PAGE, errorPage());
