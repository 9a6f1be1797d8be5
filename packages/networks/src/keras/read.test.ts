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
