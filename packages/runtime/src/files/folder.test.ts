import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { beginFolder, FOLDER_RECORD, type FolderPurpose } from './folder.ts';

let place: string;
let target: string;
beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), 'wince-folder-'));
  target = join(place, 'run');
});
afterEach(() => rm(place, { recursive: true, force: true }));

const purpose: FolderPurpose = { mark: 'manifest.json', noun: 'a run', madeOf: 'hog on ward' };

/** Fills a folder as a run does. */
async function fill(change: Partial<FolderPurpose> = {}, content = 'one'): Promise<void> {
  const folder = await beginFolder(target, { ...purpose, ...change });
  try {
    await writeFile(join(folder.path, 'manifest.json'), content);
    await mkdir(join(folder.path, 'paper'));
    await writeFile(join(folder.path, 'paper', 'table.csv'), 'x');
    await folder.commit();
  } finally {
    await folder.abandon();
  }
}

describe('an earlier folder is replaced', () => {
  test('when it was made of the same, and is as it was written', async () => {
    await fill();
    await fill({}, 'two');
    expect(await readFile(join(target, 'manifest.json'), 'utf8')).toBe('two');
    expect((await readdir(target)).sort()).toEqual([FOLDER_RECORD, 'manifest.json', 'paper']);
    expect(await readdir(place)).toEqual(['run']);
  });

  test('when it is a link, without what it leads to', async () => {
    const first = join(place, 'first');
    await mkdir(first);
    await writeFile(join(first, 'thesis.txt'), 'years of work');
    await symlink('first', target);
    await fill();
    expect(await readFile(join(first, 'thesis.txt'), 'utf8')).toBe('years of work');
    expect(await readFile(join(target, 'manifest.json'), 'utf8')).toBe('one');
  });

  test('when that was asked for, whatever is in it', async () => {
    await fill();
    await writeFile(join(target, 'notes.txt'), 'mine');
    await fill({ madeOf: 'lbp on ward', overwrite: true }, 'two');
    expect(await readdir(target)).not.toContain('notes.txt');
  });
});

describe('an earlier folder stays as it is', () => {
  const refused = (change: Partial<FolderPurpose>, message: RegExp) =>
    expect(fill(change, 'two')).rejects.toMatchObject({
      code: 'folder-in-use',
      status: 2,
      message: expect.stringMatching(message),
    });

  test.each<[string, string, RegExp]>([
    ['a file was added', 'notes.txt', /added or changed: notes\.txt\.$/],
    ['a file was added below', 'paper/my-figure.svg', /added or changed: paper\/my-figure\.svg\.$/],
    ['a file was changed', 'paper/table.csv', /added or changed: paper\/table\.csv\.$/],
  ])('when %s', async (_, path, message) => {
    await fill();
    await writeFile(join(target, path), 'years of work');
    await refused({}, message);
    expect(await readFile(join(target, path), 'utf8')).toBe('years of work');
    expect(await readFile(join(target, 'manifest.json'), 'utf8')).toBe('one');
    expect(await readdir(place)).toEqual(['run']);
  });

  test('when it was made of something else', async () => {
    await fill();
    await refused({ madeOf: 'lbp on ward' }, /contains a run that was made of something else\.$/);
  });

  test('when nothing says what it was made of', async () => {
    await fill();
    await rm(join(target, FOLDER_RECORD));
    await refused({}, /made of something else/);
  });

  test('when it is no folder of the kind, even where all is to be replaced', async () => {
    await mkdir(target);
    await writeFile(join(target, 'thesis.txt'), 'years of work');
    await refused({ overwrite: true }, /contains other files/);
    expect(await readdir(target)).toEqual(['thesis.txt']);
  });
});

test('of several commands that write the same at once each succeeds, and one folder stays', async () => {
  const commands = Array.from({ length: 12 }, async (_, i) => {
    for (let round = 0; round < 5; round++) await fill({}, `${i}`);
  });
  await Promise.all(commands);
  expect(await readdir(place)).toEqual(['run']);
  expect((await readdir(target)).sort()).toEqual([FOLDER_RECORD, 'manifest.json', 'paper']);
});

test('of two commands that write something else at once the first one stays, and the other is told', async () => {
  const results = await Promise.allSettled([fill({ madeOf: 'lbp on ward' }, 'lbp'), fill({}, 'hog')]);
  const told = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  expect(told).toMatchObject([{ code: 'folder-in-use' }]);
  expect(await readdir(place)).toEqual(['run']);
});
