import { readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assignLabels, resolveTask } from '@wince/core';
import { describe, expect, test } from 'vitest';
import { createDataset } from './create.ts';
import { addFiles, errorOf, picture, testFolder } from './dataset-folder.fixture.ts';
import { readDataset } from './read.ts';

const files = (...paths: string[]) => Object.fromEntries(paths.map((path) => [path, 'x']));

describe('by pattern', () => {
  test('fields become columns, and what was written is read back', async () => {
    const folder = await testFolder(
      files('S1_M_pain_1.jpg', 'S1_M_rest_1.JPG', 'S2_F_pain_2.jpg', 'notes.jpg', 'README.md', '.hidden.jpg'),
    );
    const created = await createDataset(folder, {
      pattern: '{subject}_{sex}_{label}_{index:number}.jpg',
      positive: ['pain'],
      source: 'our ward',
      licence: 'none',
    });
    expect(created).toMatchObject({
      rows: 3,
      subjects: 2,
      labels: { pain: 2, rest: 1 },
      unmatched: ['notes.jpg'],
      missing: [],
    });
    expect(await readFile(created.csvPath, 'utf8')).toBe(
      'path,subject,label,sex,index\nS1_M_pain_1.jpg,S1,pain,M,1\nS1_M_rest_1.JPG,S1,rest,M,1\nS2_F_pain_2.jpg,S2,pain,F,2\n',
    );
    const { description, samples } = await readDataset(folder);
    expect(description).toMatchObject({
      positive: ['pain'],
      source: 'our ward',
      licence: 'none',
      labels: { from: 'stimulus' },
    });
    expect(samples[0].columns).toEqual({ sex: 'M', index: '1' });
  });

  test('sub-folders and a known layout', async () => {
    const folder = await testFolder(files('pain/S1_1.jpg', 'rest/S1_1.png'));
    expect((await createDataset(folder, { layout: 'label-folders' })).labels).toEqual({ pain: 1, rest: 1 });
    const flat = await testFolder(files('S04_M_pain_1.jpg', 'S04_M_air_puff_1.jpg'));
    // The sex is M or F alone and the number comes last, so a label with an underscore is clear here.
    expect((await createDataset(flat, { layout: 'icope' })).labels).toEqual({ air_puff: 1, pain: 1 });
  });

  test('a name that can be read in two ways is an error that shows both', async () => {
    const folder = await testFolder(files('S1_M_pain_1.jpg', 'S1_M_air_puff_1.jpg'));
    const pattern = '{subject}_{sex}_{label}_{index}.jpg';
    const error = await errorOf(() => createDataset(folder, { pattern }));
    expect(error.code).toBe('ambiguous-names');
    expect(error.message).toContain('S1_M_air_puff_1.jpg (');
    expect(error.message).toContain('label=air_puff');
    const clear = '{subject}_{sex}_{label:pain|air_puff}_{index}.jpg';
    expect((await createDataset(folder, { pattern: clear })).labels).toEqual({ air_puff: 1, pain: 1 });
  });

  test('links are listed and not followed', async () => {
    const outside = await testFolder(files('S9_pain.jpg'));
    const folder = await testFolder(files('S1_pain.jpg'));
    await symlink(join(outside, 'S9_pain.jpg'), join(folder, 'S9_pain.jpg'));
    await symlink(outside, join(folder, 'more'));
    const created = await createDataset(folder, { pattern: '{subject}_{label}.jpg' });
    expect(created.rows).toBe(1);
    expect(created.links).toEqual(['S9_pain.jpg', 'more']);
  });
});

