import { z } from 'zod';
import type { Graph, Layer, Operation, Shape } from '../graph/graph.ts';
import { ShapeError, shapeOf } from '../graph/shapes.ts';
import { networkError, type Place } from '../network-error.ts';
import { type Constant, readWeights } from '../tfjs/weights.ts';
import { type KerasLayer, layersModel } from './model.ts';
import { operations } from './operations.ts';

const FORMAT = 'Keras layers model';

/** What a layer may read of the model so far, and how it adds to it. */
export interface KerasReading {
  readonly layer: KerasLayer;
  readonly inputs: readonly string[];
  /** The shape that it reads, channels first. */
  readonly shape: Shape;
  /** Its configuration, checked. */
  config<Config>(schema: z.ZodType<Config>): Config;
  weight(name: string): Constant;
  add(operation: Operation, suffix?: string, from?: readonly string[]): string;
  fail(message: string): never;
  unsupported(message: string): never;
}

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
      `the model file is not one: ${z.prettifyError(parsed.error)}.`,
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
      throw networkError('unsupported-layer', FORMAT, `the class ${layer.class_name} is not known.`, place);
    }
    read(readingOf(layer, place, weights, shapes, layers));
  }
  return { input: input.name, inputShape: input.shape, layers };
}

function readingOf(
  layer: KerasLayer,
  place: Place,
  weights: ReadonlyMap<string, Constant>,
  shapes: Map<string, Shape>,
  layers: Layer[],
): KerasReading {
  const { name } = layer.config;
  const fail = (message: string): never => {
    throw networkError('bad-network-file', FORMAT, message, place);
  };
  const unsupported = (message: string): never => {
    throw networkError('unsupported-layer', FORMAT, message, place);
  };
  if (layer.inbound_nodes.length !== 1) unsupported(`it is used ${layer.inbound_nodes.length} times.`);
  const inputs = layer.inbound_nodes[0].map(([from]) => from);
  return {
    layer,
    inputs,
    fail,
    unsupported,
    shape: shapes.get(inputs[0]) ?? fail(`it reads "${inputs[0]}", which no layer before it writes.`),
    config(schema) {
      const parsed = schema.safeParse(layer.config);
      return parsed.success ? parsed.data : fail(`its configuration: ${z.prettifyError(parsed.error)}.`);
    },
    weight: (weight) => weights.get(`${name}/${weight}`) ?? fail(`it has no weights "${weight}".`),
    add(operation, suffix = '', from = inputs) {
      const added: Layer = { name: name + suffix, inputs: from, operation };
      if (shapes.has(added.name)) fail('there are two layers of this name.');
      try {
        shapes.set(added.name, shapeOf(added, shapes));
      } catch (error) {
        if (error instanceof ShapeError) fail(`${error.reason}.`);
        throw error;
      }
      layers.push(added);
      return added.name;
    },
  };
}

function inputOf(layers: readonly KerasLayer[]): { readonly name: string; readonly shape: Shape } {
  const inputs = layers.filter(({ class_name }) => class_name === 'InputLayer');
  if (inputs.length !== 1) throw networkError('unsupported-layer', FORMAT, `it has ${inputs.length} inputs.`);
  const { config } = inputs[0];
  const sizes = z.array(z.int().nullable()).catch([]).parse(config.batch_input_shape);
  const [, height, width, channels] = sizes;
  if (sizes.length !== 4 || !height || !width || !channels) {
    const message = `its input is [${sizes.join(', ')}], not one of pictures of a fixed size.`;
    throw networkError('unsupported-layer', FORMAT, message, { layer: config.name });
  }
  return { name: config.name, shape: [channels, height, width] };
}
