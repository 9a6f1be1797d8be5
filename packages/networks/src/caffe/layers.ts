import type { FilePlace } from '../network-error.ts';
import {
  caffeError,
  flag,
  type Message,
  messages,
  numbersIn,
  texts,
  unknownToCaffe,
  type Value,
} from './message.ts';

/** A layer of any age, in the words of today's. */
export interface CaffeLayer {
  readonly name: string;
  /** `Convolution`, `Pooling`, ... */
  readonly type: string;
  readonly bottoms: readonly string[];
  readonly tops: readonly string[];
  /** Its parameters, under today's names: `convolution_param`, ... */
  readonly parameters: Message;
  readonly blobs: readonly Message[];
  readonly place: FilePlace;
}

/** Numbers and words of the middle age, and today's word. */
const V1_TYPES: readonly (readonly [number, string, string])[] = [
  [1, 'ACCURACY', 'Accuracy'],
  [3, 'CONCAT', 'Concat'],
  [4, 'CONVOLUTION', 'Convolution'],
  [5, 'DATA', 'Data'],
  [6, 'DROPOUT', 'Dropout'],
  [8, 'FLATTEN', 'Flatten'],
  [9, 'HDF5_DATA', 'HDF5Data'],
  [12, 'IMAGE_DATA', 'ImageData'],
  [14, 'INNER_PRODUCT', 'InnerProduct'],
  [15, 'LRN', 'LRN'],
  [17, 'POOLING', 'Pooling'],
  [18, 'RELU', 'ReLU'],
  [19, 'SIGMOID', 'Sigmoid'],
  [20, 'SOFTMAX', 'Softmax'],
  [21, 'SOFTMAX_LOSS', 'SoftmaxWithLoss'],
  [22, 'SPLIT', 'Split'],
  [24, 'WINDOW_DATA', 'WindowData'],
  [25, 'ELTWISE', 'Eltwise'],
  [26, 'POWER', 'Power'],
  [29, 'MEMORY_DATA', 'MemoryData'],
  [36, 'SILENCE', 'Silence'],
];

const V0_TYPES: Readonly<Record<string, string>> = {
  accuracy: 'Accuracy',
  concat: 'Concat',
  conv: 'Convolution',
  data: 'Data',
  dropout: 'Dropout',
  flatten: 'Flatten',
  images: 'ImageData',
  innerproduct: 'InnerProduct',
  lrn: 'LRN',
  padding: 'Padding',
  pool: 'Pooling',
  relu: 'ReLU',
  sigmoid: 'Sigmoid',
  softmax: 'Softmax',
  softmax_loss: 'SoftmaxWithLoss',
  split: 'Split',
};

/** Where today's parameters stand in a layer of the oldest kind. */
const V0_PARAMETERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  convolution_param: {
    num_output: 'num_output',
    bias_term: 'biasterm',
    pad: 'pad',
    kernel_size: 'kernelsize',
    group: 'group',
    stride: 'stride',
  },
  pooling_param: { pool: 'pool', pad: 'pad', kernel_size: 'kernelsize', stride: 'stride' },
  lrn_param: { local_size: 'local_size', alpha: 'alpha', beta: 'beta', k: 'k' },
  inner_product_param: { num_output: 'num_output', bias_term: 'biasterm' },
  concat_param: { concat_dim: 'concat_dim' },
  padding_param: { pad: 'pad' },
};

/** All layers of a net that take part when it is tested, in their order. */
export function layersOf(net: Message): readonly CaffeLayer[] {
  const taken = new Set<string>();
  const older = messages(net, 'layers').map((message) =>
    messages(message, 'layer').length > 0 ? v0Layer(message, taken) : v1Layer(message, taken),
  );
  const today = messages(net, 'layer').map((message) => v2Layer(message, taken));
  return [...older, ...today].filter((layer) => isUsedInTests(layer.parameters));
}

/** What a net's layers of data do to pictures, as far as it says. */
export interface CaffeTransform {
  /** One number, or one a channel. */
  readonly mean: readonly number[];
  /** A file with the mean, which does not come with the net. */
  readonly meanFile?: string;
  readonly scale?: number;
}

