import { copyFile, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { randomFrom } from '@wince/core';
import { type NetworkCard, parseNetworkFeature } from '@wince/networks';
import protobuf from 'protobufjs/light.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { group, SHARED } from '../../../../tests/groups.ts';
import { drawnGraph, writeNetwork } from '../../../../tests/written-networks.ts';
import { vggF } from '../../../networks/src/architectures/vgg.ts';
import { narrow } from '../../../networks/src/fixtures/narrow.fixture.ts';
import { memoryStore } from '../store/index.ts';
import { openFeatureNetwork } from './features.ts';
import { importNetwork } from './import-network.ts';
import { importedCards, networkCatalogue } from './imported.ts';
import { preprocessed } from './preprocessed.ts';
import { openNetwork, openNetworkTensor } from './session.ts';

const SMALL = path.join(SHARED, 'data/networks/small-nets');
const DETECTORS = path.join(SHARED, 'data/networks/caffe-ultraface');

let home: string;
beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'wince-home-'));
});
afterAll(() => rm(home, { recursive: true }));

describe('a model of TensorFlow.js that is imported', () => {
  const require = createRequire(import.meta.url);
  const human = path.join(path.dirname(require.resolve('@vladmandic/human')), '../models');
  const main = require.resolve('nsfwjs');
  const nsfwjs = path.join(main.slice(0, main.indexOf('nsfwjs') + 6), 'dist/models');

  test('as a graph gives what the built-in one gives, and knows its shards', async () => {
    const file = path.join(human, 'faceres.json');
    const card = await importNetwork({ file, home, name: 'graph', mean: 'none', domain: 'faces' });
    expect(card.source).toMatchObject({ kind: 'file', format: 'tfjs', beside: [{ file: 'faceres.bin' }] });
    const node = 'global_pooling/Mean';
    const values = await embedding('graph', node, home);
    const wanted = await embedding('faceres', node, home);
    expect(values.length).toBe(1024);
    expect(largestDifference(values, wanted)).toBeLessThanOrEqual(1e-5 * largest(wanted));
  });

  test('as layers of Keras in scripts gives numbers, and is marked as what it is', async () => {
    const file = path.join(nsfwjs, 'inception_v3/model.min.js');
    const card = await importNetwork({ file, home, name: 'inception', mean: 'none', scale: 1 / 255 });
    expect(card.source).toMatchObject({ format: 'keras', file: 'model.min.js' });
    expect(card.source.kind === 'file' && card.source.beside?.length).toBe(6);
    expect(card.input).toMatchObject({ width: 299, height: 299, colour: 'rgb' });
    expect(card.taps.find(({ name }) => name === card.outputs[0])?.shape).toEqual([5]);
  });

  test.each<[string, (folder: string, json: string) => Promise<void>, string]>([
    [
      'a shard is missing',
      async (folder) => rm(path.join(folder, 'emotion.bin')),
      'emotion.bin, which contains its weights',
    ],
    ['a shard is cut', async (folder) => truncate(path.join(folder, 'emotion.bin'), 1000), 'at byte'],
    [
      'its shards lie elsewhere',
      (folder, json) =>
        writeFile(path.join(folder, 'emotion.json'), json.replace('emotion.bin', '../emotion.bin')),
      'its weights "../emotion.bin" are not in the same folder',
    ],
    [
      'it is not valid JSON',
      (folder, json) => writeFile(path.join(folder, 'emotion.json'), json.slice(0, 100)),
      'is not valid JSON',
    ],
    [
      'it is another JSON',
      (folder) => writeFile(path.join(folder, 'emotion.json'), '{}'),
      'has no modelTopology',
    ],
  ])('is refused where %s', async (_, damage, message) => {
    const folder = await mkdtemp(path.join(home, '.model-'));
    for (const name of ['emotion.json', 'emotion.bin'])
      await copyFile(path.join(human, name), path.join(folder, name));
    await damage(folder, await readFile(path.join(folder, 'emotion.json'), 'utf8'));
    const importing = importNetwork({
      file: path.join(folder, 'emotion.json'),
      home,
      name: 'damaged',
      mean: 'none',
    });
    await expect(importing).rejects.toMatchObject({ code: 'bad-network-file' });
    await expect(importing).rejects.toThrow(message);
    expect(await readdir(home)).not.toContain('damaged');
  });
});

