import { cp, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { importNetwork } from './import-network.ts';
import { TOLERANCE } from './onnx-agreement.fixture.ts';
import { offFromTfjs, saveModel, startTfjs } from './tfjs-agreement.fixture.ts';

/*
 * Layers models as TensorFlow.js saves them: made and written here by its own functions, and compared with it at every layer.
 */

let home: string;
beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'wince-saved-'));
  await startTfjs();
});
afterAll(() => rm(home, { recursive: true }));

const { layers } = tf;

/** Maps of 12 x 10 in three colours, five of them behind a convolution. */
function body(name: string): tf.LayersModel {
  const input = tf.input({ shape: [12, 10, 3], name: `${name}_in` });
  const conv = layers.conv2d({
    filters: 5,
    kernelSize: 3,
    strides: 2,
    padding: 'same',
    name: `${name}_conv`,
  });
  const norm = layers.batchNormalization({ name: `${name}_norm` });
  const a = norm.apply(conv.apply(input));
  const relu = layers.reLU({ maxValue: 6, name: `${name}_relu` }).apply(a);
  const separable = layers.separableConv2d({
    filters: 5,
    kernelSize: 3,
    padding: 'same',
    activation: 'elu',
    name: `${name}_separable`,
  });
  const sum = layers.add({ name: `${name}_sum` }).apply([one(relu), one(separable.apply(relu))]);
  return tf.model({ inputs: input, outputs: one(sum), name });
}

function one(value: tf.SymbolicTensor | tf.SymbolicTensor[] | tf.Tensor | tf.Tensor[]): tf.SymbolicTensor {
  if (value instanceof tf.SymbolicTensor) return value;
  throw new TypeError('no tensor of a model');
}

/** Weights that are not those of a start, batch normalisation among them. */
function withWeights(model: tf.LayersModel): tf.LayersModel {
  const drawn = model.getWeights().map((tensor, i) => {
    const values = tf.randomNormal(tensor.shape, 0, 0.5, 'float32', i + 1);
    // Variances are above 0.
    return tensor.rank === 1 ? values.abs().add(0.1) : values;
  });
  model.setWeights(drawn);
  return model;
}

const MODELS: Readonly<Record<string, () => tf.LayersModel>> = {
  'a chain without inbound nodes': () =>
    tf.sequential({
      layers: [
        layers.conv2d({ filters: 4, kernelSize: 3, activation: 'tanh', inputShape: [12, 10, 3], name: 'c1' }),
        layers.maxPooling2d({ poolSize: 2, name: 'p1' }),
        layers.leakyReLU({ alpha: 0.1, name: 'leaky' }),
        layers.dropout({ rate: 0.5, name: 'drop' }),
      ],
    }),
  'a chain that shapes': () =>
    tf.sequential({
      layers: [
        layers.conv2d({
          filters: 4,
          kernelSize: 3,
          activation: 'softmax',
          inputShape: [12, 10, 3],
          name: 'c1',
        }),
        layers.reshape({ targetShape: [8, -1, 5], name: 'map' }),
        layers.permute({ dims: [3, 1, 2], name: 'turned' }),
        layers.globalMaxPooling2d({ name: 'greatest' }),
        layers.reshape({ targetShape: [2, 4], name: 'table' }),
        layers.softmax({ axis: -1, name: 'rows' }),
        layers.flatten({ name: 'flat' }),
        layers.dense({ units: 3, activation: 'sigmoid', name: 'd1' }),
        layers.reshape({ targetShape: [1, 1, 3], name: 'pixel' }),
        layers.conv2d({ filters: 2, kernelSize: 1, useBias: false, name: 'c2' }),
      ],
    }),
  'a graph': () => body('alone'),
  'a chain of a chain that holds a graph, as Teachable Machine has it': () => {
    const features = tf.sequential({ name: 'features' });
    features.add(body('inner'));
    features.add(layers.globalAveragePooling2d({ dataFormat: 'channelsLast', name: 'mean' }));
    const head = tf.sequential({ name: 'head' });
    head.add(layers.dense({ units: 7, activation: 'relu', inputShape: [5], name: 'h1' }));
    head.add(layers.dense({ units: 2, activation: 'softmax', useBias: false, name: 'h2' }));
    const whole = tf.sequential({ name: 'whole' });
    whole.add(features);
    whole.add(head);
    return whole;
  },
  'a graph that holds a graph and a chain': () => {
    const input = tf.input({ shape: [12, 10, 3], name: 'picture' });
    const a = one(body('left').apply(input));
    const b = one(body('right').apply(input));
    const both = one(layers.concatenate({ axis: -1, name: 'both' }).apply([a, b]));
    const head = tf.sequential({ name: 'top' });
    head.add(layers.flatten({ inputShape: [6, 5, 10], name: 'top_flat' }));
    head.add(layers.dense({ units: 3, name: 'top_dense' }));
    return tf.model({ inputs: input, outputs: one(head.apply(both)) });
  },
};

test.each(Object.keys(MODELS))('%s agrees at every layer', async (name) => {
  const model = withWeights(MODELS[name]());
  const folder = await mkdtemp(path.join(home, '.saved-'));
  const file = await saveModel(model, folder, {
    json: 'model.json',
    path: './model.weights.bin',
    bin: 'model.weights.bin',
  });
  const card = await importNetwork({ file, home, name: 'saved', mean: 'none' });
  expect(card).toMatchObject({
    source: { format: 'keras', beside: [{ file: 'model.weights.bin' }] },
    input: { height: 12, width: 10, colour: 'rgb' },
  });
  const off = await offFromTfjs(card, home, model);
  expect(off.size).toBeGreaterThan(2);
  for (const [layer, share] of off) expect(share, layer).toBeLessThanOrEqual(TOLERANCE);
  model.dispose();
});

