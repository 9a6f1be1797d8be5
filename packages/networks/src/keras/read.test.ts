import { expect, test } from 'vitest';
import { readKerasLayers } from './read.ts';

/** One layer without weights on a map of two channels, 4 x 6. */
function model(class_name: string, config: object): unknown {
  const input = { class_name: 'InputLayer', config: { name: 'input', batch_input_shape: [null, 4, 6, 2] } };
  const layer = { class_name, config: { ...config, name: 'x' }, inbound_nodes: [[['input', 0, 0, {}]]] };
  return {
    modelTopology: { model_config: { config: { layers: [input, layer] } } },
    weightsManifest: [],
  };
}

test.each([
  [
    'ZeroPadding2D',
    {
      padding: [
        [1, 2],
        [3, 4],
      ],
    },
    { kind: 'pad', before: [0, 1, 3], after: [0, 2, 4] },
  ],
  ['ZeroPadding2D', { padding: [1, 2] }, { kind: 'pad', before: [0, 1, 2], after: [0, 1, 2] }],
  ['ZeroPadding2D', { padding: 3 }, { kind: 'pad', before: [0, 3, 3], after: [0, 3, 3] }],
  ['ReLU', { max_value: 6, negative_slope: 0, threshold: 0 }, { kind: 'clip', least: 0, most: 6 }],
  ['ReLU', { max_value: null }, { kind: 'relu' }],
  ['ReLU', { negative_slope: 0.25 }, { kind: 'leaky-relu', leak: 0.25 }],
])('%s with %j is read', (type, config, operation) => {
  expect(readKerasLayers(model(type, config), new Uint8Array()).layers).toEqual([
    { name: 'x', inputs: ['input'], operation },
  ]);
});

test.each([
  ['ZeroPadding2D', { padding: [1, 2, 3] }, 'bad-network-file', 'the configuration of the layer is wrong'],
  [
    'ZeroPadding2D',
    { padding: 1, data_format: 'channels_first' },
    'bad-network-file',
    'the configuration of the layer is wrong',
  ],
  ['ReLU', { threshold: 1 }, 'bad-network-file', 'the configuration of the layer is wrong'],
  [
    'ReLU',
    { max_value: 6, negative_slope: 0.25 },
    'unsupported-layer',
    'a negative slope and a greatest value (6)',
  ],
  ['Lambda', {}, 'unsupported-layer', 'the layer class Lambda cannot be read'],
])('%s with %j is refused', (type, config, code, message) => {
  const read = () => readKerasLayers(model(type, config), new Uint8Array());
  expect(read).toThrow(expect.objectContaining({ code }));
  expect(read).toThrow(`in layer "x" at model_config.config.layers[1]: `);
  expect(read).toThrow(message);
});

/** A convolution of one pixel, two channels to two, in all words in which Keras and TensorFlow.js put a model. */
const conv = { class_name: 'Conv2D', config: { name: 'c', use_bias: false, kernel_size: [1, 1] } };
const input = (word: string) => ({
  class_name: 'InputLayer',
  config: { name: 'in', [word]: [null, 4, 6, 2] },
});
const wide = { ...conv, config: { ...conv.config, batch_input_shape: [null, 4, 6, 2] } };
const graph = (inbound: unknown, more: object = {}) => ({
  class_name: 'Functional',
  config: { name: 'm', layers: [input('batch_shape'), { ...conv, inbound_nodes: inbound }], ...more },
});
const call = [
  { args: [{ class_name: '__keras_tensor__', config: { keras_history: ['in', 0, 0] } }], kwargs: {} },
];

