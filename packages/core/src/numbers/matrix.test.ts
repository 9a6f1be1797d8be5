import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Matrix, matrix, submatrix, takenRows } from './matrix.ts';

const tables = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 6 }))
  .map(([rows, columns]) =>
    matrix(
      rows,
      columns,
      Float32Array.from({ length: rows * columns }, (_, i) => 1000 * rows + i),
    ),
  );

/** A table, and numbers of its rows and columns in any order, some more than once. */
const drawn = tables.chain((table) => {
  const places = (count: number) =>
    fc.array(fc.nat(count - 1), { minLength: 1, maxLength: 12 }).map((numbers) => Int32Array.from(numbers));
  return fc.record({ table: fc.constant(table), which: places(table.rows), columns: places(table.columns) });
});

const row = ({ columns, data }: Matrix, r: number) => [...data.subarray(r * columns, (r + 1) * columns)];

describe('some rows of a table', () => {
  it('are its rows in their order, copied once and told of', () => {
    fc.assert(
      fc.property(drawn, ({ table, which }) => {
        const copies: unknown[] = [];
        const own = takenRows(table, which, (copy) => copies.push(copy));
        expect([own.rows, own.columns, copies.length]).toEqual([which.length, table.columns, 0]);
        which.forEach((from, r) => {
          expect(row(own, r)).toEqual(row(table, from));
        });
        expect(own.data).toBeInstanceOf(Float32Array);
        expect(copies).toEqual([own.data]);
      }),
    );
  });

  it('give the same columns before and after they are copied, and are not copied for them', () => {
    fc.assert(
      fc.property(drawn, ({ table, which, columns }) => {
        let isCopied = false;
        const own = takenRows(table, which, () => {
          isCopied = true;
        });
        const all = Int32Array.from(which.keys());
        const before = submatrix(own, all, columns);
        expect(isCopied).toBe(false);
        expect(own.data.length).toBe(which.length * table.columns);
        expect(isCopied).toBe(true);
        expect(before).toEqual(submatrix(own, all, columns));
      }),
    );
  });
});
