import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WinceError } from '@wince/core';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { refuseGivenAway, type TableSample } from './feature-columns.ts';
import { readFeatureTable } from './feature-table.ts';
import { readTableFile } from './read-table.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-tables-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function written(content: string | ArrayBuffer): Promise<string> {
  const path = join(folder, `${crypto.randomUUID()}.table`);
  await writeFile(path, typeof content === 'string' ? content : new Uint8Array(content));
  return path;
}

const read = async (content: string | ArrayBuffer) => readFeatureTable(await written(content));
const refused = (code: string, ...words: string[]) =>
  expect.objectContaining({
    code,
    message: expect.stringMatching(new RegExp(words.map((word) => `(?=.*${word})`).join(''), 's')),
  });

/** Ten rows of noise, with one more column. */
const rowsWith = (header: string, value: (row: number) => string | number) =>
  `sample,${header},noise\n${[3, 1, 4, 1, 5, 9, 2, 6, 5, 8].map((noise, r) => `${r}.jpg,${value(r)},${noise}\n`).join('')}`;

describe('columns that are not features', () => {
  test.each(['', 'Unnamed: 0', 'Unnamed: 0.1', '__index_level_0__', 'index', '...1'])(
    'called %j',
    async (name) => {
      await expect(read(rowsWith(name, (r) => (r * 7) % 10))).rejects.toEqual(
        refused('index-column', 'column 2'),
      );
    },
  );

  test.each([
    ['the number of the row', (r: number) => r, 'rises'],
    ['the number of the row from the end', (r: number) => 100 - r, 'falls'],
    ['seconds since something', (r: number) => 1.5 * r + (r % 3) / 10, 'rises'],
    ['numbers of rows in another order', (r: number) => (r * 7) % 10, 'from 0 to 9 once'],
  ])('%s', async (_, value, how) => {
    await expect(read(rowsWith('x', value))).rejects.toEqual(refused('index-column', '"x"', how));
  });

  test('a measurement that rises in most rows is a feature', async () => {
    const { columns } = await read(rowsWith('x', (r) => (r === 5 ? 0 : r)));
    expect(columns).toEqual(['x', 'noise']);
  });

  const samples = Array.from({ length: 12 }, (_, i): TableSample => {
    return {
      name: `${i}`,
      subject: `S${i % 3}`,
      labels: [i % 2 ? 'pain' : i % 4 ? 'cold' : 'rest', i % 2 ? '1' : '0'],
    };
  });
  const check = (value: (i: number) => number) => () =>
    refuseGivenAway('t.csv', ['x'], new Map(samples.map(({ name }, i) => [name, [value(i)]])), samples);

  test('one value for each label, each side of the task, each subject', () => {
    const byLabel = { pain: 7, cold: -1, rest: 3 };
    expect(
      check((i) => Object.entries(byLabel).find(([word]) => word === samples[i].labels[0])?.[1] ?? 0),
    ).toThrow(refused('column-names-label', '"x"'));
    expect(check((i) => (i % 2 ? 0 : 1))).toThrow(refused('column-names-label', '"x"'));
    expect(check((i) => 10 * (i % 3))).toThrow(refused('column-names-subject', '"x"'));
    expect(check((i) => (i === 4 ? 1 : i % 2))).not.toThrow();
  });
});

describe('what a file holds', () => {
  test('a header that comes twice is refused, in text and in Parquet', async () => {
    await expect(read('sample,x,x\na.jpg,1,2\n')).rejects.toEqual(refused('repeated-column', '"x"'));
    const column = (value: number) => ({ name: 'x', data: [value], type: 'DOUBLE' as const });
    const twice = parquetWriteBuffer({
      columnData: [{ name: 'sample', data: ['a.jpg'], type: 'STRING' }, column(1), column(2)],
    });
    await expect(read(twice)).rejects.toEqual(refused('repeated-column', '"x"'));
  });

  test('a header and no rows', async () => {
    await expect(read('sample,x\n')).rejects.toEqual(refused('no-rows'));
  });

  test('whole numbers and truth values, as pandas writes them to Parquet', async () => {
    const bytes = parquetWriteBuffer({
      columnData: [
        { name: 'sample', data: ['a.jpg', 'b.jpg'], type: 'STRING' },
        { name: 'long', data: [5n, -2n], type: 'INT64' },
        { name: 'short', data: [7, 8], type: 'INT32' },
        { name: 'seen', data: [true, false], type: 'BOOLEAN' },
      ],
    });
    const { columns, rows } = await read(bytes);
    expect(columns).toEqual(['long', 'short', 'seen']);
    expect([...rows].map(([name, row]) => [name, ...row])).toEqual([
      ['a.jpg', 5, 7, 1],
      ['b.jpg', -2, 8, 0],
    ]);
    expect((await read('sample;x;y\na.jpg;True;1,5\nb.jpg;False;2\n')).rows.get('a.jpg')).toEqual(
      Float32Array.of(1, 1.5),
    );
  });

  test('what is empty or not a number names its line and column', async () => {
    await expect(read('sample,x\na.jpg,1\nb.jpg,\n')).rejects.toEqual(
      refused('not-a-number', 'line 3', '"x"', 'empty'),
    );
    await expect(read('sample,x\na.jpg,high\n')).rejects.toEqual(refused('not-a-number', 'line 2', '"high"'));
  });
});

describe('numbers keep what tells them apart', () => {
  test('float64 where float32 would cut digits, float32 where it would not', async () => {
    const far = await read('sample,x\na.jpg,100000000.25\nb.jpg,1e-50\n');
    expect(far.rows.get('a.jpg')).toEqual(Float64Array.of(100000000.25));
    expect(far.rows.get('b.jpg')).toEqual(Float64Array.of(1e-50));
    expect((await read('sample,x\na.jpg,0.5\nb.jpg,3\n')).rows.get('a.jpg')).toBeInstanceOf(Float32Array);
  });

  test.each([
    ['an identifier of 20 digits', '12345678901234567890', '98765432109876543210'],
    ['values whose squares are 0', '1e-200', '2e-200'],
    ['values whose squares are infinite', '1e200', '2e200'],
  ])('%s', async (_, a, b) => {
    const error = await read(`sample,far\na.jpg,${a}\nb.jpg,${b}\n`).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(WinceError);
    expect(error).toEqual(refused('number-too-large', '"far"'));
  });
});

test('a Parquet file whose few bytes stand for millions of rows is refused before they are made', async () => {
  const data = new Array<string>(2_000_001).fill('a.jpg');
  const bytes = parquetWriteBuffer({ columnData: [{ name: 'sample', data, type: 'STRING' }] });
  expect(bytes.byteLength).toBeLessThan(20_000);
  const path = join(folder, 'bomb.parquet');
  await writeFile(path, new Uint8Array(bytes));
  await expect(readTableFile(path)).rejects.toMatchObject({
    code: 'bad-table',
    message: `${path} has 2000001 rows of 1 columns.`,
  });
});