test('imports at once into one folder: each is whole, whoever reads meanwhile sees whole ones, nothing is left over', async () => {
  const own = await mkdtemp(path.join(tmpdir(), 'wince-imports-'));
  const written = await writeNetwork(drawnGraph(narrow(vggF)), 'mat5', path.join(own, 'files'), 'net');
  const folder = path.join(own, 'home');
  let running = true;
  const reader = (async () => {
    while (running) for (const card of await importedCards(folder)) expect(card.id).toMatch(/^(one|two)$/);
  })();
  // Two names, and twice the same one, with two means in turn.
  const means = ['100,100,100', '90,90,90', undefined] as const;
  const importAs = (name: string, mean: string | undefined) =>
    importNetwork({ ...written, ...(mean && { mean }), home: folder, name });
  const calls = means.flatMap((mean) => [
    importAs('one', mean),
    importAs('two', mean),
    importAs('one', mean),
  ]);
  const cards = await Promise.all(calls);
  running = false;
  await reader;
  expect(cards).toHaveLength(9);
  const kept = await importedCards(folder);
  expect(kept.map(({ id }) => id)).toEqual(['one', 'two']);
  for (const { id } of kept)
    await (await openNetwork({ network: id, home: folder, store: memoryStore() })).close();
  expect((await readdir(folder)).sort()).toEqual(['.content', 'one', 'two']);
  await rm(own, { recursive: true });
});

