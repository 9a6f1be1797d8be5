import { describe, expect, test } from 'vitest';
import { blob, encode, type Field, legacyBlob } from '../fixtures/protocol-buffers.fixture.ts';
import type { Operation } from '../graph/graph.ts';
import { readCaffeMean } from './mean.ts';
import { readCaffe, readCaffeTransform } from './read.ts';

/** A net of today's layers on a map of two channels, 4 x 4. */
function net(layers: readonly (readonly Field[])[]): Uint8Array {
  const input: Field = [
    100,
    [
      [1, 'in'],
      [2, 'Input'],
      [4, 'data'],
      [143, [[1, [1, 2, 4, 4].map((size): Field => [1, size])]]],
    ],
  ];
  return encode([input, ...layers.map((layer): Field => [100, layer])]);
}

const layer = (type: string, more: readonly Field[] = []): readonly Field[] => [
  [1, 'x'],
  [2, type],
  [3, 'data'],
  [4, 'x'],
  ...more,
];

function only(bytes: Uint8Array): Operation {
  const { layers } = readCaffe({ model: bytes });
  expect(layers).toHaveLength(1);
  return layers[0].operation;
}

describe("today's layers", () => {
  test('batch normalisation divides its moments by the number that stands with them', () => {
    const blobs: Field[] = [
      [7, blob([2], [2, 6])],
      [7, blob([2], [8, 18])],
      [7, blob([1], [2])],
    ];
    const operation = only(net([layer('BatchNorm', blobs)]));
    if (operation.kind !== 'scale') throw new Error(operation.kind);
    // Means 1 and 3, variances 4 and 9.
    expect(operation.factor?.[0]).toBeCloseTo(1 / 2, 5);
    expect(operation.factor?.[1]).toBeCloseTo(1 / 3, 5);
    expect(operation.offset?.[0]).toBeCloseTo(-1 / 2, 5);
    expect(operation.offset?.[1]).toBeCloseTo(-1, 5);
  });

  test('scale has an offset where it says so', () => {
    const blobs: Field[] = [
      [7, blob([2], [2, 3])],
      [7, blob([2], [5, 7])],
    ];
    const operation = only(net([layer('Scale', [...blobs, [142, [[4, 1]]]])]));
    expect(operation).toEqual({
      kind: 'scale',
      factor: Float32Array.of(2, 3),
      offset: Float32Array.of(5, 7),
    });
  });

  test('a layer that is only for training takes no part', () => {
    const training = layer('Dropout', [[8, [[1, 0]]]]);
    expect(readCaffe({ model: net([training, layer('ReLU')]) }).layers).toHaveLength(1);
  });

  test.each<[string, readonly Field[], string, string]>([
    ['Deconvolution', [], 'unsupported-layer', 'in layer "x" at byte'],
    ['Convolution', [], 'bad-network-file', 'kernel_size is 0 x 0'],
    [
      'Convolution',
      [
        [
          106,
          [
            [1, 1],
            [4, 3],
          ],
        ],
      ],
      'bad-network-file',
      'the model has only 0 blobs',
    ],
    [
      'Convolution',
      [
        [
          106,
          [
            [1, 1],
            [4, 3],
          ],
        ],
        [7, blob([1, 2, 3, 3], [1])],
      ],
      'bad-network-file',
      'it contains 1 numbers',
    ],
    [
      'Convolution',
      [
        [
          106,
          [
            [1, 4],
            [4, 3],
          ],
        ],
        [7, blob([1, 2, 1, 1], [1, 2])],
      ],
      'bad-network-file',
      'the layer describes [4, 2, 3, 3]',
    ],
    [
      'InnerProduct',
      [
        [117, [[1, 1]]],
        [7, blob([1, 31], Array(31).fill(0))],
      ],
      'bad-network-file',
      'the model has',
    ],
    [
      'Pooling',
      [
        [
          121,
          [
            [2, 2],
            [4, 2],
          ],
        ],
      ],
      'bad-network-file',
      'as large as the window',
    ],
    [
      'Convolution',
      [
        [7, blob([2 ** 20, 2 ** 20], [1])],
        [
          106,
          [
            [1, 1],
            [4, 1],
          ],
        ],
      ],
      'bad-network-file',
      'contains 1 numbers',
    ],
  ])('%s with %j is refused', (type, more, code, message) => {
    const read = () => readCaffe({ model: net([layer(type, more)]) });
    expect(read).toThrow(expect.objectContaining({ code }));
    expect(read).toThrow(message);
  });
});