test.each<[string, object]>([
  [
    'a chain of today, in model_config',
    { model_config: { class_name: 'Sequential', config: { layers: [wide] } } },
  ],
  ['a chain that is a list', { model_config: { class_name: 'Sequential', config: [wide] } }],
  ['a chain that TensorFlow.js saved', { class_name: 'Sequential', config: { name: 's', layers: [wide] } }],
  [
    'a chain with an input',
    { class_name: 'Sequential', config: { layers: [input('batch_input_shape'), conv] } },
  ],
  [
    'a chain that was built',
    { class_name: 'Sequential', config: { build_input_shape: [null, 4, 6, 2], layers: [conv] } },
  ],
  ['a graph', graph([[['in', 0, 0, {}]]], { input_layers: [['in', 0, 0]], output_layers: [['c', 0, 0]] })],
  ['a graph of version 3', graph(call, { input_layers: ['in', 0, 0], output_layers: ['c', 0, 0] })],
  [
    'a graph whose layers stand the other way round',
    {
      class_name: 'Model',
      config: { layers: [{ ...conv, inbound_nodes: [[['in', 0, 0, {}]]] }, input('batch_shape')] },
    },
  ],
  [
    'a model in a model',
    {
      class_name: 'Sequential',
      config: { layers: [{ class_name: 'Sequential', config: { name: 'inner', layers: [wide] } }] },
    },
  ],
])('%s is read', (_, modelTopology) => {
  const weights = [{ name: 'c/kernel', shape: [1, 1, 2, 2], dtype: 'float32' }];
  const json = { modelTopology, weightsManifest: [{ paths: ['a'], weights }] };
  const found = readKerasLayers(json, new Uint8Array(Float32Array.of(1, 2, 3, 4).buffer));
  expect(found.inputShape).toEqual([2, 4, 6]);
  expect(found.layers.map(({ name, inputs }) => [name, ...inputs])).toEqual([['c', found.input]]);
  expect(found.layers[0].operation).toMatchObject({
    kind: 'convolution',
    weights: { data: Float32Array.of(1, 3, 2, 4) },
  });
});

test('layers of one name in two models have the name of their model before it, and their own weights', () => {
  const inner = (name: string) => ({ class_name: 'Sequential', config: { name, layers: [wide] } });
  const weights = ['one', 'two'].map((name) => ({
    name: `${name}/c/kernel`,
    shape: [1, 1, 2, 2],
    dtype: 'float32',
  }));
  const modelTopology = { class_name: 'Sequential', config: { layers: [inner('one'), inner('two')] } };
  const shards = new Uint8Array(Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8).buffer);
  const found = readKerasLayers({ modelTopology, weightsManifest: [{ paths: ['a'], weights }] }, shards);
  expect(found.layers.map(({ name, inputs }) => [name, ...inputs])).toEqual([
    ['c', 'c_input'],
    ['two/c', 'c'],
  ]);
  expect(found.layers[1].operation).toMatchObject({ weights: { data: Float32Array.of(5, 7, 6, 8) } });
});

test.each<[string, object, string, string]>([
  [
    'two inputs',
    {
      class_name: 'Model',
      config: { layers: [input('batch_shape'), { ...input('batch_shape'), config: { name: 'b' } }] },
    },
    'unsupported-layer',
    'the network has more than 1 input ("in" and "b")',
  ],
  [
    'a circle',
    graph([[['c', 0, 0, {}]]]),
    'bad-network-file',
    'the layer reads "c", but no layer before it writes that',
  ],
  [
    'a layer that is used twice',
    graph([[['in', 0, 0, {}]], [['in', 0, 0, {}]]]),
    'unsupported-layer',
    'the layer is used 2 times',
  ],
  [
    'no input shape',
    { class_name: 'Sequential', config: { layers: [conv] } },
    'bad-network-file',
    'the file does not state the shape of its input',
  ],
  [
    'no layers',
    { class_name: 'Sequential', config: { layers: [] } },
    'bad-network-file',
    'the model has no layers',
  ],
  [
    'a class of its own',
    { class_name: 'MyModel', config: { layers: [wide] } },
    'unsupported-layer',
    'the model is a MyModel',
  ],
  [
    'a class that every object has',
    { class_name: 'Sequential', config: { layers: [{ ...wide, class_name: 'toString' }] } },
    'unsupported-layer',
    'the layer class toString cannot be read',
  ],
])('%s is refused for that', (_, modelTopology, code, message) => {
  const weights = [{ name: 'c/kernel', shape: [1, 1, 2, 2], dtype: 'float32' }];
  const read = () =>
    readKerasLayers({ modelTopology, weightsManifest: [{ paths: ['a'], weights }] }, new Uint8Array(16));
  expect(read).toThrow(expect.objectContaining({ code }));
  expect(read).toThrow(message);
});