describe('the files of a model', () => {
  let folder: string;
  let model: tf.LayersModel;
  beforeAll(async () => {
    folder = path.join(home, '.files');
    model = withWeights(body('filed'));
    await saveModel(model, folder, { json: 'model.json', path: 'weights.bin', bin: 'weights.bin' });
  });

  async function copy(): Promise<string> {
    const own = await mkdtemp(path.join(home, '.copy-'));
    await cp(folder, own, { recursive: true });
    return own;
  }
  const read = (file: string) => importNetwork({ file, home, name: 'files', mean: 'none' });

  test.each<[string, (own: string) => Promise<string>]>([
    ['its folder', async (own) => own],
    ['its model.json', async (own) => path.join(own, 'model.json')],
    [
      'a file that was renamed, and its weights with it',
      async (own) => {
        await rename(path.join(own, 'model.json'), path.join(own, 'emotion-model.json'));
        await rename(path.join(own, 'weights.bin'), path.join(own, 'emotion-model.weights.bin'));
        return path.join(own, 'emotion-model.json');
      },
    ],
    [
      'the folder of a model that was renamed',
      async (own) => {
        await rename(path.join(own, 'model.json'), path.join(own, 'emotion.json'));
        await rename(path.join(own, 'weights.bin'), path.join(own, 'emotion.bin'));
        await writeFile(path.join(own, 'metadata.json'), '{}');
        return own;
      },
    ],
  ])('are found by %s', async (_, change) => {
    const card = await read(await change(await copy()));
    const off = await offFromTfjs(card, home, model);
    expect(Math.max(...off.values())).toBeLessThanOrEqual(TOLERANCE);
  });

  test.each<[string, string, (json: Record<string, unknown>) => unknown]>([
    [
      'it has layers and no weights',
      'has the layers of a model and no weights',
      ({ modelTopology }) => modelTopology,
    ],
    [
      'it has no weightsManifest',
      'has a modelTopology, but no weightsManifest',
      ({ modelTopology }) => ({ modelTopology }),
    ],
    [
      'it has no paths',
      'has a weightsManifest without the paths',
      (json) => ({ ...json, weightsManifest: [{}] }),
    ],
    [
      'its topology is none',
      'has a modelTopology, but neither a graph of nodes nor layers',
      (json) => ({ ...json, modelTopology: {} }),
    ],
    [
      'it is the other file of Teachable Machine',
      'the model itself is in model.json',
      () => ({ packageName: '@teachablemachine/image', labels: [] }),
    ],
    ['it has neither', 'has no modelTopology and weightsManifest', () => ({})],
    [
      'its weights are at an address',
      'are not in the same folder',
      (json) => ({ ...json, weightsManifest: [{ paths: ['https://example.org/weights.bin'], weights: [] }] }),
    ],
    [
      'its weights are above',
      'are not in the same folder',
      (json) => ({ ...json, weightsManifest: [{ paths: ['a/../../weights.bin'], weights: [] }] }),
    ],
    [
      'its weights are a link that leads out',
      'which contains its weights, cannot be read',
      (json) => ({
        ...json,
        weightsManifest: [
          { paths: ['link.bin'], weights: [] },
          { paths: ['other.bin'], weights: [] },
        ],
      }),
    ],
  ])('are refused where %s, with that reason', async (_, message, change) => {
    const own = await copy();
    await symlink('/etc/hostname', path.join(own, 'link.bin'));
    const file = path.join(own, 'model.json');
    await writeFile(file, JSON.stringify(change(JSON.parse(await readFile(file, 'utf8')))));
    await expect(read(file)).rejects.toMatchObject({ code: 'bad-network-file' });
    await expect(read(file)).rejects.toThrow(message);
  });
});

describe('what goes into a model', () => {
  async function saved(model: tf.LayersModel): Promise<string> {
    const folder = await mkdtemp(path.join(home, '.input-'));
    return saveModel(withWeights(model), folder, {
      json: 'model.json',
      path: 'weights.bin',
      bin: 'weights.bin',
    });
  }
  const chain = (inputShape: (number | null)[]) =>
    tf.sequential({ layers: [layers.conv2d({ filters: 2, kernelSize: 3, inputShape, name: 'c' })] });

  test('has the size of --size where the file leaves it open', async () => {
    const model = chain([null, null, 3]);
    const file = await saved(model);
    const card = await importNetwork({ file, home, name: 'open', mean: 'none', size: [9, 8] });
    expect(card.input).toMatchObject({ height: 9, width: 8 });
    expect([...(await offFromTfjs(card, home, model)).values()]).toSatisfy((off: number[]) =>
      off.every((share) => share <= TOLERANCE),
    );
    await expect(importNetwork({ file, home, name: 'open', mean: 'none' })).rejects.toMatchObject({
      code: 'network-size',
      hint: expect.stringContaining('--size'),
    });
  });

  test('has the size of the file, and no other', async () => {
    const file = await saved(chain([9, 8, 3]));
    await importNetwork({ file, home, name: 'fixed', mean: 'none', size: [9, 8] });
    await expect(
      importNetwork({ file, home, name: 'fixed', mean: 'none', size: [8, 8] }),
    ).rejects.toMatchObject({
      code: 'network-size',
      status: 2,
    });
  });

  test('is a picture, or the model is refused for that', async () => {
    const file = await saved(
      tf.sequential({ layers: [layers.dense({ units: 2, inputShape: [14], name: 'd' })] }),
    );
    const importing = importNetwork({ file, home, name: 'vector', mean: 'none' });
    await expect(importing).rejects.toMatchObject({ code: 'unsupported-layer' });
    await expect(importing).rejects.toThrow(
      'the input has the shape [?, 14], but pictures [batch, height, width, channels] are needed',
    );
  });
});
