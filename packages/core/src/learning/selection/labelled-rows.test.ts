import { expect, test } from 'vitest';
import { type Matrix, takenRows } from '../../numbers/matrix.ts';
import { noteSource } from '../../numbers/source-rows.ts';
import { scale } from '../pipeline/stages/scale.ts';
import { checkFinite } from './labelled-rows.ts';

/** Six rows of two columns, with one value of its own. */
function tableWith(value: number, at: number): Matrix {
  const data = Float32Array.from({ length: 12 }, (_, i) => i);
  data[at] = value;
  return { rows: 6, columns: 2, data };
}

function part(table: Matrix, rows: readonly number[]): Matrix {
  const which = Int32Array.from(rows);
  return takenRows(table, which, (copy) => noteSource(copy, table, which));
}

test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
  'a table with %s is refused with its place, and so is each part that has the row, by its own numbers; the other parts are not',
  (value) => {
    const table = tableWith(value, 7);
    const refused = (x: Matrix) => expect(() => checkFinite(x), `${x.rows}`);
    // Parts first, then the table that is known by then: what is found of one says nothing wrong of another.
    checkFinite(part(table, [0, 1, 2, 4]));
    refused(part(table, [2, 3, 5])).toThrow(/row 1, column 1/);
    refused(table).toThrow(/row 3, column 1/);
    refused(table).toThrow(/row 3, column 1/);
    refused(part(table, [3])).toThrow(/row 0, column 1/);
    checkFinite(part(table, [0, 5]));
  },
);

test('z-scores are refused where a column has a number that is none, or rows leave what double precision holds', () => {
  const { columns, data } = tableWith(Number.NaN, 7);
  const state = (x: Matrix) => ({
    ...{ given: x, x, scores: null, look: null, decision: null, labels: null, outside: null },
  });
  const zOf = (x: Matrix, model: object) => scale.apply(scale.model('').parse(model), state(x), '').x;
  const plain = { mean: [0, 0], deviation: [1, 1] };
  checkFinite(zOf({ rows: 3, columns, data: data.subarray(0, 6) }, plain));
  expect(() => checkFinite(zOf({ rows: 6, columns, data }, plain))).toThrow(/row 3, column 1/);
  const large = { rows: 1, columns, data: Float64Array.of(1, 1e300) };
  expect(() => checkFinite(zOf(large, { mean: [0, 0], deviation: [1, 1e-300] }))).toThrow(/row 0, column 1/);
});
