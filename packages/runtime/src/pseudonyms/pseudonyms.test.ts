import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openNameKey } from './name-key.ts';
import { pseudonymOf, pseudonymsOf } from './pseudonyms.ts';

const key = Uint8Array.from({ length: 32 }, (_, i) => i);

describe('a pseudonym', () => {
  // Computed with hmac.new(bytes(range(32)), b'subject\0S01', 'sha256') of Python's standard library.
  it.each([
    ['subject', 'S01', 'subject-e6b07e597cbe'],
    ['recording', 'S01', 'recording-2d9731b2aedf'],
    ['subject', 'Zoë', 'subject-b8870568d2e2'],
  ] as const)('is the keyed hash of a %s "%s"', (kind, name, expected) => {
    expect(pseudonymOf(key, kind, name)).toBe(expected);
  });

  it('is another one under another key', () => {
    expect(pseudonymOf(key.toReversed(), 'subject', 'S01')).not.toBe(pseudonymOf(key, 'subject', 'S01'));
  });
});

describe('names of rows', () => {
  const rows = [
    { sample: 'in/S01_pain (1).mp4#1.5-3', subject: 'S01' },
    { sample: 'in/S01_pain (1).mp4#3-', subject: 'S01' },
    { sample: 'in/b.jpg', subject: 'Ömer' },
    { sample: 'in/c.jpg', subject: '7' },
  ];
  const names = pseudonymsOf(key, rows, '/home/anna/ward');
  const [first, second, third] = rows.map(names.sample);

  it('a sample has the seconds of its part, and two parts of a file have one pseudonym of the file', () => {
    expect(first).toMatch(/^subject-[0-9a-f]{12}\/recording-[0-9a-f]{12}#1\.5-3$/);
    expect(second).toBe(first.replace('#1.5-3', '#3-'));
  });

  it.each([
    ['in/S01_pain (1).mp4#1.5-3 has no frame.', () => `${first} has no frame.`],
    ['/home/anna/ward/in/b.jpg is missing', () => `DATA/${third} is missing`],
    [
      '"b.jpg" of Ömer, and of Ömers',
      () => `"${third.split('/')[1]}" of ${third.split('/')[0]}, and of Ömers`,
    ],
    ['the file S01_other.mp4', () => `the file ${first.split('/')[0]}_other.mp4`],
    ['7 faces were found', () => '7 faces were found'],
    ['', () => ''],
  ])('in the sentence "%s" no name stays', (sentence, expected) => {
    expect(names.text(sentence)).toBe(expected());
  });

  it('a fold or group has a pseudonym where it is a subject', () => {
    expect([names.ifSubject('7'), names.ifSubject('site-7')]).toEqual([names.subject('7'), 'site-7']);
  });

  it('without a row every sentence stays', () => {
    expect(pseudonymsOf(key, [], '.').text('a. b')).toBe('a. b');
  });
});

describe('the key', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wince-name-key-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('is made once, for its owner alone, also by two at the same instant', async () => {
    const path = join(folder, '.wince', 'name-key');
    const [one, other] = await Promise.all([openNameKey(path), openNameKey(path)]);
    expect(one).toHaveLength(32);
    expect([...other]).toEqual([...one]);
    expect([...(await openNameKey(path))]).toEqual([...one]);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('two projects have two keys', async () => {
    const keys = await Promise.all(['a', 'b'].map((name) => openNameKey(join(folder, name))));
    expect([...keys[0]]).not.toEqual([...keys[1]]);
  });

  it('that others can read is refused, and stays as it is', async () => {
    const path = join(folder, 'open');
    await openNameKey(path);
    const before = await readFile(path, 'utf8');
    await chmod(path, 0o644);
    await expect(openNameKey(path)).rejects.toMatchObject({
      code: 'bad-name-key',
      hint: expect.stringContaining('chmod 600'),
    });
    expect(await readFile(path, 'utf8')).toBe(before);
  });

  it('a file that is none is refused by its name', async () => {
    const path = join(folder, 'none');
    await writeFile(path, 'a password', { mode: 0o600 });
    await expect(openNameKey(path)).rejects.toMatchObject({
      code: 'bad-name-key',
      message: expect.stringContaining(path),
    });
  });
});
