import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import type { NetworkCard } from '@wince/networks';
import { layersOfNetwork } from './layers.ts';
import { noise, offBy } from './onnx-agreement.fixture.ts';

/** TensorFlow.js with its WebAssembly backend. */
export async function startTfjs(): Promise<void> {
  const entry = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
  setWasmPaths(`${path.dirname(entry)}${path.sep}`);
  await tf.setBackend('wasm');
  await tf.ready();
}

/** Writes a model as a page writes it that saves one: the description, and all weights in one file. */
export async function saveModel(
  model: tf.LayersModel,
  folder: string,
  names: { readonly json: string; readonly path: string; readonly bin: string },
): Promise<string> {
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, names.json);
  await model.save(
    tf.io.withSaveHandler(async ({ modelTopology, weightSpecs, weightData }) => {
      const weightsManifest = [{ paths: [names.path], weights: weightSpecs }];
      await writeFile(file, JSON.stringify({ modelTopology, format: 'layers-model', weightsManifest }));
      const bytes = new Uint8Array(tf.io.CompositeArrayBuffer.join(weightData));
      await writeFile(path.join(folder, names.bin), bytes);
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
    }),
  );
  return file;
}

/**
 * Compares an imported layers model with TensorFlow.js, at every layer of it and of the models in it.
 *
 * @returns the layers with how far they are off
 */
export async function offFromTfjs(
  card: NetworkCard,
  home: string,
  model: tf.LayersModel,
): Promise<ReadonlyMap<string, number>> {
  const layers = await layersOfNetwork(card, home);
  const [channels, height, width] = layers.inputShape;
  const own = noise(layers.inputShape);
  const pixels = height * width;
  const turned = Float32Array.from(own, (_, i) => own[(i % channels) * pixels + Math.floor(i / channels)]);
  const input = tf.tensor(turned, [1, height, width, channels]);
  const wanted = activations(model, input);
  const found = await layers.read([...wanted.keys()], own);
  const off = new Map<string, number>();
  for (const [name, tensor] of wanted) {
    const first = tensor.rank === 4 ? tensor.transpose([0, 3, 1, 2]) : tensor;
    off.set(name, offBy(found.get(name)?.data ?? [], await first.data()));
  }
  tf.dispose([input, ...wanted.values()]);
  return off;
}

/** What every layer gives, by its name. */
function activations(model: tf.LayersModel, input: tf.Tensor): ReadonlyMap<string, tf.Tensor> {
  const values = new Map<string, tf.Tensor>();
  const nodes = model.layers.map((layer) => ({
    layer,
    node: layer.inboundNodes[layer.inboundNodes.length - 1],
  }));
  const run = (outputs: tf.SymbolicTensor[]) =>
    [tf.model({ inputs: model.inputs, outputs }).predict(input)].flat();
  if (model instanceof tf.Sequential) {
    let last = input;
    for (const { layer } of nodes) {
      if (layer.getClassName() === 'InputLayer') continue;
      if (layer instanceof tf.LayersModel)
        for (const [name, value] of activations(layer, last)) values.set(name, value);
      const next = layer.apply(last);
      if (!(next instanceof tf.Tensor)) throw new TypeError(`${layer.name} gives no tensor`);
      if (!(layer instanceof tf.LayersModel)) values.set(layer.name, next);
      last = next;
    }
    return values;
  }
  for (const { layer, node } of nodes) {
    if (layer.getClassName() === 'InputLayer') continue;
    if (layer instanceof tf.LayersModel) {
      const [inner] = run(node.inputTensors);
      for (const [name, value] of activations(layer, inner)) values.set(name, value);
    } else {
      values.set(layer.name, run(node.outputTensors)[0]);
    }
  }
  return values;
}
