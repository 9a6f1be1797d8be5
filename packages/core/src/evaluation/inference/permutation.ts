import { randomFrom, shuffle } from '../../numbers/random.ts';
import { byUnits } from '../protocol.ts';

/** What a permutation may know of a row. */
export interface ExchangeableRow {
  readonly subject: string;
  /** Empty where rows belong to no period. */
  readonly period: string;
  /** Empty where rows belong to no clip. */
  readonly clip: string;
  readonly truth: 0 | 1;
}

/** Rows whose labels change places together: a period of a subject, a clip, or a row. */
export interface ExchangeUnit {
  readonly rows: readonly number[];
  readonly truth: 0 | 1;
}

/** What labels can change places with, subject by subject. */
export interface ExchangeUnits {
  readonly bySubject: ReadonlyMap<string, readonly ExchangeUnit[]>;
  /** How many units are a period, a clip, a row. */
  readonly by: { readonly period: number; readonly clip: number; readonly row: number };
  /** Subjects with one unit: their labels stay as they are. */
  readonly one_unit: number;
  /** Subjects with several units of one label: theirs stay, too. */
  readonly one_label: number;
  /** How many arrangements of labels there are; null above 1e12. */
  readonly arrangements: number | null;
}

const MOST_ARRANGEMENTS = 1e12;

/**
 * The units within which labels may change places: what a subject's rows share beside the label must stay together, or noise that a whole
 * period shares would look like knowledge. A period is one unit where all its rows have one label, else each of its clips is, else each row.
 */
export function exchangeUnits(rows: readonly ExchangeableRow[]): ExchangeUnits {
  const bySubject = new Map<string, ExchangeUnit[]>();
  const by = { period: 0, clip: 0, row: 0 };
  for (const [subject, own] of Map.groupBy(rows.keys(), (row) => rows[row].subject)) {
    bySubject.set(subject, unitsIn(own, rows, by));
  }
  let one_unit = 0;
  let one_label = 0;
  let arrangements = 1;
  for (const units of bySubject.values()) {
    const positive = units.filter(({ truth }) => truth === 1).length;
    if (units.length === 1) one_unit++;
    else if (positive === 0 || positive === units.length) one_label++;
    for (let i = 1; i <= positive && arrangements <= MOST_ARRANGEMENTS; i++)
      arrangements *= (units.length - positive + i) / i;
  }
  return {
    bySubject,
    by,
    one_unit,
    one_label,
    arrangements: arrangements > MOST_ARRANGEMENTS ? null : Math.round(arrangements),
  };
}

function unitsIn(
  own: readonly number[],
  rows: readonly ExchangeableRow[],
  by: { period: number; clip: number; row: number },
): ExchangeUnit[] {
  const units: ExchangeUnit[] = [];
  const isOne = (group: readonly number[]) => group.every((row) => rows[row].truth === rows[group[0]].truth);
  const add = (kind: keyof typeof by, group: readonly number[]) => {
    by[kind]++;
    units.push({ rows: group, truth: rows[group[0]].truth });
  };
  const split = (group: readonly number[], kinds: readonly ('period' | 'clip')[]) => {
    const [kind, ...finer] = kinds;
    if (kind === undefined) {
      for (const row of group) add('row', [row]);
      return;
    }
    for (const [name, members] of Map.groupBy(group, (row) => rows[row][kind])) {
      if (name !== '' && isOne(members)) add(kind, members);
      else split(members, finer);
    }
  };
  split(own, ['period', 'clip']);
  return units;
}

/** The labels of all rows after units of each subject changed places. @param draw the number of the permutation */
export function permutedLabels(
  { bySubject }: ExchangeUnits,
  labels: ArrayLike<number>,
  seed: string | number,
  draw: number,
): Uint8Array {
  const permuted = Uint8Array.from(labels);
  for (const subject of [...bySubject.keys()].sort(byUnits)) {
    const units = bySubject.get(subject) ?? [];
    const own = shuffle(
      units.map(({ truth }) => truth),
      randomFrom('permutation', seed, draw, subject),
    );
    units.forEach(({ rows }, i) => {
      for (const row of rows) permuted[row] = own[i];
    });
  }
  return permuted;
}

/**
 * p of a permutation test: (b + 1) / (m + 1), b of m permutations being at least as good as what was observed. It is never 0.
 *
 * @source Phipson and Smyth 2010, doi:10.2202/1544-6115.1585
 */
export function permutationP(
  observed: number,
  permuted: ArrayLike<number>,
): { readonly b: number; readonly p: number } {
  let b = 0;
  // What rounding can make of an equal value counts as equal; a permutation without a value counts against the cell.
  for (let i = 0; i < permuted.length; i++) if (!(permuted[i] < observed - 1e-12)) b++;
  return { b, p: (b + 1) / (permuted.length + 1) };
}
