import type { Graph, Layer, Shape } from '../graph/graph.ts';
import { SIZE_OPTION } from '../network-error.ts';
import { readBinary } from './binary.ts';
import { blobOf } from './blobs.ts';
import { type CaffeLayer, type CaffeTransform, layersOf, transformOf } from './layers.ts';
import {
  caffeError,
  type Message,
  messages,
  numberIn,
  numbersIn,
  submessage,
  texts,
  unknownToCaffe,
} from './message.ts';
import { operations } from './operations.ts';
import { readingOf } from './reading.ts';
import { netParameter } from './schema.ts';
import { readText } from './text.ts';

export interface CaffeFiles {
  /** The binary `caffemodel`. */
  readonly model: Uint8Array;
  /** The text that describes the net as it is deployed; the binary's own description where it is left out. */
  readonly prototxt?: string;
  /** [height, width] of pictures, in place of the size that the description has. */
  readonly size?: readonly [number, number];
}

/** Layers that feed a net, judge it or swallow what is left over. */
const ASIDE = /^(Data|ImageData|MemoryData|HDF5Data|WindowData|DummyData|Accuracy|Silence|.*Loss)$/;

/**
 * Reads a Caffe net of any age. Weights are matched by the names of layers.
 *
 * Layers of the graph have the names of the file's layers. A layer that works in place (a ReLU that writes what it reads)
 * is one of its own: `conv1` is before and `relu1` behind it.
 *
 * @throws WinceError `bad-network-file`, `unsupported-layer`, naming the layer and the byte or line
 */
export function readCaffe({ model, prototxt, size }: CaffeFiles): Graph {
  const binary = readBinary(model, netParameter);
  const net = prototxt === undefined ? binary : readText(prototxt);
  const blobs = new Map(layersOf(binary).map((layer) => [layer.name, layer.blobs]));
  if (blobs.size === 0) throw caffeError('the model has no layers.', { offset: 0 });
  const described = layersOf(net);
  const input = inputOf(net, described, blobs, size);
  const shapes = new Map<string, Shape>([[input.name, input.shape]]);
  /** The layer that last wrote each blob of the net. */
  const writers = new Map([[input.name, input.name]]);
  const layers: Layer[] = [];
  for (const layer of described) {
    if (layer.type === 'Input' || ASIDE.test(layer.type)) continue;
    const read = operations[layer.type];
    const place = { ...layer.place, layer: layer.name };
    if (!read) throw unknownToCaffe(`the layer type ${layer.type} cannot be read.`, place);
    const reading = readingOf(layer, blobs.get(layer.name) ?? [], writers, shapes, layers);
    read(reading);
    for (const top of layer.tops) writers.set(top, layer.name);
  }
  return { input: input.name, inputShape: input.shape, layers };
}

/** What the description of a net says of pictures; nothing where it says nothing. */
export function readCaffeTransform({ model, prototxt }: CaffeFiles): CaffeTransform | undefined {
  return transformOf(prototxt === undefined ? readBinary(model, netParameter) : readText(prototxt));
}

/** The name and the shape of the input, in any of the three ways in which nets state it, or as a layer of data has it. */
function inputOf(
  net: Message,
  layers: readonly CaffeLayer[],
  blobs: ReadonlyMap<string, readonly Message[]>,
  size: readonly [number, number] | undefined,
): { name: string; shape: Shape } {
  const layer = layers.find(({ type }) => type === 'Input') ?? layers.find(({ type }) => ASIDE.test(type));
  const name = texts(net, 'input')[0] ?? layer?.tops[0];
  const isStated = texts(net, 'input').length > 0;
  const stated = messages(
    layer && !isStated ? submessage(layer.parameters, 'input_param') : net,
    layer && !isStated ? 'shape' : 'input_shape',
  )[0];
  const dims = stated ? numbersIn(stated, 'dim') : numbersIn(net, 'input_dim');
  const place = layer ? { ...layer.place, layer: layer.name } : net.place;
  const depth = dims.length >= 4 ? dims[1] : depthOf(layers, name, blobs);
  if (name === undefined || depth === undefined || (dims.length < 4 && !size)) {
    const message = 'the file does not give the size of its input. Give the deploy prototxt, too.';
    const hint =
      'Give the text that describes the net as it is deployed with --prototxt, or the size with --size ROWSxCOLUMNS.';
    throw caffeError(message, { ...place, hint });
  }
  const shape = [depth, ...(size ?? dims.slice(2, 4))];
  if (!shape.every((side) => Number.isSafeInteger(side) && side > 0 && side < 2 ** 20)) {
    const message = `the input has the shape [${dims.join(', ')}], which is not a size of pictures.`;
    throw caffeError(message, {
      ...(stated ?? net).place,
      layer: name,
      hint: size ? undefined : SIZE_OPTION,
    });
  }
  return { name, shape };
}

/** How many channels the filters take that look at the picture. */
function depthOf(
  layers: readonly CaffeLayer[],
  input: string | undefined,
  blobs: ReadonlyMap<string, readonly Message[]>,
): number | undefined {
  const first = layers.find(({ type, bottoms }) => type === 'Convolution' && bottoms[0] === input);
  const filters = first && blobs.get(first.name)?.[0];
  if (!first || !filters) return undefined;
  const depth = blobOf(filters, first.name).dims.at(-3) ?? 0;
  return depth * numberIn(submessage(first.parameters, 'convolution_param'), 'group', 1) || undefined;
}
