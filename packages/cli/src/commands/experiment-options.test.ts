import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { expect, test } from 'vitest';
import {
  addDatasetOptions,
  type ExperimentOptions,
  extractionOf,
  faceOption,
  specificationOf,
} from './experiment-options.ts';

const given = (...args: readonly string[]): ExperimentOptions => {
  const command = addDatasetOptions(new Command())
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  return command.parse(args, { from: 'user' }).opts();
};

test.each([
  ['largest', 'largest'],
  ['only', 'only'],
  ['near 120,80', { near: [120, 80] }],
  ['near 0.25, 0.5', { near: [0.25, 0.5] }],
  ['NEAR:10,20', { near: [10, 20] }],
  ['2', { index: 2 }],
  ['index 3', { index: 3 }],
])('--face %j', async (text, which) => {
  expect(faceOption(text)).toEqual(which);
  const options = given('--dataset', 'ward', '--face', text);
  expect((await specificationOf(undefined, options)).face.choose.which).toEqual(which);
  expect((await extractionOf(undefined, { ...options, features: ['hog'] })).face.choose.which).toEqual(which);
});

test.each(['smallest', 'near', 'near 1', 'near a,b', '0', '-1', 'index 0', '1.5', ''])(
  '--face %j is refused with what can be given',
  (text) => {
    expect(() => given('--face', text)).toThrow("Give largest, 'near X,Y'");
  },
);

test('options stand for what a file says, and leave the rest of it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'wince-options-'));
  const file = join(folder, 'ward.yaml');
  await writeFile(
    file,
    'dataset: ward\nfeatures: [hog]\nclassifiers: [knn]\nface: { choose: { which: largest, sizeWeight: 2 } }\nclips: { clock: container, rate: 5 }\n',
  );
  const plain = await specificationOf(file, {});
  expect([plain.face.choose.which, plain.clips.clock]).toEqual(['largest', 'container']);
  const other = await specificationOf(file, given('--face', '1', '--clock', 'player'));
  expect(other.face.choose).toMatchObject({ which: { index: 1 }, sizeWeight: 2 });
  expect(other.clips).toMatchObject({ clock: 'player', rate: 5 });
  await rm(folder, { recursive: true });
});

test('--clock is player or container', async () => {
  const options = given('--dataset', 'ward', '--clock', 'container');
  expect((await specificationOf(undefined, options)).clips.clock).toBe('container');
  expect((await specificationOf(undefined, given('--dataset', 'ward'))).clips.clock).toBe('player');
  expect(() => given('--clock', 'wall')).toThrow('Allowed choices are player, container');
});

test('--cry-only stands for what a file says, and a file can say it', async () => {
  expect((await specificationOf(undefined, given('--dataset', 'ward', '--cry-only'))).clips.cryOnly).toBe(
    true,
  );
  const options = { ...given('--dataset', 'ward', '--cry-only', '--clock', 'container'), features: ['cry'] };
  expect((await extractionOf(undefined, options)).clips).toMatchObject({ cryOnly: true, clock: 'container' });
  const folder = await mkdtemp(join(tmpdir(), 'wince-cry-only-'));
  const file = join(folder, 'ward.yaml');
  await writeFile(file, 'dataset: ward\nfeatures: [cry]\nclassifiers: [knn]\nclips: { cry_only: true }\n');
  expect((await specificationOf(file, {})).clips.cryOnly).toBe(true);
  await rm(folder, { recursive: true });
});
