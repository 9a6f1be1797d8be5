import { z } from 'zod';
import type { Graph, Layer, Shape } from '../graph/graph.ts';
import { networkError } from '../network-error.ts';
import { sizeOfPictures } from '../picture-size.ts';
import { readWeights } from '../tfjs/weights.ts';
import { type FlatModel, flatModel } from './flatten.ts';
import { FORMAT, layersModel } from './model.ts';
import { operations } from './operations.ts';
import { readingOf } from './reading.ts';

/**
 * Reads a Keras layers model in the form of TensorFlow.js: the parsed `model.json`, and its shards joined in their order. The
 * model may be a chain or a graph of layers, as TensorFlow.js saves it or as it was converted, and may hold models.
 *
 * Layers of the graph have the names of the model's. An activation that belongs to a layer becomes one of its own: the
 * layer's name is what comes out of it, and `NAME/pre-activation` what goes in.
 *
 * @param size [height, width] of pictures, for a network that takes any size
 * @throws WinceError `bad-network-file`, `unsupported-layer` or `network-size`, naming the layer
 */
export function readKerasLayers(
  modelJson: unknown,
  shards: Uint8Array,
  size?: readonly [number, number],
): Graph {
  const parsed = layersModel.safeParse(modelJson);
  if (!parsed.success) {
    throw networkError(
      'bad-network-file',
      FORMAT,
      `the file does not have this format: ${z.prettifyError(parsed.error)}.`,
    );
  }
  const { modelTopology, weightsManifest } = parsed.data;
  const isConverted = modelTopology.model_config !== undefined;
  const { input, steps } = isConverted
    ? flatModel(modelTopology.model_config, 'model_config')
    : flatModel(modelTopology, 'modelTopology');
  const weights = readWeights(
    weightsManifest.flatMap((group) => group.weights),
    shards,
  );
  const shape = inputShape(input, size);
  const shapes = new Map<string, Shape>([[input.name, shape]]);
  const layers: Layer[] = [];
  for (const step of steps) {
    const { class_name } = step.layer;
    const read = Object.hasOwn(operations, class_name) ? operations[class_name] : undefined;
    if (!read) {
      throw networkError(
        'unsupported-layer',
        FORMAT,
        `the layer class ${class_name} cannot be read.`,
        step.place,
      );
    }
    read(readingOf(step, weights, shapes, layers));
  }
  if (layers.length === 0) throw networkError('bad-network-file', FORMAT, 'the model has no layers.');
  return { input: input.name, inputShape: shape, layers };
}

/** [channels, height, width] of an input that the file gives as [batch, height, width, channels]. */
function inputShape(
  { sizes, place }: FlatModel['input'],
  size: readonly [number, number] | undefined,
): Shape {
  const [, height, width, channels] = sizes;
  if (sizes.length === 4 && channels) {
    return [channels, ...sizeOfPictures(FORMAT, [height ?? 0, width ?? 0], size, place)];
  }
  const shown = sizes.map((side) => side ?? '?').join(', ');
  const message = `the input has the shape [${shown}], but pictures [batch, height, width, channels] are needed.`;
  const hint = 'Only networks that look at pictures can be used.';
  throw networkError('unsupported-layer', FORMAT, message, { ...place, hint });
}
