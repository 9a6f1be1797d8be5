import type { Graph, Layer, Shape } from '../graph/graph.ts';
import { readBinary } from './binary.ts';
import { type CaffeLayer, layersOf } from './layers.ts';
import {
  caffeError,
  type Message,
  messages,
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
export function readCaffe({ model, prototxt }: CaffeFiles): Graph {
  const binary = readBinary(model, netParameter);
  const net = prototxt === undefined ? binary : readText(prototxt);
  const blobs = new Map(layersOf(binary).map((layer) => [layer.name, layer.blobs]));
  if (blobs.size === 0) throw caffeError('the model has no layers.', { offset: 0 });
  const described = layersOf(net);
  const input = inputOf(net, described);
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

/** The name and the shape of the input, in any of the three ways in which nets state it. */
function inputOf(net: Message, layers: readonly CaffeLayer[]): { name: string; shape: Shape } {
  const layer = layers.find(({ type }) => type === 'Input');
  const name = layer ? layer.tops[0] : texts(net, 'input')[0];
  const stated = messages(
    layer ? submessage(layer.parameters, 'input_param') : net,
    layer ? 'shape' : 'input_shape',
  )[0];
  const dims = stated ? numbersIn(stated, 'dim') : numbersIn(net, 'input_dim');
  if (name === undefined || dims.length < 4) {
    const message = 'the file does not give the size of its input. Give the deploy prototxt, too.';
    throw caffeError(message, layer ? { ...layer.place, layer: layer.name } : net.place);
  }
  const shape = dims.slice(1, 4);
  if (!shape.every((size) => Number.isSafeInteger(size) && size > 0 && size < 2 ** 20)) {
    throw caffeError(`the input has the shape [${dims.join(', ')}], which is not a size of pictures.`, {
      ...(stated ?? net).place,
      layer: name,
    });
  }
  return { name, shape };
}
