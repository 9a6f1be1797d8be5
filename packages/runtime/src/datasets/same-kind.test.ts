import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clipParameters, faceParameters } from '@wince/core';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openExtractor } from '../measure/recording-extractor.ts';
import { recordingKind } from '../media/index.ts';
import { memoryStore } from '../store/index.ts';
import { checkDataset } from './check.ts';
import { listFolder } from './folder-files.ts';
import { readDataset } from './read.ts';

/** Files whose names say something else than their content, and what every command takes them for. */
const FILES = [
  ['picture.mp4', 'picture'],
  ['picture', 'picture'],
  ['sound.jpg', 'sound'],
  ['text.jpg', 'picture'],
  ['text.mp4', 'video'],
  ['text.dat', 'unknown'],
] as const;

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-kinds-'));
  const grey = sharp({ create: { width: 300, height: 300, channels: 3, background: '#777' } });
  await grey.png().toFile(join(folder, 'picture.png'));
  for (const name of ['picture.mp4', 'picture'])
    await copyFile(join(folder, 'picture.png'), join(folder, name));
  // A second of silence as WAV.
  const wav = Buffer.alloc(44 + 16_000);
  wav.write('RIFF');
  wav.writeUInt32LE(36 + 16_000, 4);
  wav.write('WAVEfmt ', 8);
  wav.writeUInt32LE(16, 16);
  for (const [at, value] of [
    [20, 1],
    [22, 1],
    [32, 2],
    [34, 16],
  ])
    wav.writeUInt16LE(value, at);
  wav.writeUInt32LE(8000, 24);
  wav.writeUInt32LE(16_000, 28);
  wav.write('data', 36);
  wav.writeUInt32LE(16_000, 40);
  await writeFile(join(folder, 'sound.jpg'), wav);
  for (const name of ['text.jpg', 'text.mp4', 'text.dat'])
    await writeFile(join(folder, name), `no recording: ${name}\n`);
  const rows = FILES.map(([name], i) => `${name},S${Math.floor(i / 2)},${i < 2 ? 'pain' : 'rest'}`);
  await writeFile(join(folder, 'dataset.csv'), `path,subject,label\n${rows.join('\n')}\n`);
  await writeFile(join(folder, 'dataset.yaml'), 'positive: pain\n');
});
afterAll(() => rm(folder, { recursive: true }));

test.each(FILES)('%s is taken for: %s', async (name, kind) => {
  expect(await recordingKind(join(folder, name))).toBe(kind);
});

test('a check and an extraction take each file for the same', async () => {
  const store = memoryStore();
  const findings = await checkDataset(await readDataset(folder));
  const errors = new Map(
    findings.flatMap(({ level, path, code }) => (level === 'error' && path ? [[path, code]] : [])),
  );
  const setup = { face: faceParameters.parse({}), clips: clipParameters.parse({}), features: ['hog'] };
  const extractor = await openExtractor(store, setup);
  const states = new Map<string, string>();
  for (const [name] of FILES) {
    const row = { row: 0, start: null, end: null, reference: false };
    const [{ finding }] = await extractor.extract({
      path: join(folder, name),
      sha256: 'ab',
      rows: [row],
      rest: null,
    });
    states.set(name, finding.status === 'no-face' ? 'no-face' : finding.reason);
  }
  await extractor.close();
  // The pictures have no face, and of the sound nothing is wrong but that it has no pictures.
  expect(Object.fromEntries(states)).toEqual({
    ...{ 'picture.mp4': 'no-face', picture: 'no-face' },
    'sound.jpg': 'The recording has sound, but no pictures.',
    'text.jpg': expect.stringContaining('is not a picture'),
    'text.mp4': expect.stringContaining('is not a video'),
    'text.dat': expect.stringContaining('is not a recording'),
  });
  expect([...errors.keys()].sort()).toEqual(['text.dat', 'text.jpg', 'text.mp4']);
  expect(errors.get('text.jpg')).toBe('not-a-picture');
  expect(errors.get('text.dat')).toBe('not-a-recording');
});

test('a new data set takes the same files for recordings, and tells of what has content without a name', async () => {
  const { recordings, others } = await listFolder(folder);
  const named = FILES.filter(([name, kind]) => kind !== 'unknown' && name !== 'picture').map(
    ([name]) => name,
  );
  expect(recordings.filter((name) => name !== 'picture.png')).toEqual(named.toSorted());
  const reasons = new Map(others.map(({ path, reason }) => [path, reason]));
  expect(reasons.get('picture')).toContain('Add .png to the name');
  expect(reasons.get('text.dat')).toBe('not a recording');
});
