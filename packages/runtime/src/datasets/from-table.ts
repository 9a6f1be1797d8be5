import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { didYouMean, WinceError } from '@wince/core';
import { parseCsv } from '../tables/csv.ts';
import type { Encoding } from '../tables/text.ts';
import { few } from './finding.ts';
import type { KnownFields } from './from-names.ts';

const FILE_COLUMNS = ['path', 'file', 'filename', 'file_name', 'image', 'picture', 'video'];

/**
 * The rows of a table by the file that they name: by its path, its name, or its name without ending.
 *
 * @throws WinceError `no-such-table`, `missing-column`, `ambiguous-files`
 */
export async function joinTable(
  recordings: readonly string[],
  place: string,
  { fileColumn, encoding }: { readonly fileColumn?: string; readonly encoding?: Encoding },
): Promise<{ fields: ReadonlyMap<string, KnownFields>; missing: readonly string[] }> {
  const bytes = await readFile(place).catch((cause: unknown) => {
    throw new WinceError('no-such-table', `The table ${place} cannot be read.`, {
      hint: 'Check the path that --table names.',
      cause,
    });
  });
  const table = parseCsv(bytes, place, encoding);
  const column = fileColumn ?? FILE_COLUMNS.find((name) => table.columns.includes(name));
  if (column === undefined || !table.columns.includes(column)) {
    const what = column === undefined ? 'no column that names the file' : `no column "${column}"`;
    const near = column === undefined ? '' : didYouMean(column, table.columns);
    throw new WinceError('missing-column', `${place} has ${what}.${near}`, {
      hint: `Give --file-column NAME; its columns are: ${table.columns.join(', ')}.`,
    });
  }
  const find = fileFinder(recordings);
  const at = table.columns.indexOf(column);
  const fields = new Map<string, KnownFields>();
  const lines = new Map<string, number>();
  const missing: string[] = [];
  for (const { line, values } of table.rows) {
    const [path, ...others] = find(values[at].trim());
    if (others.length > 0) {
      throw new WinceError(
        'ambiguous-files',
        `Line ${line} of ${place} names ${values[at]}, which fits ${few([path, ...others], 3)}.`,
        { hint: 'Write the path with its folder and ending in the table.' },
      );
    }
    if (path === undefined) {
      missing.push(values[at]);
      continue;
    }
    const earlier = lines.get(path);
    if (earlier !== undefined) {
      throw new WinceError('ambiguous-files', `Lines ${earlier} and ${line} of ${place} both name ${path}.`, {
        hint: 'Each file can be in only one row of the table: remove one of the rows, or write the full paths.',
      });
    }
    lines.set(path, line);
    const further = table.columns
      .map((name, i) => [name, values[i]] as const)
      .filter(([name]) => name !== column);
    fields.set(path, Object.fromEntries(further));
  }
  return { fields, missing };
}

/** Finds files by path, else by name, else by name without its ending. */
function fileFinder(recordings: readonly string[]): (name: string) => readonly string[] {
  const paths = new Set(recordings);
  const names = Map.groupBy(recordings, (path) => basename(path));
  const stems = Map.groupBy(recordings, (path) => basename(path, extname(path)));
  const pathStems = Map.groupBy(recordings, (path) => path.slice(0, path.length - extname(path).length));
  return (given) => {
    const name = given.replace(/^\.\//, '');
    if (name === '') return [];
    if (paths.has(name)) return [name];
    if (name.includes('/')) return pathStems.get(name) ?? [];
    return names.get(name) ?? stems.get(name) ?? [];
  };
}
