/** Two convolutions of one pixel on a map of two channels, 4 x 4, as a graph model. */
export function graphModel({
  op = 'Conv2D',
  shape = [1, 1, 2, 4],
}: {
  op?: string;
  shape?: readonly number[];
} = {}) {
  const attr = { strides: { list: { i: [1, 1, 1, 1] } }, padding: { s: btoa('VALID') } };
  const size = { shape: { dim: [-1, 4, 4, 2].map((value) => ({ size: value })) } };
  return {
    modelTopology: {
      node: [
        { name: 'input', op: 'Placeholder', attr: { shape: size } },
        { name: 'conv1', op: 'Conv2D', input: ['input', 'conv1/filters'], attr },
        { name: 'conv2', op, input: ['conv1', 'conv2/filters'], attr },
      ],
    },
    weightsManifest: [
      {
        paths: ['a'],
        weights: [
          { name: 'conv1/filters', shape: [1, 1, 2, 2], dtype: 'float32' },
          { name: 'conv2/filters', shape, dtype: 'float32' },
        ],
      },
    ],
  };
}

/** The same as a layers model. */
export function layersModel({
  type = 'Conv2D',
  shape = [1, 1, 2, 4],
}: {
  type?: string;
  shape?: readonly number[];
} = {}) {
  const config = { strides: [1, 1], padding: 'valid', activation: 'linear', use_bias: false };
  const layer = (name: string, class_name: string, from: string) => ({
    class_name,
    config: { ...config, name },
    inbound_nodes: [[[from, 0, 0, {}]]],
  });
  const input = {
    class_name: 'InputLayer',
    config: { name: 'input', batch_input_shape: [null, 4, 4, 2] },
    inbound_nodes: [],
  };
  const layers = [input, layer('conv1', 'Conv2D', 'input'), layer('conv2', type, 'conv1')];
  return {
    modelTopology: { model_config: { config: { layers } } },
    weightsManifest: [
      {
        paths: ['a'],
        weights: [
          { name: 'conv1/kernel', shape: [1, 1, 2, 2], dtype: 'float32' },
          { name: 'conv2/kernel', shape, dtype: 'float32' },
        ],
      },
    ],
  };
}
