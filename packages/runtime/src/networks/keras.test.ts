import { createRequire } from 'node:module';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { randomFrom } from '@wince/core';
import { readKerasLayers } from '@wince/networks';
import { expect, test } from 'vitest';
import { layersOfGraph } from './layers.ts';

const require = createRequire(import.meta.url);

/** The Keras models that come with nsfwjs, and TensorFlow.js on the same numbers, at every layer of them. */
test.each([
  ['inception_v3', 299],
  ['mobilenet_v2', 224],
])('%s gives the numbers of TensorFlow.js at every layer', async (name, side) => {
  const { json, weights } = packed(name);
  const graph = readKerasLayers(json, weights);
  expect(graph.inputShape).toEqual([3, side, side]);
  setWasmPaths(`${path.dirname(require.resolve('@tensorflow/tfjs-backend-wasm'))}${path.sep}`);
  await tf.setBackend('wasm');
  await tf.ready();
  const { modelTopology, weightsManifest } = json;
  const weightSpecs = weightsManifest.flatMap((group: { weights: unknown[] }) => group.weights);
  const model = await tf.loadLayersModel({
    load: async () => ({ modelTopology, weightSpecs, weightData: new Uint8Array(weights).buffer }),
  });
  const random = randomFrom('keras');
  const pixels = side * side;
  const numbers = Float32Array.from({ length: pixels * 3 }, () => random.next());
  const own = Float32Array.from(numbers, (_, i) => numbers[(i % pixels) * 3 + Math.floor(i / pixels)]);
  const names = model.layers
    .map(({ name }) => name)
    .filter((name) => graph.layers.some((layer) => layer.name === name));
  expect(names.length).toBe(model.layers.length - 1);
  const read = await layersOfGraph(graph).read(names, own, 2);
  const outputs = names.flatMap((name) => model.getLayer(name).output);
  const results = tf.model({ inputs: model.inputs, outputs }).predict(tf.tensor(numbers, [1, side, side, 3]));
  /** The greatest number of each layer. */
  const greatest = new Map<string, number>();
  for (const [i, result] of [results].flat().entries()) {
    const first = result.rank === 4 ? result.transpose([0, 3, 1, 2]) : result;
    const wanted = await first.data();
    const found = read.get(names[i])?.data ?? new Float32Array();
    expect(found.length, names[i]).toBe(wanted.length);
    let largest = 0;
    let difference = 0;
    for (let k = 0; k < wanted.length; k++) {
      largest = Math.max(largest, Math.abs(wanted[k]));
      difference = Math.max(difference, Math.abs(wanted[k] - found[k]));
    }
    greatest.set(names[i], largest);
    // What a clip lets through is as exact as what it reads, whose greatest numbers it cuts off.
    const { operation, inputs } = graph.layers.find((layer) => layer.name === names[i]) ?? {};
    const scale = operation?.kind === 'clip' ? (greatest.get(inputs?.[0] ?? '') ?? 0) : largest;
    expect(difference / scale, names[i]).toBeLessThanOrEqual(1e-5);
  }
});

test('a model that is none is refused', () => {
  const { json, weights } = packed('inception_v3');
  expect(() => readKerasLayers({}, weights)).toThrow('the file does not have this format');
  expect(() => readKerasLayers(json, weights.subarray(1))).toThrow('are left');
  const other = structuredClone(json);
  other.modelTopology.model_config.config.layers[1].class_name = 'Lambda';
  expect(() => readKerasLayers(other, weights)).toThrow(
    'in layer "conv2d_1" at model_config.config.layers[1]: the layer class Lambda cannot be read',
  );
});

function packed(name: string) {
  const main = require.resolve('nsfwjs');
  const folder = path.join(main.slice(0, main.indexOf('nsfwjs') + 6), 'dist', 'models', name);
  const json = require(path.join(folder, 'model.min.js'));
  const shards = json.weightsManifest.flatMap((group: { paths: string[] }) => group.paths);
  const parts = shards.map((shard: string) =>
    Buffer.from(require(path.join(folder, `${shard}.min.js`)), 'base64'),
  );
  return { json: JSON.parse(JSON.stringify(json)), weights: new Uint8Array(Buffer.concat(parts)) };
}