group('a network that is imported', 'shared', () => {
  test('is a feature like any other, and is kept for its owner only', async () => {
    const file = path.join(SMALL, 'tiny_vgg_f_simplenn.mat');
    const card = await importNetwork({ file, home, name: 'tiny-f' });
    expect(card).toMatchObject({
      id: 'tiny-f',
      input: { width: 79, height: 79, colour: 'rgb' },
      untrained: false,
    });
    expect((await importedCards(home)).find(({ id }) => id === 'tiny-f')).toEqual(card);
    expect((await readdir(path.join(home, 'tiny-f'))).sort()).toEqual(['card.json', 'mean.f32']);
    expect((await readdir(contentOf(card))).sort()).toEqual(['network.onnx', 'weights.bin']);
    for (const folder of [path.join(home, 'tiny-f'), contentOf(card)])
      expect((await stat(folder)).mode & 0o777).toBe(0o700);
    const known = await networkCatalogue(home);
    const specs = ['tiny-f:fc7', 'tiny-f:pool5@max'].map((text) => parseNetworkFeature(text, known));
    const network = await openFeatureNetwork({ specs, store: memoryStore(), home });
    const image = await readFile(path.join(SMALL, 'tiny_vgg_f_simplenn.image_u8_hwc.bin'));
    const tables = await network.run([{ width: 79, height: 79, data: new Uint8Array(image) }]);
    await network.close();
    expect(tables.get('tiny-f:fc7')?.columns).toBe(24);
    // The golden's fc7, from a picture whose mean was subtracted by hand.
    const input = await readFile(path.join(SMALL, 'tiny_vgg_f_simplenn.input.bin'));
    const behind = await openNetworkTensor({ network: 'tiny-f', taps: ['fc7'], store: memoryStore(), home });
    const wanted = (await behind.run(new Float32Array(new Uint8Array(input).buffer))).get('fc7')?.data ?? [];
    await behind.close();
    for (const [i, value] of (tables.get('tiny-f:fc7')?.data ?? []).entries())
      expect(value).toBeCloseTo(wanted[i], 3);
  });

  test('from Caffe and from ONNX gives the same boxes', async () => {
    const colours = { mean: '127,127,127', scale: 1 / 128, colour: 'rgb', home, domain: 'faces' } as const;
    const caffe = await importNetwork({
      ...colours,
      file: path.join(DETECTORS, 'slim-320.caffemodel'),
      prototxt: path.join(DETECTORS, 'slim-320.prototxt'),
    });
    const onnx = await importNetwork({
      ...colours,
      file: path.join(DETECTORS, 'version-slim-320_without_postprocessing.onnx'),
    });
    const data = new Uint8Array(await readFile(path.join(DETECTORS, 'golden/input_rgb_u8_240x320x3.bin')));
    const boxes = await Promise.all(
      [caffe, onnx].map(async ({ id }) => {
        const session = await openNetwork({ network: id, taps: ['boxes'], store: memoryStore(), home });
        const values = await session.run({ width: 320, height: 240, data });
        await session.close();
        return values.get('boxes')?.data ?? new Float32Array();
      }),
    );
    const largest = boxes[0].reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const difference = boxes[0].reduce((most, value, i) => Math.max(most, Math.abs(value - boxes[1][i])), 0);
    expect(difference / largest).toBeLessThanOrEqual(1e-5);
  });

  test('from Caffe sees BGR, less the middle of a mean picture that is larger', async () => {
    const [rows, columns] = [36, 40];
    const picture = Float32Array.from({ length: 3 * rows * columns }, (_, i) => i % 200);
    const writer = protobuf.Writer.create();
    for (const [field, size] of [1, 3, rows, columns].entries()) writer.uint32((field + 1) << 3).int32(size);
    const mean = path.join(home, 'mean.binaryproto');
    await writeFile(
      mean,
      writer
        .uint32((5 << 3) | 2)
        .bytes(new Uint8Array(picture.buffer))
        .finish(),
    );
    const { input } = await importNetwork({
      file: path.join(SMALL, 'tiny_padpool_v1.caffemodel'),
      prototxt: path.join(SMALL, 'tiny_padpool_v1.prototxt'),
      home,
      mean,
      name: 'padpool',
    });
    expect(input).toMatchObject({ width: 32, height: 32, colour: 'bgr', scale: 1 });
    const image = { width: 32, height: 32, data: new Uint8Array(32 * 32 * 3).fill(7) };
    for (let i = 0; i < image.data.length; i += 3) image.data[i] = 250;
    const found = await preprocessed(input, image);
    // Blue comes first, red last; the mean is cropped by two rows and four columns on each side.
    const at = (c: number, y: number, x: number) => picture[(c * rows + y + 2) * columns + x + 4];
    for (const [c, y, x] of [
      [0, 0, 0],
      [1, 5, 9],
      [2, 31, 31],
    ]) {
      expect(found[(c * 32 + y) * 32 + x]).toBe((c === 2 ? 250 : 7) - at(c, y, x));
    }
  });

  test('is refused where its preprocessing is not known, and where its name is taken', async () => {
    const file = path.join(SMALL, 'tiny_padpool_v1.caffemodel');
    const prototxt = path.join(SMALL, 'tiny_padpool_v1.prototxt');
    await expect(importNetwork({ file, prototxt, home })).rejects.toMatchObject({
      code: 'unclear-preprocessing',
      status: 2,
    });
    await expect(importNetwork({ file, prototxt, home, mean: '1,2' })).rejects.toMatchObject({
      code: 'bad-mean',
    });
    const named = importNetwork({ file, prototxt, home, mean: 'none', name: 'faceres' });
    await expect(named).rejects.toMatchObject({ code: 'network-name-taken' });
    const other = path.join(SMALL, 'tiny_vgg_f_v1.prototxt');
    await expect(importNetwork({ file, prototxt: other, home, mean: 'none' })).rejects.toThrow(
      'in layer "conv1"',
    );
    await expect(importNetwork({ file: prototxt, home })).rejects.toMatchObject({
      code: 'unknown-network-format',
    });
  });

  test('lies under its hash: two names share it, and it goes with the last of them', async () => {
    const place = await mkdtemp(path.join(home, '.place-'));
    const file = (name: string) => path.join(SMALL, `tiny_vgg_${name}.mat`);
    const importAs = (name: string, id: string) => importNetwork({ file: file(name), home: place, name: id });
    const contents = () => readdir(path.join(place, '.content'));
    await importAs('f_simplenn', 'one');
    await importAs('f_simplenn', 'two');
    expect(await contents()).toHaveLength(1);
    await importAs('m_simplenn_old', 'one');
    expect(await contents()).toHaveLength(2);
    const { source } = await importAs('m_simplenn_old', 'two');
    expect(await contents()).toEqual([source.kind === 'file' ? source.converted : '']);
    expect((await readdir(place)).sort()).toEqual(['.content', 'one', 'two']);
  });

  test('is found out where its stored file changed, and is whole again when it is imported anew', async () => {
    const file = path.join(SMALL, 'tiny_vgg_f_simplenn.mat');
    const card = await importNetwork({ file, home, name: 'tiny-f' });
    const weights = path.join(contentOf(card), 'weights.bin');
    const bytes = await readFile(weights);
    bytes[bytes.length >> 1] ^= 1;
    await writeFile(weights, bytes);
    await expect(openNetwork({ network: 'tiny-f', store: memoryStore(), home })).rejects.toMatchObject({
      code: 'bad-network-store',
    });
    await importNetwork({ file, home, name: 'tiny-f' });
    await (await openNetwork({ network: 'tiny-f', store: memoryStore(), home })).close();
  });
});

/** Where the layers and weights of an imported network lie. */
function contentOf({ source }: NetworkCard): string {
  return path.join(home, '.content', source.kind === 'file' ? source.converted : '');
}

async function embedding(network: string, tap: string, folder: string): Promise<Float32Array> {
  const session = await openNetwork({ network, taps: [tap], store: memoryStore(), home: folder });
  const random = randomFrom('picture');
  const data = Uint8Array.from({ length: 224 * 224 * 3 }, () => random.below(256));
  const values = await session.run({ width: 224, height: 224, data });
  await session.close();
  return values.get(tap)?.data ?? new Float32Array();
}

function largest(values: Float32Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);
}
