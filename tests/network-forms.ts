import type { Graph } from '@wince/networks';
import { joined, writeSimplennWithoutMean } from '../packages/networks/src/fixtures/mat5.fixture.ts';
import {
  graphAttribute,
  intAttribute,
  onnxFile,
  type Tensor,
  tensorAttribute,
  type Values,
} from '../packages/networks/src/fixtures/onnx-file.fixture.ts';
import { blob, encode, type Field } from '../packages/networks/src/fixtures/protocol-buffers.fixture.ts';

/** A network in a form that files of other people have: what is damaged, and what lies beside it. */
export interface NetworkForm {
  readonly file: string;
  readonly content: Uint8Array;
  readonly beside: Readonly<Record<string, Uint8Array>>;
}

const floats = (count: number) => Float32Array.from({ length: count }, (_, i) => Math.sin(i));
const bytesOf = (values: Float32Array) => new Uint8Array(values.buffer);
const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

/** Small networks, written here, one in each form. */
export function networkForms(): readonly NetworkForm[] {
  return [
    { file: 'fields.onnx', content: everyField(), beside: {} },
    { file: 'attributes.onnx', content: inAttributes(), beside: {} },
    { file: 'external.onnx', content: external(), beside: { 'net.data': bytesOf(floats(300)) } },
    { file: 'graph.json', content: json(graphOfBytes()), beside: { 'a.bin': bytesOf(floats(12)) } },
    { file: 'chain.json', content: json(chain()), beside: { 'chain.weights.bin': bytesOf(floats(52)) } },
    { file: 'nested.json', content: json(nested()), beside: { 'weights.bin': bytesOf(floats(36)) } },
    { file: 'nameless.caffemodel', content: nameless(), beside: {} },
    { file: 'sized.mat', content: joined(writeSimplennWithoutMean(convolution(), 'inputSize')), beside: {} },
  ];
}

function everyField(): Uint8Array {
  const dims = [3, 1, 1];
  const values: readonly (readonly [type: number, values: Values])[] = [
    [1, { field: 4, floats: [1, 2, 3] }],
    [3, { field: 5, whole: [-1, 2, 3] }],
    [7, { field: 7, whole: [-1, 2, 3] }],
    [10, { field: 5, whole: [0x3c00, 0, 1] }],
    [11, { field: 10, doubles: [1, 2, 3] }],
    [13, { field: 11, whole: [1, 2, 3] }],
    [16, { field: 5, whole: [0x3f80, 0, 1] }],
    [1, { field: 9, raw: bytesOf(floats(3)) }],
  ];
  const tensors = values.map(([type, own], i): Tensor => ({ name: `w${i}`, type, dims, values: own }));
  const empty: Tensor = { name: 'roi', type: 1, dims: [0], values: { field: 'none' } };
  const scales: Tensor = { name: 'scales', type: 1, dims: [4], values: { field: 4, floats: [1, 1, 2, 2] } };
  const steps = tensors.flatMap(({ name }, i) => [
    { type: 'Cast', inputs: [name], outputs: [`${name}f`], attributes: [intAttribute('to', 1)] },
    { type: 'Add', inputs: [i === 0 ? 'x' : `y${i - 1}`, `${name}f`], outputs: [`y${i}`] },
  ]);
  const last = { type: 'Resize', inputs: [`y${tensors.length - 1}`, 'roi', 'scales'], outputs: ['y'] };
  return onnxFile({ tensors: [...tensors, empty, scales], nodes: [...steps, last], outputs: ['y'] });
}

function inAttributes(): Uint8Array {
  const w: Tensor = { name: '', type: 1, dims: [3, 1, 1], values: { field: 4, floats: [1, 2, 3] } };
  const branch = (name: string) =>
    graphAttribute(name, {
      tensors: [{ ...w, name: `${name}_w` }],
      nodes: [{ type: 'Add', inputs: ['a', `${name}_w`], outputs: [`${name}_y`] }],
      outputs: [`${name}_y`],
    });
  return onnxFile({
    tensors: [{ name: 'yes', type: 9, dims: [], values: { field: 5, whole: [1] } }],
    input: ['N', 3, 4, 4],
    nodes: [
      { type: 'Constant', inputs: [], outputs: ['w'], attributes: [tensorAttribute('value', w)] },
      { type: 'Mul', inputs: ['x', 'w'], outputs: ['a'] },
      {
        type: 'If',
        inputs: ['yes'],
        outputs: ['y'],
        attributes: [branch('then_branch'), branch('else_branch')],
      },
    ],
    outputs: ['y'],
  });
}

function external(): Uint8Array {
  const place = { location: 'net.data', offset: 0, length: 1200 };
  return onnxFile({
    tensors: [{ name: 'w', type: 1, dims: [3, 100], values: { field: 13, place } }],
    nodes: [
      { type: 'GlobalAveragePool', inputs: ['x'], outputs: ['m'] },
      { type: 'Flatten', inputs: ['m'], outputs: ['f'] },
      { type: 'MatMul', inputs: ['f', 'w'], outputs: ['y'] },
    ],
    outputs: ['y'],
  });
}

