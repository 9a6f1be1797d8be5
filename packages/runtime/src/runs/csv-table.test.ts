import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseCsv } from '../tables/csv.ts';
import { tableText } from './csv-table.ts';

const columns = ['sample', 'score', 'note'];
const word = fc.oneof(fc.string(), fc.constantFrom('a,b', 'say "it"', 'two\nlines', 'Ä 😀', ''));
const row = fc.record({
  sample: word,
  score: fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer(), fc.constant(null)),
  note: word,
});

it('writes the bytes of a library for CSV', () => {
  fc.assert(
    fc.property(fc.array(row), (rows) => {
      const theirs = stringify(rows, {
        header: true,
        columns,
        cast: { number: String, object: (value) => (value === null ? '' : String(value)) },
        quoted_match: /\r/,
      });
      expect([...tableText(columns, rows)].join('')).toBe(theirs);
    }),
  );
});

it('is read again, each field as it was', () => {
  const rows = [
    { sample: 'S01, left', score: 0.1 + 0.2, note: 'he said "no"\nand left' },
    { sample: 'S02', score: null, note: '' },
  ];
  const bytes = new TextEncoder().encode([...tableText(columns, rows)].join(''));
  expect(parseCsv(bytes, 'made.csv', 'utf-8', ',').rows.map(({ values }) => values)).toEqual([
    ['S01, left', '0.30000000000000004', 'he said "no"\nand left'],
    ['S02', '', ''],
  ]);
});

it('is written in pieces where there are many rows, and is the same table', () => {
  const rows = Array.from({ length: 10_000 }, (_, i) => ({ sample: `S${i}`, score: i / 7, note: '' }));
  const pieces = [...tableText(columns, rows)];
  expect(pieces.length).toBeGreaterThan(2);
  const read = parseCsv(new TextEncoder().encode(pieces.join('')), 'made.csv').rows;
  expect(read.map(({ values }) => [values[0], Number(values[1])])).toEqual(
    rows.map(({ sample, score }) => [sample, score]),
  );
});
