import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { agreementOf, layRatings } from '@wince/core';
import { strToU8, zipSync } from 'fflate';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readRatings } from './read-ratings.ts';

const COLUMNS = ['clip', 'baby', 'anna', 'ben'];
/** NIPS of two raters; empty where one has not rated. */
const ROWS = [
  ['a', 'S1', '1', '2'],
  ['b', 'S1', '4', '5'],
  ['c', 'S2', '0', ''],
  ['d', 'S2', '6', '6'],
  ['e', 'S3', '3', '2'],
];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-ratings-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const isNumber = (column: number) => column > 1;

function csv(): Uint8Array {
  return strToU8(`${[COLUMNS, ...ROWS].map((row) => row.join(',')).join('\n')}\n`);
}

/** A workbook whose ratings are numbers, and whose gaps have no cell. */
function xlsx(): Uint8Array {
  const ns = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
  const cellOf = (value: string, column: number, row: number) => {
    const at = `${'ABCD'[column]}${row}`;
    if (value === '') return '';
    if (row > 1 && isNumber(column)) return `<c r="${at}"><v>${value}</v></c>`;
    return `<c r="${at}" t="inlineStr"><is><t>${value}</t></is></c>`;
  };
  const rows = [COLUMNS, ...ROWS].map(
    (row, i) => `<row r="${i + 1}">${row.map((value, c) => cellOf(value, c, i + 1)).join('')}</row>`,
  );
  const parts = {
    '[Content_Types].xml': '<Types/>',
    'xl/workbook.xml': `<workbook ${ns} xmlns:r="r"><sheets><sheet name="NIPS" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels':
      '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>',
    'xl/worksheets/sheet1.xml': `<worksheet ${ns}><sheetData>${rows.join('')}</sheetData></worksheet>`,
  };
  return zipSync(Object.fromEntries(Object.entries(parts).map(([name, xml]) => [name, strToU8(xml)])));
}

/** A file whose ratings are whole numbers of 32 bits, and whose gaps are null. */
function parquet(): Uint8Array {
  return new Uint8Array(
    parquetWriteBuffer({
      columnData: COLUMNS.map((name, column) => {
        const values = ROWS.map((row) => row[column]);
        return isNumber(column)
          ? {
              name,
              data: values.map((value) => (value === '' ? null : Number(value))),
              type: 'INT32' as const,
            }
          : { name, data: values, type: 'STRING' as const };
      }),
    }),
  );
}

test('a workbook and a Parquet file give the ratings of the same table as text, and the same agreement', async () => {
  const read = async (name: string, bytes: Uint8Array) => {
    const path = join(folder, name);
    await writeFile(path, bytes);
    return readRatings(path, { raters: ['anna', 'ben'], item: 'clip', subject: 'baby' });
  };
  const values = (ratings: Awaited<ReturnType<typeof read>>) =>
    ratings.map(({ item, subject, rater, value }) => [item, subject, rater, value]);
  const text = await read('ratings.csv', csv());
  expect(values(text)).toEqual(
    ROWS.flatMap(([clip, baby, anna, ben]) => [
      [clip, baby, 'anna', anna],
      [clip, baby, 'ben', ben],
    ]),
  );
  const agreement = (ratings: typeof text) =>
    agreementOf(layRatings(ratings, { level: 'interval' }), { draws: 20 });
  const { intraclass } = agreement(text);
  expect(intraclass?.items).toBe(4);
  for (const [name, bytes] of [
    ['ratings.xlsx', xlsx()],
    ['ratings.parquet', parquet()],
  ] as const) {
    const ratings = await read(name, bytes);
    expect(values(ratings), name).toEqual(values(text));
    expect(agreement(ratings).intraclass, name).toEqual(intraclass);
  }
});
