import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { group, SHARED } from '../../../../tests/groups.ts';
import { formatCsv } from '../tables/csv.ts';
import { errorOf, testFolder } from './dataset-folder.fixture.ts';
import { pathsInside } from './folder.ts';
import { readDataset } from './read.ts';

const dataset = (csv: string | Uint8Array, yaml?: string) =>
  testFolder({ 'dataset.csv': csv, ...(yaml === undefined ? {} : { 'dataset.yaml': yaml }) });

describe('a data set is read', () => {
  test('with every column, and further ones kept as they are', async () => {
    const folder = await dataset(
      'path,subject,label,session,period,start,end,role,nips,note\r\n"a, b.jpg",S1,pain,1,heel lance,0,2.5,,5, kept \r\nc.jpg,S2,rest,,,,,reference,0,\r\n',
    );
    const { samples, description, yamlPath } = await readDataset(folder);
    expect(samples).toEqual([
      {
        line: 2,
        path: 'a, b.jpg',
        subject: 'S1',
        label: 'pain',
        session: '1',
        period: 'heel lance',
        start: 0,
        end: 2.5,
        role: null,
        columns: { nips: '5', note: ' kept ' },
      },
      {
        line: 3,
        path: 'c.jpg',
        subject: 'S2',
        label: 'rest',
        session: null,
        period: null,
        start: null,
        end: null,
        role: 'reference',
        columns: { nips: '0', note: '' },
      },
    ]);
    expect(description.labels.from).toBe('not stated');
    expect(yamlPath).toBeNull();
  });

  test('by its folder or its table, with the same hash; another byte gives another', async () => {
    const folder = await dataset('path,subject,label\na.jpg,S1,pain\n', 'positive: pain\n');
    const byFolder = await readDataset(folder);
    const byTable = await readDataset(join(folder, 'dataset.csv'));
    expect(byTable).toEqual(byFolder);
    expect(byFolder.description.positive).toEqual(['pain']);
    await writeFile(join(folder, 'dataset.yaml'), 'positive: [pain]\n');
    expect((await readDataset(folder)).hash).not.toBe(byFolder.hash);
  });

  test('with another column that names the subject', async () => {
    const folder = await dataset('path,subject,neonate,label\na.jpg,x,S1,pain\n');
    const { samples } = await readDataset(folder, { subjectColumn: 'neonate' });
    expect(samples[0].subject).toBe('S1');
    expect(samples[0].columns).toEqual({ subject: 'x' });
  });

  test('without a label column where labels come from a scale', async () => {
    const folder = await dataset('path,subject,nips\na.jpg,S1,5\n', 'labels: { from: scale, scale: nips }\n');
    expect((await readDataset(folder)).samples[0]).toMatchObject({ label: '', columns: { nips: '5' } });
  });

  test('whatever its names are', async () => {
    const name = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 10 })
      .filter((text) => text.trim() === text && text !== '' && !text.includes('\0'));
    const path = name.filter((text) => !/^(\.|\/|[A-Za-z]:)/.test(text) && !text.includes('..'));
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(
          fc.record({ path, subject: name, label: name, note: fc.string({ unit: 'grapheme' }) }),
          {
            minLength: 1,
            maxLength: 5,
            selector: (row) => row.path,
          },
        ),
        async (rows) => {
          const clean = rows.map((row) => ({ ...row, note: row.note.replaceAll('\0', '') }));
          const folder = await dataset(
            formatCsv(
              ['path', 'subject', 'label', 'note'],
              clean.map((row) => [row.path, row.subject, row.label, row.note]),
            ),
          );
          const { samples } = await readDataset(folder);
          expect(
            samples.map(({ path, subject, label, columns: { note } }) => ({ path, subject, label, note })),
          ).toEqual(clean);
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('what is no data set ends with a typed error', () => {
  const latin1 = Uint8Array.from([
    ...Buffer.from('path,subject,label\na.jpg,S'),
    0xfc,
    ...Buffer.from(',pain\n'),
  ]);
  test.each<[string, string | Uint8Array, string, string]>([
    [
      'a column missing',
      'path,subjct,label\na,S,p\n',
      'missing-column',
      'no column "subject". Did you mean "subjct"?',
    ],
    ['no label column', 'path,subject,Label\na,S,p\n', 'missing-column', 'Did you mean "Label"?'],
    ['an empty subject', 'path,subject,label\na.jpg,S1,p\nb.jpg, ,p\n', 'empty-field', 'Line 3'],
    ['an empty label', 'path,subject,label\na.jpg,S1,\n', 'empty-field', 'no label'],
    ['an empty path', 'path,subject,label\n,S1,p\n', 'empty-field', 'no path'],
    ['no rows', 'path,subject,label\n', 'no-rows', 'no rows'],
    ['nothing', '', 'empty-table', 'is empty'],
    ['a broken quote', 'path,subject,label\n"a.jpg,S1,p\n', 'broken-csv', 'not closed'],
    ['a short row', 'path,subject,label\na.jpg,S1,p\nb.jpg,S1\n', 'broken-csv', 'line 3 has 2 fields'],
    ['Latin-1', latin1, 'not-utf8', 'line 2'],
    [
      'a repeated row',
      'path,subject,label\na.jpg,S1,p\nb.jpg,S1,p\na.jpg,S2,p\n',
      'repeated-row',
      'Lines 2 and 4',
    ],
    [
      'an interval turned round',
      'path,subject,label,start,end\na.mp4,S1,p,3,2\n',
      'bad-interval',
      '"3" to "2"',
    ],
    ['an interval of words', 'path,subject,label,start,end\na.mp4,S1,p,soon,2\n', 'bad-interval', '"soon"'],
    [
      'an unknown role',
      'path,subject,label,role\na.jpg,S1,p,refernce\n',
      'unknown-role',
      'Did you mean "reference"?',
    ],
    ['a path that climbs', 'path,subject,label\n../a.jpg,S1,p\n', 'path-leaves-folder', 'Line 2'],
    [
      'a path that climbs later',
      'path,subject,label\na/../../b.jpg,S1,p\n',
      'path-leaves-folder',
      'leaves the folder with',
    ],
    ['an absolute path', 'path,subject,label\n/etc/passwd,S1,p\n', 'path-leaves-folder', 'absolute'],
    ['a path of a drive', 'path,subject,label\nC:\\a.jpg,S1,p\n', 'path-leaves-folder', 'absolute'],
  ])('%s', async (_, csv, code, message) => {
    const folder = await dataset(csv);
    const error = await errorOf(() => readDataset(folder));
    expect(error.code).toBe(code);
    expect(error.message).toContain(message);
  });

  test('fields separated by semicolons are read as fields', async () => {
    const { samples } = await readDataset(
      await dataset('path;subject;label;start;end\na.mp4;S1;p;0,5;1,5\n'),
    );
    expect(samples).toMatchObject([{ path: 'a.mp4', subject: 'S1', label: 'p', start: 0.5, end: 1.5 }]);
  });

  test('no such data set', async () => {
    const folder = await testFolder();
    for (const place of [folder, join(folder, 'none'), join(folder, 'none', 'dataset.csv')]) {
      const error = await errorOf(() => readDataset(place));
      expect(error.code).toBe('no-such-dataset');
      expect(error.status).toBe(2);
    }
  });

  test('broken YAML, and an unknown key', async () => {
    const csv = 'path,subject,label\na.jpg,S1,p\n';
    const broken = await errorOf(async () => readDataset(await dataset(csv, 'name: a\npositive: [p\n')));
    expect(broken.code).toBe('bad-yaml');
    expect(broken.message).toMatch(/on line [23]/);
    const twice = await errorOf(async () => readDataset(await dataset(csv, 'name: a\nname: b\n')));
    expect(twice.code).toBe('bad-yaml');
    const unknown = await errorOf(async () => readDataset(await dataset(csv, 'licens: x\n')));
    expect(unknown.message).toContain('Did you mean "licence"?');
  });

  test('a link out of the folder, to a file or through a folder', async () => {
    const outside = await testFolder({ 'secret.jpg': 'x' });
    for (const [link, target, path] of [
      ['a.jpg', join(outside, 'secret.jpg'), 'a.jpg'],
      ['sub', outside, 'sub/secret.jpg'],
      ['sub', outside, 'sub/not-there.jpg'],
    ]) {
      const folder = await dataset(`path,subject,label\n${path},S1,p\n`);
      await symlink(target, join(folder, link));
      const error = await errorOf(() => readDataset(folder));
      expect(error.code).toBe('path-leaves-folder');
      expect(error.message).toContain('follows a link');
    }
  });

  test('a link inside the folder, and a folder that is itself a link, are followed', async () => {
    const folder = await testFolder({ 'dataset.csv': 'path,subject,label\nb.jpg,S1,p\n', 'a.jpg': 'x' });
    await symlink('a.jpg', join(folder, 'b.jpg'));
    const beside = await testFolder();
    await symlink(folder, join(beside, 'linked'));
    expect((await readDataset(join(beside, 'linked'))).samples).toHaveLength(1);
  });
});

test('no path of parts leads out of the folder and is called inside', async () => {
  const folder = await testFolder({ 'in/a.jpg': 'x' });
  const outside = await testFolder({ 'b.jpg': 'x' });
  await symlink(outside, join(folder, 'in', 'out'));
  const follow = pathsInside(folder);
  const part = fc.constantFrom('..', '.', 'in', 'out', 'a.jpg', 'b.jpg', 'x', '');
  await fc.assert(
    fc.asyncProperty(fc.array(part, { minLength: 1, maxLength: 6 }), async (parts) => {
      const found = await follow(parts.join('/'));
      // By hand: walk the parts, where `in/out` leads outside and nothing leads back.
      const at: string[] = [];
      let left = parts[0] === '' && parts.length > 1;
      for (const step of parts) {
        if (step === '..') {
          if (at.length === 0) left = true;
          at.pop();
        } else if (step !== '.' && step !== '') at.push(step);
      }
      if (at[0] === 'in' && at[1] === 'out') left = true;
      expect(found.is).toBe(left ? 'outside' : 'inside');
    }),
    { numRuns: 300 },
  );
});

group('london-faces is read', 'shared', () => {
  test('204 pictures of 102 subjects', async () => {
    const { samples } = await readDataset(join(SHARED, 'data', 'london-faces', 'dataset.csv'));
    expect(samples).toHaveLength(204);
    expect(new Set(samples.map(({ subject }) => subject)).size).toBe(102);
    expect(Object.keys(samples[0].columns)).toEqual(['age', 'gender', 'ethnicity']);
  });
});