describe('by table', () => {
  const recordings = files('a/02_114142.bmp', 'a/03_115500.bmp', 'b/04_120000.bmp');

  test.each([
    ['path', 'a/02_114142.bmp'],
    ['name', '02_114142.bmp'],
    ['stem', '02_114142'],
    ['path without ending', 'a/02_114142'],
    ['path from here', './a/02_114142.bmp'],
  ])('files are named by %s', async (_, name) => {
    const folder = await testFolder({
      ...recordings,
      'labels.csv': `file,label,subject,nips\n${name},pain,02,5\n03_115500,rest,03,0\nnone,rest,05,1\n`,
    });
    const created = await createDataset(folder, { table: join(folder, 'labels.csv') });
    expect(created).toMatchObject({ rows: 2, missing: ['none'], unmatched: ['b/04_120000.bmp'] });
    expect(await readFile(created.csvPath, 'utf8')).toBe(
      'path,subject,label,nips\na/02_114142.bmp,02,pain,5\na/03_115500.bmp,03,rest,0\n',
    );
  });

  test('a pattern beside it gives the subject, columns are renamed', async () => {
    const folder = await testFolder({
      ...recordings,
      'labels.csv': 'picture_id,state\n02_114142,pain\n03_115500,rest\n',
    });
    const created = await createDataset(folder, {
      pattern: '*/{neonate:number}_*.bmp',
      table: join(folder, 'labels.csv'),
      fileColumn: 'picture_id',
      subjectColumn: 'neonate',
      labelColumn: 'state',
    });
    expect(await readFile(created.csvPath, 'utf8')).toBe(
      'path,subject,label\na/02_114142.bmp,02,pain\na/03_115500.bmp,03,rest\n',
    );
  });

  test('labels from a scale', async () => {
    const table = 'file,subject,nips\n02_114142,02,5\n03_115500,03,3\n04_120000,04,\n';
    const folder = await testFolder({ ...recordings, 'labels.csv': table });
    const created = await createDataset(folder, { table: join(folder, 'labels.csv'), scale: 'nips' });
    expect(created.labels).toEqual({ '(no score)': 1, middle: 1, pain: 1 });
    const dataset = await readDataset(folder);
    expect(dataset.description.labels).toEqual({
      from: 'scale',
      scale: 'nips',
      column: 'nips',
      bands: 'three-bands',
      blind_to: [],
    });
    const rows = assignLabels(dataset, resolveTask(dataset, { positive: ['pain'], negative: ['middle'] }));
    expect(rows.map(({ label, truth }) => [label, truth])).toEqual([
      ['pain', 1],
      ['middle', 0],
      ['', null],
    ]);
  });

  test.each([
    ['ambiguous-files', 'file,subject,label\n1.jpg,S1,p\n', 'fits x/1.jpg, y/1.jpg'],
    ['ambiguous-files', 'file,subject,label\nx/1.jpg,S1,p\nx/1,S1,p\n', 'Lines 2 and 3'],
    ['missing-column', 'picture-name,subject,label\nx/1.jpg,S1,p\n', 'no column that names the file'],
    ['missing-column', 'file,subject,labels\nx/1.jpg,S1,p\n', 'Did you mean "labels"?'],
    ['empty-field', 'file,subject,label\nx/1.jpg,,p\n', 'x/1.jpg has no subject'],
    ['nothing-matched', 'file,subject,label\nz.jpg,S1,p\n', 'None of the 2 recordings'],
  ])('%s', async (code, table, message) => {
    const folder = await testFolder({ ...files('x/1.jpg', 'y/1.jpg'), 'labels.csv': table });
    const error = await errorOf(() => createDataset(folder, { table: join(folder, 'labels.csv') }));
    expect(error.code).toBe(code);
    expect(error.message).toContain(message);
  });

  test('a name and a table that disagree', async () => {
    const folder = await testFolder({ 'S1_pain.jpg': 'x', 'labels.csv': 'file,label\nS1_pain,rest\n' });
    const error = await errorOf(() =>
      createDataset(folder, { pattern: '{subject}_{label}.jpg', table: join(folder, 'labels.csv') }),
    );
    expect(error.code).toBe('field-conflict');
    expect(error.message).toBe('The name of S1_pain.jpg gives the label "pain", but the table gives "rest".');
  });
});

describe('nothing is written', () => {
  test('over a data set that is there, unless asked for', async () => {
    const folder = await testFolder({ ...files('S1_pain.jpg'), 'dataset.csv': 'mine' });
    const pattern = '{subject}_{label}.jpg';
    const error = await errorOf(() => createDataset(folder, { pattern }));
    expect(error.code).toBe('dataset-exists');
    expect(await readFile(join(folder, 'dataset.csv'), 'utf8')).toBe('mine');
    await createDataset(folder, { pattern, force: true });
    expect((await readDataset(folder)).samples).toHaveLength(1);
  });

  test.each([
    ['no-pattern', {}],
    ['unknown-layout', { layout: 'icop' }],
    ['bad-pattern', { pattern: '{subject' }],
    ['nothing-matched', { pattern: '{subject}-{label}.png' }],
    ['missing-column', { pattern: '{neonate}_{label}.jpg' }],
    ['no-such-table', { table: 'not-there.csv' }],
    ['unknown-scale', { pattern: '{subject}_{nips}.jpg', scale: 'nipz' }],
    ['pattern-and-layout', { pattern: '{subject}_{label}.jpg', layout: 'icope' }],
  ])('%s', async (code, options) => {
    const folder = await testFolder(files('S1_pain.jpg'));
    expect((await errorOf(() => createDataset(folder, options))).code).toBe(code);
    await expect(readFile(join(folder, 'dataset.csv'))).rejects.toThrow();
  });

  test('when one of the two files cannot be written', async () => {
    const folder = await testFolder({ ...files('S1_pain.jpg'), 'dataset.csv/in-the-way': 'x' });
    const error = await errorOf(() =>
      createDataset(folder, { pattern: '{subject}_{label}.jpg', force: true }),
    );
    expect(error.code).toBe('cannot-write');
    await expect(readFile(join(folder, 'dataset.yaml'))).rejects.toThrow();
  });

  test('for a folder that is empty or not there', async () => {
    const folder = await testFolder();
    expect((await errorOf(() => createDataset(folder, { pattern: '{subject}_{label}.jpg' }))).code).toBe(
      'no-recordings',
    );
    expect(
      (await errorOf(() => createDataset(join(folder, 'x'), { pattern: '{subject}_{label}.jpg' }))).code,
    ).toBe('no-such-folder');
    await addFiles(folder, files('README.md'));
    expect((await errorOf(() => createDataset(folder, { pattern: '{subject}_{label}.jpg' }))).code).toBe(
      'no-recordings',
    );
  });
});

test('a table as a spreadsheet program of another country writes it', async () => {
  const folder = await testFolder({ 'Müller_1.jpg': await picture('a'), '2.jpg': await picture('b') });
  const text = 'Datei;subject;label;NIPS\nMüller_1.jpg;S1;pain;0,5\n2.jpg;S2;rest;6\n';
  const table = join(folder, 'labels.csv');
  await writeFile(table, Buffer.from(text, 'latin1'));
  const options = { table, fileColumn: 'Datei' };
  const error = await errorOf(() => createDataset(folder, options));
  expect(error.code).toBe('not-utf8');
  expect(error.hint).toContain('--encoding');
  await createDataset(folder, { ...options, encoding: 'windows-1252' });
  const { samples } = await readDataset(folder);
  expect(samples).toMatchObject([
    { path: '2.jpg', subject: 'S2', columns: { NIPS: '6' } },
    { path: 'Müller_1.jpg', subject: 'S1', columns: { NIPS: '0.5' } },
  ]);
});