/** The first word on pictures of a layer that takes part when the net is tested, else of any. */
export function transformOf(net: Message): CaffeTransform | undefined {
  const all = ['layers', 'layer'].flatMap((field) => messages(net, field));
  const parts = [...all.filter(isUsedInTests), ...all].flatMap((layer) => messages(layer, 'transform_param'));
  const [found] = parts;
  if (!found) return undefined;
  const scale = numbersIn(found, 'scale').at(-1);
  return { mean: numbersIn(found, 'mean_value'), meanFile: texts(found, 'mean_file').at(-1), scale };
}

function v2Layer(message: Message, taken: Set<string>): CaffeLayer {
  const type = texts(message, 'type').at(-1);
  const name = nameOf(message, message, type, taken);
  if (type === undefined) throw caffeError('the layer has no type.', { ...message.place, layer: name });
  return described(name, type, message, message, messages(message, 'blobs'));
}

function v1Layer(message: Message, taken: Set<string>): CaffeLayer {
  const given = message.fields.get('type')?.at(-1);
  const found = V1_TYPES.find(([number, word]) => number === given || word === given);
  const name = nameOf(message, message, found?.[2], taken);
  if (!found) {
    throw unknownToCaffe(`the layer type ${String(given)} cannot be read.`, {
      ...message.place,
      layer: name,
    });
  }
  return described(name, found[2], message, message, messages(message, 'blobs'));
}

function v0Layer(message: Message, taken: Set<string>): CaffeLayer {
  const inner = messages(message, 'layer')[0];
  const given = texts(inner, 'type').at(-1) ?? '';
  const type = Object.hasOwn(V0_TYPES, given) ? V0_TYPES[given] : undefined;
  const name = nameOf(inner, message, type, taken);
  if (type === undefined) {
    throw unknownToCaffe(`the layer type "${given}" cannot be read.`, { ...message.place, layer: name });
  }
  const fields = new Map<string, readonly Value[]>();
  for (const [group, names] of Object.entries(V0_PARAMETERS)) {
    const inside = new Map<string, readonly Value[]>();
    for (const [today, oldest] of Object.entries(names)) {
      const values = inner.fields.get(oldest);
      if (values) inside.set(today, values);
    }
    fields.set(group, [{ place: inner.place, fields: inside }]);
  }
  return described(name, type, message, { place: inner.place, fields }, messages(inner, 'blobs'));
}

function described(
  name: string,
  type: string,
  connections: Message,
  { place, fields }: Message,
  blobs: readonly Message[],
): CaffeLayer {
  const parameters = { place: { ...place, layer: name }, fields };
  const bottoms = texts(connections, 'bottom');
  const tops = texts(connections, 'top');
  return { name, type, bottoms, tops, parameters, blobs, place: connections.place };
}

/**
 * A layer's own name. One without gets that of the blob that it writes, with its type behind where it works in place: the same in
 * a prototxt and in the model that goes with it.
 */
function nameOf(
  message: Message,
  connections: Message,
  type: string | undefined,
  taken: Set<string>,
): string {
  const own = texts(message, 'name').at(-1) ?? numbersIn(message, 'name').at(-1)?.toString();
  if (own) {
    taken.add(own);
    return own;
  }
  const top = texts(connections, 'top')[0] ?? 'layer';
  const isInPlace = texts(connections, 'bottom').includes(top);
  const plain = isInPlace || taken.has(top) ? `${top}/${(type ?? 'layer').toLowerCase()}` : top;
  let name = plain;
  for (let i = 2; taken.has(name); i++) name = `${plain}_${i}`;
  taken.add(name);
  return name;
}

function isUsedInTests(parameters: Message): boolean {
  const phases = (field: string) =>
    messages(parameters, field).map((rule) => rule.fields.get('phase')?.at(-1));
  const isTest = (phase: unknown) => phase === undefined || phase === 1 || phase === 'TEST';
  const included = phases('include');
  return (included.length === 0 || included.some(isTest)) && !phases('exclude').some(isTest);
}

/** Whether a layer adds a bias: so by default. */
export function hasBias(parameters: Message): boolean {
  return flag(parameters, 'bias_term', true);
}