test('the oldest layers say the same in other words', () => {
  const convolution: readonly Field[] = [
    [1, 'conv1'],
    [2, 'conv'],
    [3, 2],
    [7, 1],
    [8, 3],
    [10, 2],
    [50, legacyBlob([2, 2, 3, 3], Array(36).fill(0.5))],
    [50, legacyBlob([1, 1, 1, 2], [1, 2])],
  ];
  const pool: readonly Field[] = [
    [1, 'pool1'],
    [2, 'pool'],
    [8, 2],
    [10, 2],
    [11, 1],
  ];
  const model = encode([
    [3, 'data'],
    ...[1, 2, 5, 5].map((size): Field => [4, size]),
    [
      2,
      [
        [1, convolution],
        [2, 'data'],
        [3, 'conv1'],
      ],
    ],
    [
      2,
      [
        [
          1,
          [
            [1, 'relu1'],
            [2, 'relu'],
          ],
        ],
        [2, 'conv1'],
        [3, 'conv1'],
      ],
    ],
    [
      2,
      [
        [1, pool],
        [2, 'conv1'],
        [3, 'pool1'],
      ],
    ],
  ]);
  const { layers, inputShape } = readCaffe({ model });
  expect(inputShape).toEqual([2, 5, 5]);
  expect(layers.map(({ name, inputs }) => [name, ...inputs])).toEqual([
    ['conv1', 'data'],
    ['relu1', 'conv1'],
    ['pool1', 'relu1'],
  ]);
  expect(layers[0].operation).toMatchObject({
    strides: [2, 2],
    bias: Float32Array.of(1, 2),
    padding: { top: 1 },
  });
  // Three rows under a window of two in steps of two: the last reaches one row beyond.
  expect(layers[2].operation).toMatchObject({
    mode: 'mean',
    padding: { bottom: 1, right: 1 },
    counted: { bottom: 0 },
  });
});

test('an average picture keeps its order', () => {
  const mean = readCaffeMean(encode(legacyBlob([1, 3, 1, 2], [1, 2, 3, 4, 5, 6])));
  expect(mean).toEqual({ dims: [3, 1, 2], data: Float32Array.of(1, 2, 3, 4, 5, 6) });
  expect(() => readCaffeMean(encode(legacyBlob([1, 1, 1, 2], [1])))).toThrow('it contains 1 numbers');
});

test.each([
  ['layers { name: "a" type: RELU', '"}" is missing'],
  ['layers ! {}', 'line 1 of the prototxt'],
  ['layers { name }', 'is expected after name'],
  [`${'a { '.repeat(40)}`, 'nested deeper'],
])('the text %s is refused', (prototxt, message) => {
  expect(() => readCaffe({ model: net([layer('ReLU')]), prototxt })).toThrow(message);
});

describe('a net whose layers have no name', () => {
  const convolution = (bottom: string, top: string, fill: number): readonly Field[] => [
    [2, 'Convolution'],
    [3, bottom],
    [4, top],
    [7, blob([2, 2, 1, 1], [fill, 0, 0, fill])],
    [7, blob([2], [0, 0])],
    [
      106,
      [
        [1, 2],
        [4, 1],
      ],
    ],
  ];
  const relu = (top: string): readonly Field[] => [
    [2, 'ReLU'],
    [3, top],
    [4, top],
  ];
  const layers = [convolution('data', 'a', 2), relu('a'), relu('a'), convolution('a', 'b', 3), relu('b')];
  const wanted = [
    ['a', 'data'],
    ['a/relu', 'a'],
    ['a/relu_2', 'a/relu'],
    ['b', 'a/relu_2'],
    ['b/relu', 'b'],
  ];
  const prototxt = (names: boolean) =>
    `input: "data" input_shape { dim: 1 dim: 2 dim: 4 dim: 4 }
${['a', 'b']
  .map(
    (
      top,
      i,
    ) => `layer { type: "Convolution" ${names ? 'name: ""' : ''} bottom: "${i ? 'a' : 'data'}" top: "${top}"
    convolution_param { num_output: 2 kernel_size: 1 } }
  ${'layer { type: "ReLU" bottom: "X" top: "X" }'.replaceAll('X', top).repeat(i ? 1 : 2)}`,
  )
  .join('\n')}`;

  test.each([
    ['the model alone', undefined],
    ['a prototxt', prototxt(false)],
    ['a prototxt with empty names', prototxt(true)],
  ])('is read from %s: they have the name of what they write', (_, text) => {
    const graph = readCaffe({ model: net(layers), prototxt: text });
    expect(graph.layers.map(({ name, inputs }) => [name, ...inputs])).toEqual(wanted);
    expect(graph.layers[3].operation).toMatchObject({ weights: { data: Float32Array.of(3, 0, 0, 3) } });
  });

  test('has pictures of the size that is asked for, whatever its description has', () => {
    expect(readCaffe({ model: net(layers), size: [6, 8] }).inputShape).toEqual([2, 6, 8]);
    const data = prototxt(false).replace(
      /input: .*/,
      'layer { name: "d" type: "Data" top: "data" include { phase: TEST } }',
    );
    expect(readCaffe({ model: net(layers), prototxt: data, size: [6, 8] }).inputShape).toEqual([2, 6, 8]);
    expect(() => readCaffe({ model: net(layers), prototxt: data })).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('--size') }),
    );
  });
});

test('what a layer of data does to pictures is found, that of the test before that of the training', () => {
  const data = (phase: string, more: string) =>
    `layer { name: "d" type: "Data" top: "data" include { phase: ${phase} } transform_param { ${more} } }`;
  const model = net([]);
  const read = (prototxt: string) => readCaffeTransform({ model, prototxt });
  expect(read('')).toBeUndefined();
  expect(
    read(data('TRAIN', 'scale: 2') + data('TEST', 'mean_value: 1 mean_value: 2 mean_value: 3 scale: 0.5')),
  ).toEqual({
    mean: [1, 2, 3],
    scale: 0.5,
  });
  expect(read(data('TRAIN', 'mean_file: "m.binaryproto"'))).toEqual({ mean: [], meanFile: 'm.binaryproto' });
});