function graphOfBytes(): unknown {
  const text = (letters: string) => ({ s: [...new TextEncoder().encode(letters)] });
  const attr = {
    strides: { list: { i: ['1', '1', '1', '1'] } },
    padding: text('SAME'),
    data_format: text('NHWC'),
  };
  const dim = [-1, 4, 4, 3].map((size) => ({ size: String(size) }));
  return {
    modelTopology: {
      node: [
        { name: 'in', op: 'Placeholder', attr: { shape: { shape: { dim } } } },
        { name: 'w', op: 'Const' },
        { name: 'conv', op: 'Conv2D', input: ['in', 'w'], attr },
        { name: 'out', op: 'Relu', input: ['conv'] },
      ],
    },
    weightsManifest: [{ paths: ['a.bin'], weights: [{ name: 'w', shape: [1, 1, 3, 4], dtype: 'float32' }] }],
  };
}

const conv = (name: string, more: object = {}) => ({
  class_name: 'Conv2D',
  config: { name, kernel_size: [1, 1], strides: [1, 1], padding: 'same', activation: 'relu', ...more },
});
const weight = (name: string, shape: readonly number[]) => ({ name, shape, dtype: 'float32' });

function chain(): unknown {
  const layers = [
    conv('c', { batch_input_shape: [null, 4, 4, 3] }),
    { class_name: 'Reshape', config: { name: 'r', target_shape: [2, -1, 8] } },
    { class_name: 'GlobalAveragePooling2D', config: { name: 'm' } },
    { class_name: 'Dense', config: { name: 'd', units: 4, activation: 'softmax' } },
  ];
  const weights = [
    weight('c/kernel', [1, 1, 3, 4]),
    weight('c/bias', [4]),
    weight('d/kernel', [8, 4]),
    weight('d/bias', [4]),
  ];
  return {
    modelTopology: { class_name: 'Sequential', config: { name: 's', layers } },
    weightsManifest: [{ paths: ['./chain.weights.bin'], weights }],
  };
}

function nested(): unknown {
  const input = { class_name: 'InputLayer', config: { name: 'i', batch_input_shape: [null, 4, 4, 3] } };
  const inner = {
    class_name: 'Model',
    config: {
      name: 'inner',
      layers: [
        { ...input, inbound_nodes: [] },
        { ...conv('a'), inbound_nodes: [[['i', 0, 0, {}]]] },
        { ...conv('b'), inbound_nodes: [[['a', 0, 0, {}]]] },
        {
          class_name: 'Add',
          config: { name: 'sum' },
          inbound_nodes: [
            [
              ['a', 0, 0, {}],
              ['b', 0, 0, {}],
            ],
          ],
        },
      ],
      input_layers: [['i', 0, 0]],
      output_layers: [['sum', 0, 0]],
    },
  };
  const head = { class_name: 'Flatten', config: { name: 'f' } };
  const weights = [
    weight('a/kernel', [1, 1, 3, 4]),
    weight('a/bias', [4]),
    weight('b/kernel', [1, 1, 4, 4]),
    weight('b/bias', [4]),
  ];
  const layers = [{ class_name: 'Sequential', config: { name: 'features', layers: [inner] } }, head];
  return {
    modelTopology: { class_name: 'Sequential', config: { name: 'whole', layers } },
    weightsManifest: [{ paths: ['weights.bin'], weights }],
  };
}

function nameless(): Uint8Array {
  const layer = (bottom: string, top: string): readonly Field[] => [
    [2, 'Convolution'],
    [3, bottom],
    [4, top],
    [7, blob([3, 3, 1, 1], [...floats(9)])],
    [7, blob([3], [1, 2, 3])],
    [
      106,
      [
        [1, 3],
        [4, 1],
      ],
    ],
  ];
  const relu: readonly Field[] = [
    [2, 'ReLU'],
    [3, 'a'],
    [4, 'a'],
  ];
  return encode([
    [3, 'data'],
    ...[1, 3, 4, 4].map((size): Field => [4, size]),
    [100, layer('data', 'a')],
    [100, relu],
    [100, layer('a', 'b')],
  ]);
}

function convolution(): Graph {
  const padding = { top: 0, left: 0, bottom: 0, right: 0 };
  const weights = { dims: [2, 3, 1, 1], data: floats(6) };
  const operation = {
    kind: 'convolution',
    weights,
    bias: floats(2),
    strides: [1, 1],
    dilations: [1, 1],
    padding,
    groups: 1,
  } as const;
  return { input: 'data', inputShape: [3, 4, 4], layers: [{ name: 'conv', inputs: ['data'], operation }] };
}
