import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomFrom, WinceError } from '@wince/core';
import { Command } from 'commander';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { datasetCommand } from './dataset.ts';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-cli-dataset-'));
  for (const name of ['S1_pain', 'S1_rest', 'S2_pain', 'S2_rest']) {
    const random = randomFrom('cli', name);
    const squares = Buffer.from(Array.from({ length: 16 * 16 * 3 }, () => random.below(256)));
    const drawn = sharp(squares, { raw: { width: 16, height: 16, channels: 3 } }).resize(64, 64, {
      kernel: 'cubic',
    });
    await drawn.jpeg().toFile(join(folder, `${name}.jpg`));
  }
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

/** What a call prints on standard output, with the exit status that it leaves. */
async function run(...args: string[]): Promise<{ out: string; status: number }> {
  const lines: string[] = [];
  vi.spyOn(console, 'log').mockImplementation((line) => lines.push(String(line)));
  vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
  process.exitCode = undefined;
  const command = new Command('dataset');
  datasetCommand(command);
  await command.parseAsync(args, { from: 'user' });
  return { out: lines.join('\n'), status: Number(process.exitCode ?? 0) };
}

const PATTERN = ['--pattern', '{subject}_{label}.jpg'];

test('create, check, forget', async () => {
  const created = await run(
    'create',
    folder,
    ...PATTERN,
    '--positive',
    'pain',
    '--source',
    'a test',
    '--licence',
    'none',
    '--labels-from',
    'stimulus',
  );
  expect(created.out).toContain('4 rows of 2 subjects');
  expect(await readFile(join(folder, 'dataset.yaml'), 'utf8')).toContain('positive: pain\n');

  const checked = await run('check', folder, '--no-faces');
  expect(checked).toMatchObject({ status: 0 });
  expect(checked.out).toContain('4 rows: 0 errors, 0 warnings, 2 notes');

  const forgotten = await run(
    'forget',
    'S2',
    '--dataset',
    folder,
    '--cache',
    join(folder, 'cache'),
    '--pictures',
  );
  expect(forgotten.out).toContain('This was removed for S2:');
  expect(forgotten.out).toContain('Not removed. Please delete these yourself:');
  await expect(access(join(folder, 'S2_pain.jpg'))).rejects.toThrow();
  expect(await readFile(join(folder, 'dataset.csv'), 'utf8')).toBe(
    'path,subject,label\nS1_pain.jpg,S1,pain\nS1_rest.jpg,S1,rest\n',
  );
});

test('--json prints one document and nothing else', async () => {
  expect(JSON.parse((await run('create', folder, ...PATTERN, '--json')).out)).toMatchObject({
    rows: 4,
    subjects: 2,
  });
  expect(JSON.parse((await run('check', folder, '--no-faces', '--json')).out)).toMatchObject({
    rows: 4,
    errors: 0,
    warnings: 0,
  });
  const dry = await run(
    'forget',
    'S1',
    '--dataset',
    folder,
    '--cache',
    join(folder, 'cache'),
    '--dry-run',
    '--json',
  );
  expect(JSON.parse(dry.out)).toMatchObject({ subject: 'S1', dry_run: true, rows: 2, rows_left: 2 });
});

test('a check that finds errors ends with status 1', async () => {
  await run('create', folder, ...PATTERN);
  await writeFile(join(folder, 'S1_pain.jpg'), '');
  const checked = await run('check', folder, '--no-faces');
  expect(checked.status).toBe(1);
  expect(checked.out).toContain('error    S1_pain.jpg has no content (0 bytes).');
});

test('labels from a scale, with bands by name or by number', async () => {
  const table = join(folder, 'scores.csv');
  await writeFile(table, 'file,subject,nips\nS1_pain,S1,6\nS1_rest,S1,3\nS2_pain,S2,4\nS2_rest,S2,0\n');
  const scored = ['create', folder, '--table', table, '--scale', 'nips', '--force', '--json'];
  const labels = async (...bands: string[]) => JSON.parse((await run(...scored, ...bands)).out).labels;
  expect(await labels()).toEqual({ middle: 2, 'no-pain': 1, pain: 1 });
  expect(await labels('--bands', 'cutoff-4')).toEqual({ 'no-pain': 2, pain: 2 });
  expect(await labels('--bands', '0-2,3-7')).toEqual({ 'no-pain': 1, pain: 3 });
  expect(await labels('--bands', '0-3,4-5,6-7')).toEqual({ middle: 1, 'no-pain': 2, pain: 1 });
  expect(await readFile(join(folder, 'dataset.yaml'), 'utf8')).toContain('scale: nips');
});

describe('a wrong call is a typed error', () => {
  test.each([
    ['no-pattern', () => ['create', folder]],
    ['bad-option', () => ['create', folder, ...PATTERN, '--labels-from', 'scale']],
    ['bad-bands', () => ['create', folder, ...PATTERN, '--scale', 'nips', '--bands', '0-7']],
    ['unknown-bands', () => ['create', folder, ...PATTERN, '--scale', 'nips', '--bands', 'cutoff-5']],
    ['no-such-dataset', () => ['check', join(folder, 'nowhere')]],
    ['no-such-dataset', () => ['forget', 'S1', '--dataset', join(folder, 'nowhere')]],
  ])('%s', async (code, args) => {
    const error = await run(...args()).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(WinceError);
    expect(error).toMatchObject({ code, status: 2 });
  });
});
