import { readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assignLabels, resolveTask } from '@wince/core';
import { describe, expect, test } from 'vitest';
import { checkDataset } from './check.ts';
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
      labels: { from: 'not stated' },
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

  test('every file of the folder is in exactly one list, with its reason', async () => {
    const folder = await testFolder({
      ...files('S1_pain.jpg', 'S1_rest.JPEG', 'notes.jpg', 'S2_pain.dng', 'S2_rest.JP2', 'S3_pain.jxl'),
      ...files('._S1_pain.jpg', '.DS_Store', 'Thumbs.db', 'sub/Desktop.ini', 'clip.rm', 'README', 'list.csv'),
      'S4_pain.jpg': '',
      'sub/S5_pain': await picture('S5'),
      'S6_pain.jpg_original': await picture('S6'),
    });
    const created = await createDataset(folder, { pattern: '{subject}_{label}.{jpg,jpeg}' });
    expect(created).toMatchObject({ rows: 2, files: 16, unmatched: ['notes.jpg'], links: [] });
    expect(created.rows + created.unmatched.length + created.others.length).toBe(created.files);
    expect(Object.fromEntries(created.others.map(({ path, reason }) => [path, reason]))).toEqual({
      '._S1_pain.jpg': 'hidden, or written by the operating system',
      '.DS_Store': 'hidden, or written by the operating system',
      'Thumbs.db': 'hidden, or written by the operating system',
      'sub/Desktop.ini': 'hidden, or written by the operating system',
      README: 'not a recording',
      'list.csv': 'not a recording',
      'S2_pain.dng': expect.stringMatching(/^camera RAW, which is not read\. Export it as JPEG/),
      'S2_rest.JP2': 'JPEG 2000, which is not read. Save it as JPEG or PNG',
      'S3_pain.jxl': 'JPEG XL, which is not read. Save it as JPEG or PNG',
      'clip.rm': 'RealMedia, which is not read. Convert it to MP4',
      'S4_pain.jpg': 'empty (0 bytes). Copy it again from its source',
      'sub/S5_pain': 'JPEG, but the name has no ending. Add .jpg to the name',
      'S6_pain.jpg_original': 'JPEG, but the name ends in .jpg_original. Add .jpg to the name',
    });
  });

  test('a folder without a recording that is read says what is in it', async () => {
    const folder = await testFolder(files('S1_pain.jxl', 'S1_rest.jxl', 'README'));
    const error = await errorOf(() => createDataset(folder, { pattern: '{subject}_{label}.jpg' }));
    expect(error.code).toBe('no-recordings');
    expect(error.message).toContain(
      '2 files: JPEG XL, which is not read. Save it as JPEG or PNG (S1_pain.jxl, ',
    );
    expect(error.hint).toContain('JPEG (.jpg .jpeg .jpe .jfif)');
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

  test('a row for a file that is there, but is not read, is not a missing file', async () => {
    const table = 'file,label,subject\na/02_114142,pain,02\n05_1.dng,pain,05\n06_1,pain,06\n';
    const folder = await testFolder({
      ...recordings,
      ...files('05_1.dng'),
      '06_1.jpg': '',
      'labels.csv': table,
    });
    const created = await createDataset(folder, { table: join(folder, 'labels.csv') });
    expect(created).toMatchObject({ rows: 1, missing: [] });
    expect(created.others.map(({ path }) => path)).toEqual(['05_1.dng', '06_1.jpg', 'labels.csv']);
  });

  test.each([
    ['ambiguous-files', 'file,subject,label\n1.jpg,S1,p\n', 'fits x/1.jpg, y/1.jpg'],
    ['ambiguous-files', 'file,subject,label\nx/1.jpg,S1,p\nx/1,S1,p\n', 'Lines 2 and 3'],
    ['missing-column', 'picture-name,subject,label\nx/1.jpg,S1,p\n', 'no column that names the file'],
    ['missing-column', 'file,subject,labels\nx/1.jpg,S1,p\n', 'Did you mean "labels"?'],
    ['empty-field', 'file,subject,label\nx/1.jpg,,p\n', 'labels.csv has no subject for x/1.jpg'],
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

describe('names that look the same are the same', () => {
  const NFC = 'Mu\u0308ller'.normalize('NFC');
  const NFD = NFC.normalize('NFD');

  test.each<[string, string, string]>([
    ['NFC for NFD', `${NFD}_1.jpg`, `${NFC}_1.jpg`],
    ['NFD for NFC', `${NFC}_1.jpg`, `${NFD}_1`],
    ['with blanks at its ends', 'a_1.jpg', '  a_1.jpg '],
    ['in other letters', 'sub/IMG_1.JPG', 'Sub\\img_1.jpg'],
    ['in full-width digits', 'a_12.jpg', 'a_\uff11\uff12'],
    ['as a spreadsheet program changed a number', '001.jpg', '1'],
    ['as a number with a decimal', '001.jpg', '1.0'],
  ])('a file that a table names %s', async (_, file, named) => {
    const table = `file,subject,label\n"${named}",S1,pain\n`;
    const folder = await testFolder({ [file]: 'x', 'labels.csv': table });
    const created = await createDataset(folder, { table: join(folder, 'labels.csv') });
    expect(created).toMatchObject({ rows: 1, missing: [] });
    expect((await readDataset(folder)).samples[0].path).toBe(file);
  });

  test('a dataset.csv in NFC leads to files in NFD', async () => {
    const folder = await testFolder({
      [`${NFD}/1.JPG`]: 'x',
      'dataset.csv': `path,subject,label\n${NFC}/1.jpg,S1,pain\n`,
    });
    expect((await readDataset(folder)).samples[0].path).toBe(`${NFD}/1.JPG`);
  });

  test('subjects are written in one form', async () => {
    const folder = await testFolder(
      files(`${NFC}_pain.jpg`, `${NFD}_rest.jpg`, 'S\uff11_pain.jpg', 'S1_rest.jpg'),
    );
    const created = await createDataset(folder, { pattern: '{subject}_{label}.jpg' });
    expect(created).toMatchObject({ rows: 4, subjects: 2 });
  });

  test.each([
    [['S1_pain.jpg', 's1_rest.jpg'], '"S1" and "s1"'],
    [['001_pain.jpg', '1_rest.jpg'], '"001" and "1"'],
  ])('two subjects that look alike are an error: %j', async (names, shown) => {
    const folder = await testFolder(files(...names));
    const error = await errorOf(() => createDataset(folder, { pattern: '{subject}_{label}.jpg' }));
    expect(error).toMatchObject({ code: 'similar-subjects', status: 1 });
    expect(error.message).toContain(shown);
    await expect(readFile(join(folder, 'dataset.csv'))).rejects.toThrow();
  });

  test('and where dataset.csv has them, nothing is evaluated, and the check lists them', async () => {
    const folder = await testFolder({
      ...files('a.jpg', 'b.jpg'),
      'dataset.csv': 'path,subject,label\na.jpg,S 1,pain\nb.jpg,s\u00a01,rest\n',
    });
    expect((await errorOf(() => readDataset(folder))).code).toBe('similar-subjects');
    const findings = await checkDataset(await readDataset(folder, { escapes: 'keep' }));
    expect(findings.filter(({ code }) => code === 'similar-subjects')).toMatchObject([{ level: 'error' }]);
  });
});

describe('tables as hospitals have them', () => {
  const recordings = files('1.jpg', '2.jpg');

  test('columns are taken under other names', async () => {
    const table = 'Datei;Kind;Phase;NIPS;Gewicht\n1;A;Ruhe;0;1,25\n2;B;Stich;6;2,5\n';
    const folder = await testFolder({ ...recordings, 'labels.csv': table });
    await createDataset(folder, {
      table: join(folder, 'labels.csv'),
      columns: { path: 'Datei', subject: 'Kind', period: 'Phase' },
      scale: 'nips',
    });
    const { samples } = await readDataset(folder);
    expect(
      samples.map(({ subject, period, columns }) => [subject, period, columns.NIPS, columns.Gewicht]),
    ).toEqual([
      ['A', 'Ruhe', '0', '1.25'],
      ['B', 'Stich', '6', '2.5'],
    ]);
  });

  test('a column that is to be renamed and is not there', async () => {
    const folder = await testFolder({ ...recordings, 'labels.csv': 'file,subject,label\n1,A,pain\n' });
    const options = { table: join(folder, 'labels.csv'), columns: { period: 'Phasen' } };
    expect(await errorOf(() => createDataset(folder, options))).toMatchObject({
      code: 'missing-column',
      message: expect.stringContaining('no column "Phasen"'),
    });
  });

  test('a score that is none is told with its file and line', async () => {
    const table = 'sep=;\nfile;subject;nips\n1;A;6\n2;B;much\n';
    const folder = await testFolder({ ...recordings, 'labels.csv': table });
    const place = join(folder, 'labels.csv');
    const error = await errorOf(() => createDataset(folder, { table: place, scale: 'nips' }));
    expect(error.message).toBe(`Line 4 of ${place} has "much" in its column "nips".`);
    await writeFile(place, 'file;subject;nips\n1;A;6\n2;B;70\n');
    const high = await errorOf(() => createDataset(folder, { table: place, scale: 'nips' }));
    expect(high.message).toContain(`Line 3 of ${place} (2.jpg)`);
  });
});

test('a folder that cannot be written: the data set lies elsewhere and points at it', async () => {
  const share = await testFolder(files('S1_pain.jpg', 'S2_rest.jpg'));
  const out = join(await testFolder(), 'mine');
  const created = await createDataset(share, { pattern: '{subject}_{label}.jpg', out });
  expect(created.csvPath).toBe(join(out, 'dataset.csv'));
  const dataset = await readDataset(out);
  expect(dataset.folder).toBe(share);
  expect(dataset.samples.map(({ path }) => path)).toEqual(['S1_pain.jpg', 'S2_rest.jpg']);
  await expect(readFile(join(share, 'dataset.csv'))).rejects.toThrow();
  await rm(share, { recursive: true });
  expect(await errorOf(() => readDataset(out))).toMatchObject({
    code: 'no-such-folder',
    message: `${created.yamlPath} names the folder ${share}, which is not there.`,
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
