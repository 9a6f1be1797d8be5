import { tidyName } from '../dataset/plain-name.ts';
import type { Sample } from '../dataset/sample.ts';
import { quantile } from '../numbers/quantile.ts';

/** A row of `groups.csv`: to which group a sample belongs by a column of the data set. */
export interface GroupRow {
  readonly sample: string;
  readonly column: string;
  readonly group: string;
}

/** A column of words with more values than this is no grouping. */
const MOST_WORDS = 12;
/** A column of numbers with more values than this is divided into three. */
const MOST_NUMBERS = 6;
/** The group of rows in which a column is empty. */
export const NOT_STATED = '(not stated)';

/** Columns that say where a row is, and not what it is like. */
const NOT_GROUPS = new Set(['clip']);

/**
 * The groups that the columns of a data set make of its rows: `session`, `period` and every further column with a few words, or
 * with numbers, which are divided at their thirds where there are many. A column counts where two of its groups have two subjects
 * or more: groups of one subject say nothing, and columns that name the subject are none.
 *
 * @param rows with the names that every table of a run has for them
 */
export function groupRows(
  rows: readonly { readonly name: string; readonly sample: Sample }[],
): readonly GroupRow[] {
  const names = new Set<string>(['session', 'period']);
  for (const { sample } of rows) for (const name of Object.keys(sample.columns)) names.add(name);
  return [...names]
    .filter((name) => !NOT_GROUPS.has(name))
    .flatMap((column) => {
      const values = rows.map(({ sample }) => fieldOf(sample, column));
      const groups = groupsOf(values);
      if (!groups || !tells(rows, groups)) return [];
      return rows.map(({ name }, i): GroupRow => ({ sample: name, column, group: groups[i] }));
    });
}

function fieldOf(sample: Sample, column: string): string {
  if (column === 'session') return tidyName(sample.session ?? '');
  if (column === 'period') return tidyName(sample.period ?? '');
  return tidyName(sample.columns[column] ?? '');
}

/** The group of each value; null where there are too many values, or one. */
function groupsOf(values: readonly string[]): readonly string[] | null {
  const different = new Set(values.filter((value) => value !== ''));
  if (different.size < 2) return null;
  const numbers = [...different].map(Number);
  if (numbers.every(Number.isFinite) && different.size > MOST_NUMBERS) return thirds(values);
  if (different.size > MOST_WORDS) return null;
  return values.map((value) => (value === '' ? NOT_STATED : value));
}

/** `to 31`, `31 to 35`, `over 35`: thirds of the rows, as far as equal values allow. */
function thirds(values: readonly string[]): readonly string[] {
  const sorted = values.flatMap((value) => (value === '' ? [] : [Number(value)])).sort((a, b) => a - b);
  const ends = [1 / 3, 2 / 3].map((share) => quantile(Float64Array.from(sorted), share));
  const [low, high] = ends.map((end) => Number(end.toPrecision(4)));
  return values.map((value) => {
    if (value === '') return NOT_STATED;
    const number = Number(value);
    if (number <= low) return `to ${low}`;
    return number <= high ? `over ${low} to ${high}` : `over ${high}`;
  });
}

function tells(rows: readonly { readonly sample: Sample }[], groups: readonly string[]): boolean {
  const subjects = new Map<string, Set<string>>();
  rows.forEach(({ sample }, i) => {
    const own = subjects.get(groups[i]) ?? new Set();
    subjects.set(groups[i], own.add(sample.subject));
  });
  return [...subjects].filter(([group, own]) => group !== NOT_STATED && own.size >= 2).length >= 2;
}
