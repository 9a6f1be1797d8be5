import { didYouMean } from '../catalogue.ts';
import { tidyName } from '../dataset/plain-name.ts';
import type { Sample } from '../dataset/sample.ts';
import { WinceError } from '../errors.ts';
import { quantile } from '../numbers/quantile.ts';

/** A row of `groups.csv`: to which group a sample belongs by a column of the data set. */
export interface GroupRow {
  readonly sample: string;
  readonly column: string;
  readonly group: string;
}

/** A column of words with more values than this is no grouping, unless an experiment names it: then the other values are one group. */
const MOST_WORDS = 12;
/** A column of numbers with more values than this is divided into three. */
const MOST_NUMBERS = 6;
/** The group of rows in which a column is empty. */
export const NOT_STATED = '(not stated)';

/** Columns that say where a row is, and not what it is like. */
const NOT_GROUPS = new Set(['clip']);

/** The fields of a row that make groups beside its further columns. */
const FIELDS = ['session', 'period'] as const;

/**
 * The groups that the columns of a data set make of its rows: `session`, `period` and every further column with a few words, or
 * with numbers, which are divided at their thirds where there are many. A column counts where two of its groups have two subjects
 * or more: groups of one subject say nothing, and columns that name the subject are none. Columns that are named make groups in any
 * case, and come first.
 *
 * @param rows with the names that every table of a run has for them
 * @param named columns that the experiment names
 * @throws WinceError `missing-column` for a named column that no row has
 */
export function groupRows(
  rows: readonly { readonly name: string; readonly sample: Sample }[],
  named: readonly string[] = [],
): readonly GroupRow[] {
  const known = columnsOf(rows);
  refuseUnknown(named, known);
  const others = known.filter((name) => !NOT_GROUPS.has(name) && !named.includes(name));
  return [...new Set(named), ...others].flatMap((column) => {
    const values = rows.map(({ sample }) => fieldOf(sample, column));
    const isNamed = named.includes(column);
    const groups = groupsOf(values, isNamed);
    if (!groups || (!isNamed && !tells(rows, groups))) return [];
    return rows.map(({ name }, i): GroupRow => ({ sample: name, column, group: groups[i] }));
  });
}

/** The columns that a breakdown may name. */
function columnsOf(rows: readonly { readonly sample: Sample }[]): readonly string[] {
  const names = new Set<string>(FIELDS);
  for (const { sample } of rows) for (const name of Object.keys(sample.columns)) names.add(name);
  return [...names];
}

function refuseUnknown(named: readonly string[], known: readonly string[]): void {
  const unknown = named.find((column) => !known.includes(column));
  if (unknown === undefined) return;
  throw new WinceError(
    'missing-column',
    `The data set has no column "${unknown}" to break results down by.${didYouMean(unknown, known)}`,
    { hint: `Name other columns under "breakdown", or with --breakdown. It has: ${known.join(', ')}.` },
  );
}

function fieldOf(sample: Sample, column: string): string {
  if (column === 'session') return tidyName(sample.session ?? '');
  if (column === 'period') return tidyName(sample.period ?? '');
  return tidyName(sample.columns[column] ?? '');
}

/** The group of each value; null where there are too many values, or one, and the column is not named. */
function groupsOf(values: readonly string[], isNamed: boolean): readonly string[] | null {
  const different = new Set(values.filter((value) => value !== ''));
  if (different.size < 2 && !isNamed) return null;
  const numbers = [...different].map(Number);
  if (numbers.every(Number.isFinite) && different.size > MOST_NUMBERS) return thirds(values);
  if (different.size <= MOST_WORDS) return values.map((value) => (value === '' ? NOT_STATED : value));
  return isNamed ? mostFrequent(values) : null;
}

/** The most frequent values; all others are one group. */
function mostFrequent(values: readonly string[]): readonly string[] {
  const counts = [...Map.groupBy(values, (value) => value)]
    .filter(([value]) => value !== '')
    .sort(([a, m], [b, n]) => n.length - m.length || (a < b ? -1 : 1));
  const kept = new Set(counts.slice(0, MOST_WORDS - 1).map(([value]) => value));
  const others = `(${counts.length - kept.size} other values)`;
  return values.map((value) => (value === '' ? NOT_STATED : kept.has(value) ? value : others));
}

/** `to 31`, `over 31 to 35`, `over 35`: thirds of the rows, as far as equal values allow. */
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
