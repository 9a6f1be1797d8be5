import { WinceError } from '../../errors.ts';
import type { Numbers } from '../../numbers/matrix.ts';
import { sourceOf } from '../../numbers/source-rows.ts';
import type { LabelledRows } from './selector.ts';

/**
 * Refuses rows that no ranking can be learnt from.
 *
 * @throws WinceError `no-rows`, `no-columns`, `not-finite` (names row and column) or `one-class`.
 */
export function checkLabelledRows({ x, y, subjects }: LabelledRows): void {
  if (y.length !== x.rows || subjects.length !== x.rows) {
    throw new RangeError(`${x.rows} rows, but ${y.length} labels and ${subjects.length} subjects`);
  }
  if (x.rows === 0) throw noRows();
  if (x.columns === 0) throw noColumns();
  checkFinite(x);
  checkTwoClasses(y);
}

/** Whether all numbers of tables that were looked through are finite: the classifiers of a fold are given the same, and nobody writes into them. */
const finite = new WeakMap<Numbers, boolean>();

/** Notes that all of these numbers are finite, where somebody has seen it who made them. */
export function noteFinite(data: Numbers): void {
  finite.set(data, true);
}

/** The first place with NaN or an infinity; -1 where all numbers are finite. */
function firstOff(data: Numbers): number {
  // x - x is 0 for every finite number, and NaN for the others.
  for (let i = 0; i < data.length; i++) if (data[i] - data[i] !== 0) return i;
  return -1;
}

/** Looks through numbers once. */
function allFinite(data: Numbers): boolean {
  const known = finite.get(data) ?? firstOff(data) < 0;
  finite.set(data, known);
  return known;
}

/** @throws WinceError `not-finite` that names the first row and column (from 0) with NaN or an infinity. */
export function checkFinite(x: LabelledRows['x']): void {
  // The rows of a fold are a part of a table that all folds share.
  const source = sourceOf(x);
  if (source && allFinite(source.table.data)) return;
  const { data, columns } = x;
  if (allFinite(data)) return;
  const i = firstOff(data);
  const place = `row ${Math.floor(i / columns)}, column ${i % columns}`;
  throw new WinceError('not-finite', `The feature table contains ${data[i]} in ${place} (counted from 0).`, {
    hint: 'Leave the row out with a reason, or correct the feature that gave the value.',
  });
}

/** The same for some rows of a table. @throws WinceError `one-class` unless both labels occur among them */
export function checkTwoClassesOf(y: Uint8Array, rows: Int32Array): void {
  for (let i = 1; i < rows.length; i++) if (y[rows[i]] !== y[rows[0]]) return;
  checkTwoClasses(Uint8Array.from(rows, (row) => y[row]));
}

/** @throws WinceError `one-class` unless two different labels occur. */
export function checkTwoClasses(y: Uint8Array): void {
  if (y.some((label) => label !== y[0])) return;
  const label = y[0] > 1 ? `label ${y[0]}` : y[0] === 1 ? 'positive label' : 'negative label';
  throw new WinceError('one-class', `All ${y.length} training rows have the ${label}.`, {
    hint: 'Training needs rows of both labels: add subjects, or choose a protocol whose training rows have both.',
  });
}

/** How many classes labels may be of: one more than the largest. */
export function classCount(y: Uint8Array): number {
  return y.reduce((most, label) => Math.max(most, label), 0) + 1;
}

export function noRows(): WinceError {
  return new WinceError('no-rows', 'There are no training rows.', {
    hint: 'Check that the data set has usable rows of both labels outside the fold.',
  });
}

export function noColumns(): WinceError {
  return new WinceError('no-columns', 'The feature table has no columns.', {
    hint: 'Choose at least one feature family, or a selection that keeps at least one column.',
  });
}
