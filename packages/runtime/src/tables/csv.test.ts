import { WinceError } from '@wince/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatCsv, parseCsv } from './csv.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const read = (text: string) => parseCsv(bytes(text), 'dataset.csv');

test('byte order mark, line ends, quotes and empty lines', () => {
  const table = read(
    '\ufeffpath,label\r\n"a, b.jpg",pain\n\n"two\nlines",re""st'.replace('re""st', '"re""st"'),
  );
  expect(table.columns).toEqual(['path', 'label']);
  expect(table.rows.map(({ values }) => values)).toEqual([
    ['a, b.jpg', 'pain'],
    ['two\nlines', 're"st'],
  ]);
  expect(table.rows.map(({ line }) => line)).toEqual([2, 4]);
});

test('header and rows are all of the file, byte for byte', () => {
  const nasty = fc.string({
    unit: fc.constantFrom('a', 'é', '😀', ',', '"', '\n', '\r\n', '\r', ' ', "'"),
    maxLength: 8,
  });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(nasty, nasty, nasty), { maxLength: 12 }),
      fc.constantFrom('\n', '\r\n'),
      fc.boolean(),
      (rows, lineEnd, mark) => {
        const quote = (value: string) => `"${value.replaceAll('"', '""')}"`;
        const text = [['x', 'y', 'z'], ...rows].map((row) => row.map(quote).join(',') + lineEnd).join('');
        const whole = bytes((mark ? '\ufeff' : '') + text);
        const table = parseCsv(whole, 'x.csv');
        expect(table.rows.map(({ values }) => values)).toEqual(rows);
        expect(Buffer.concat([table.header, ...table.rows.map((row) => row.bytes)]).equals(whole)).toBe(true);
        let line = 2;
        rows.forEach((row, i) => {
          expect(table.rows[i].line).toBe(line);
          line += 1 + (row.join('|').match(/\r\n|\n|\r/g)?.length ?? 0);
        });
      },
    ),
  );
});

test('what is written is read back', () => {
  const text = fc.string({ unit: 'binary', maxLength: 12 }).filter((value) => !value.includes('\0'));
  fc.assert(
    fc.property(fc.array(fc.tuple(text, text), { maxLength: 10 }), (rows) => {
      expect(read(formatCsv(['path', 'note'], rows)).rows.map(({ values }) => values)).toEqual(rows);
    }),
  );
});

describe('what is no table', () => {
  test.each([
    ['', 'empty-table', 'is empty'],
    ['path,label\na.jpg\n', 'broken-csv', 'line 2 has 1 field,'],
    ['path,label\n\na.jpg,pain\nb.jpg,pain,1\n', 'broken-csv', 'line 4 has 3 fields,'],
    ['path,label\n"a.jpg,pain\nb.jpg,rest\n', 'broken-csv', 'not closed'],
    ['path,label\na.jpg,"pain"ful\n', 'broken-csv', 'closing quote of a field on line 2'],
    ['path,label\na.jpg,pai"n\n', 'broken-csv', 'line 2 has a quote inside a field that is not in quotes'],
    ['path,label,path\n', 'repeated-column', '"path"'],
    ['path,label\na.jpg,pa\0in\n', 'not-utf8', 'line 2'],
  ])('%j', (text, code, message) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ code }));
    expect(() => read(text)).toThrow(message);
  });

  test('text that is not UTF-8', () => {
    const latin = Uint8Array.from([...bytes('path,label\na.jpg,Sch'), 0xf6, ...bytes('n\n')]);
    expect(() => parseCsv(latin, 'x.csv')).toThrow('line 2');
    expect(() => parseCsv(latin, 'x.csv')).toThrow(WinceError);
  });

  test('text that is not in the encoding that was named, or that ends inside a character', () => {
    const half = Uint8Array.from([0xff, 0xfe, 0x61, 0x00, 0x2c]);
    expect(() => parseCsv(half, 'x.csv')).toThrow(expect.objectContaining({ code: 'not-utf8' }));
    expect(() => parseCsv(Uint8Array.from([0x61, 0xd8, 0x61]), 'x.csv', 'utf-16be')).toThrow('utf-16be');
  });
});

describe('tables as spreadsheet programs of other countries write them', () => {
  const text = 'Datei;Phase;NIPS;Notiz\r\nMüller 1.jpg;Ruhe;0,5;"a;b"\r\n2.jpg;Schmerz;6;1,5 kg\r\n';
  const cells = [
    ['Müller 1.jpg', 'Ruhe', '0.5', 'a;b'],
    ['2.jpg', 'Schmerz', '6', '1,5 kg'],
  ];
  const utf16 = (mark: string) => Buffer.from(mark + text, 'utf16le');

  test.each([
    ['UTF-8', bytes(text), 'utf-8'],
    ['UTF-8 with its mark', bytes(`\ufeff${text}`), 'utf-8'],
    ['Windows-1252', Buffer.from(text, 'latin1'), 'windows-1252'],
    ['UTF-16 with its mark', utf16('\ufeff'), 'utf-8'],
    ['UTF-16, the other way round, with its mark', utf16('\ufeff').swap16(), 'utf-8'],
    ['UTF-16 without its mark', utf16(''), 'utf-16le'],
  ] as const)('%s', (_, whole, encoding) => {
    const table = parseCsv(whole, 'x.csv', encoding);
    expect(table.columns).toEqual(['Datei', 'Phase', 'NIPS', 'Notiz']);
    expect(table.rows.map(({ values }) => values)).toEqual(cells);
    expect(Buffer.concat([table.header, ...table.rows.map((row) => row.bytes)]).equals(whole)).toBe(true);
  });

  test.each([',', ';', '\t', '|'])('fields that %j separates', (separator) => {
    const line = (...fields: string[]) => `${fields.join(separator)}\n`;
    const table = read(line('path', '"a, b; c"', 'x') + line('a.jpg', '"1,5"', '2'));
    expect(table.columns).toEqual(['path', 'a, b; c', 'x']);
    expect(table.rows[0].values).toEqual(['a.jpg', separator === ',' ? '1,5' : '1.5', '2']);
  });

  test('a point anywhere in a column leaves its commas alone', () => {
    expect(read('a;b\n1,234;1,5\n5.5;2\n').rows.map(({ values }) => values)).toEqual([
      ['1,234', '1.5'],
      ['5.5', '2'],
    ]);
  });
});
