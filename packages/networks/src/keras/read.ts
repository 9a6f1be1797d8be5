import { z } from 'zod';
import type { Graph, Layer, Shape } from '../graph/graph.ts';
import { networkError } from '../network-error.ts';
import { readWeights } from '../tfjs/weights.ts';
import { type KerasLayer, layersModel } from './model.ts';
import { operations } from './operations.ts';
import { FORMAT, readingOf } from './reading.ts';

/**
 * Reads a Keras layers model in the form of TensorFlow.js: the parsed `model.json`, and its shards joined in their order.
 *
 * Layers of the graph have the names of the model's. An activation that belongs to a layer becomes one of its own: the
 * layer's name is what comes out of it, and `NAME/pre-activation` what goes in.
 *
 * @throws WinceError `bad-network-file` or `unsupported-layer`, naming the layer
 */
export function readKerasLayers(modelJson: unknown, shards: Uint8Array): Graph {
  const parsed = layersModel.safeParse(modelJson);
  if (!parsed.success) {
    throw networkError(
      'bad-network-file',
      FORMAT,
      `the file does not have this format: ${z.prettifyError(parsed.error)}.`,
    );
  }
  const { modelTopology, weightsManifest } = parsed.data;
  const weights = readWeights(
    weightsManifest.flatMap((group) => group.weights),
    shards,
  );
  const described = modelTopology.model_config.config.layers;
  const input = inputOf(described);
  const shapes = new Map<string, Shape>([[input.name, input.shape]]);
  const layers: Layer[] = [];
  for (const [i, layer] of described.entries()) {
    if (layer.class_name === 'InputLayer') continue;
    const place = { layer: layer.config.name, path: `model_config.config.layers[${i}]` };
    const read = operations[layer.class_name];
    if (!read) {
      throw networkError(
        'unsupported-layer',
        FORMAT,
        `the layer class ${layer.class_name} cannot be read.`,
        place,
      );
    }
    read(readingOf(layer, place, weights, shapes, layers));
  }
  return { input: input.name, inputShape: input.shape, layers };
}

function inputOf(layers: readonly KerasLayer[]): { readonly name: string; readonly shape: Shape } {
  const inputs = layers.filter(({ class_name }) => class_name === 'InputLayer');
  if (inputs.length !== 1)
    throw networkError(
      'unsupported-layer',
      FORMAT,
      `the network has ${inputs.length} inputs, but exactly 1 is needed.`,
    );
  const { config } = inputs[0];
  const sizes = z.array(z.int().nullable()).catch([]).parse(config.batch_input_shape);
  const [, height, width, channels] = sizes;
  if (sizes.length !== 4 || !height || !width || !channels) {
    const message = `the input has the shape [${sizes.join(', ')}], but pictures of a fixed size are needed.`;
    throw networkError('unsupported-layer', FORMAT, message, { layer: config.name });
  }
  return { name: config.name, shape: [channels, height, width] };
}
