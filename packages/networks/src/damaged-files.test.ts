import { describe, expect, test } from 'vitest';
import { readCaffeMean } from './caffe/mean.ts';
import { readCaffe } from './caffe/read.ts';
import { writeCaffeV1 } from './fixtures/caffe.fixture.ts';
import {
  ascii,
  claiming,
  hdf5,
  LARGE,
  largeFilters,
  largeTensor,
  replaced,
  replacedBytes,
  text,
} from './fixtures/damage.fixture.ts';
import { caffe, graph, mat5, mat7, mat73, onnx, prototxt } from './fixtures/damaged-network.fixture.ts';
import { compressedMat5 } from './fixtures/mat5.fixture.ts';
import { encode, legacyBlob } from './fixtures/protocol-buffers.fixture.ts';
import { smallCaffe } from './fixtures/small-caffe.fixture.ts';
import { smallGraphModel, smallLayersModel } from './fixtures/small-models.fixture.ts';
import type { Graph } from './graph/graph.ts';
import { readKerasLayers } from './keras/read.ts';
import { readMatConvNet } from './matconvnet/read.ts';
import { readOnnx } from './onnx/edit.ts';
import { readTfjsGraph } from './tfjs/read.ts';

/*
 * What is wrong with a file is told with the layer and the place: the byte, the line of a prototxt, or the path in a
 * JSON file. Where a file is wrong before any layer, there is a place only.
 */

const other = writeCaffeV1(withFilters(graph, 8));
const binaryproto = encode(legacyBlob([1, 3, 1, 2], [1, 2, 3, 4, 5, 6]));
const small = { 0: smallCaffe(0), 1: smallCaffe(1), 2: smallCaffe(2) };
const tfjs = smallGraphModel();
const keras = smallLayersModel();
const shards = new Uint8Array(Float32Array.from({ length: 12 }, (_, i) => i).buffer);

type Reader = (bytes: Uint8Array) => unknown;
const mat: Reader = (bytes) => readMatConvNet({ bytes });
const caffeAlone: Reader = (model) => readCaffe({ model });
test('the whole files are read', async () => {
  expect(readCaffe({ model: caffe, prototxt }).layers).toHaveLength(graph.layers.length);
  for (const model of Object.values(small)) expect(readCaffe({ model }).layers).toHaveLength(2);
  for (const bytes of [mat5, mat7, mat73]) {
    expect((await readMatConvNet({ bytes })).graph.layers).toHaveLength(graph.layers.length);
  }
  expect(readOnnx(onnx).outputs).toEqual(['prob']);
  expect(readTfjsGraph(tfjs, shards).layers).toHaveLength(2);
  expect(readKerasLayers(keras, shards).layers).toHaveLength(2);
  expect(readCaffeMean(binaryproto).dims).toEqual([3, 1, 2]);
});

/** What is wrong, how it is read, and what the error says of the place and the reason. */
type Damage = readonly [name: string, read: () => unknown, code: string, message: string | RegExp];

const UNKNOWN = 'unsupported-layer';
const BAD = 'bad-network-file';

const noNetworks: readonly Damage[] = [
  [
    'a MAT file of version 5 with another variable',
    () => mat(replacedBytes(mat5, [...ascii('net'), 0, 0], [...ascii('gnu'), 0, 0])),
    BAD,
    'MatConvNet network at byte 136: the file has no variable "net" and no variable "layers". It has these: gnu.',
  ],
  [
    'a MAT file of version 7.3 with another variable',
    async () => mat(await hdf5((file) => file.create_dataset({ name: 'x', data: [1] }))),
    BAD,
    /^MatConvNet network at byte \d+: the file has no variable "net" and no variable "layers"\. It has these: x\./,
  ],
  ['a text as MAT file', () => mat(text()), BAD, 'at byte 126: the file is not a MAT file of version 5'],
  ['a text as caffemodel', () => caffeAlone(text()), BAD, /^Caffe network at byte \d+: /],
  ['an empty caffemodel', () => caffeAlone(new Uint8Array()), BAD, 'at byte 0: the model has no layers'],
  ['a text as ONNX file', () => readOnnx(text()), BAD, /^ONNX file at byte \d+: /],
  ['a text as mean', () => readCaffeMean(text()), BAD, /^Caffe network at byte \d+: /],
  [
    'a text as prototxt',
    () => readCaffe({ model: caffe, prototxt: 'name: "x"\nno network' }),
    BAD,
    'in line 2 of the prototxt: ":" or "{" is expected after no',
  ],
  [
    'JSON as a graph model',
    () => readTfjsGraph({ modelTopology: { node: [{ name: 'x' }] } }, shards),
    BAD,
    'at modelTopology.node[0].op',
  ],
  [
    'JSON as a layers model',
    () => readKerasLayers({ modelTopology: {} }, shards),
    BAD,
    'at modelTopology.model_config',
  ],
];

const unknownLayers: readonly Damage[] = [
  [
    'in a prototxt',
    () => readCaffe({ model: caffe, prototxt: prototxt.replace('type: LRN', 'type: MVN') }),
    UNKNOWN,
    /in layer "norm1" in line \d+ of the prototxt: the layer type MVN cannot be read/,
  ],
  [
    'in a caffemodel V0',
    () => caffeAlone(smallCaffe(0, { type: 'deconv' })),
    UNKNOWN,
    /in layer "conv2" at byte \d+: the layer type "deconv" cannot be read/,
  ],
  [
    'in a caffemodel V1',
    () => caffeAlone(smallCaffe(1, { type: 39 })),
    UNKNOWN,
    /in layer "conv2" at byte \d+: the layer type 39 cannot be read/,
  ],
  [
    'in a caffemodel V2',
    () => caffeAlone(smallCaffe(2, { type: 'Deconvolution' })),
    UNKNOWN,
    /in layer "conv2" at byte \d+: the layer type Deconvolution cannot be read/,
  ],
  [
    'in MAT 5',
    () => mat(replaced(mat5, 'softmax', 'hardmax')),
    UNKNOWN,
    /in layer "prob" at byte \d+: the layer type "hardmax" cannot be read/,
  ],
  [
    'in MAT 7',
    () => mat(compressedMat5([mat5.subarray(0, 128), replaced(mat5.subarray(128), 'softmax', 'hardmax')])),
    UNKNOWN,
    /in layer "prob" at byte 136 \(byte \d+ of the decompressed data\): the layer type "hardmax" cannot be read/,
  ],
  [
    'in MAT 7.3',
    () => mat(replaced(mat73, 'softmax', 'hardmax')),
    UNKNOWN,
    /in layer "prob" at byte \d+: the layer type "hardmax" cannot be read/,
  ],
  [
    'in a graph model',
    () => readTfjsGraph(smallGraphModel({ op: 'Einsum' }), shards),
    UNKNOWN,
    'in layer "conv2" at modelTopology.node[2]: the operation Einsum cannot be read',
  ],
  [
    'in a layers model',
    () => readKerasLayers(smallLayersModel({ type: 'Lambda' }), shards),
    UNKNOWN,
    'in layer "conv2" at model_config.config.layers[2]: the layer class Lambda cannot be read',
  ],
];

const misfits: readonly Damage[] = [
  [
    'with other filters',
    () => readCaffe({ model: caffe, prototxt: other.prototxt }),
    BAD,
    /in layer "conv1" in line \d+ of the prototxt: the filters have the shape \[4, 3, 11, 11\], but the layer describes \[8, 3, 11, 11\]/,
  ],
  [
    'with another name',
    () => readCaffe({ model: caffe, prototxt: prototxt.replaceAll('"conv3"', '"conv9"') }),
    BAD,
    /in layer "conv9" in line \d+ of the prototxt: the model has only 0 blobs for this layer/,
  ],
  [
    'with another input',
    () => readCaffe({ model: caffe, prototxt: prototxt.replace('input_dim: 3', 'input_dim: 4') }),
    BAD,
    /in layer "conv1" in line \d+ of the prototxt: /,
  ],
  [
    'with a word where a number belongs',
    () => readCaffe({ model: caffe, prototxt: prototxt.replace('stride: 4', 'stride: four') }),
    BAD,
    /in layer "conv1" in line \d+ of the prototxt: the field "stride" is not a number/,
  ],
  [
    'without an input',
    () => readCaffe({ model: caffe, prototxt: prototxt.replace('input: "data"', '') }),
    BAD,
    'in line 1 of the prototxt: the file does not give the size of its input',
  ],
];

const claims: readonly Damage[] = [
  [
    'in a caffemodel V0',
    () => caffeAlone(smallCaffe(0, { claimed: [LARGE, LARGE, 1, 1] })),
    BAD,
    /in layer "conv2" at byte \d+: a blob has the shape \[1048576, 1048576, 1, 1\], but it contains 6 numbers/,
  ],
  [
    'in a caffemodel V1',
    () => caffeAlone(smallCaffe(1, { claimed: [LARGE, LARGE, 1, 1] })),
    BAD,
    /in layer "conv2" at byte \d+: a blob has the shape \[1048576, 1048576, 1, 1\], but it contains 6 numbers/,
  ],
  [
    'in a caffemodel V2',
    () => caffeAlone(smallCaffe(2, { claimed: [LARGE, LARGE, 1, 1] })),
    BAD,
    /in layer "conv2" at byte \d+: a blob has the shape \[1048576, 1048576, 1, 1\], but it contains 6 numbers/,
  ],
  [
    'in a mean',
    () => readCaffeMean(encode(legacyBlob([1, 3, LARGE, LARGE], [1]))),
    BAD,
    /in layer "mean" at byte 0: a blob has the shape \[1, 3, 1048576, 1048576\], but it contains 1 numbers/,
  ],
  [
    'in MAT 5',
    () => mat(claiming(mat5)),
    BAD,
    /in layer "conv1" at byte \d+: an array has the shape \[1048576, 1048576, 1, 1\], but only \d+ bytes/,
  ],
  [
    'in MAT 7',
    () => mat(compressedMat5([mat5.subarray(0, 128), claiming(mat5.subarray(128))])),
    BAD,
    /in layer "conv1" at byte 136 \(byte \d+ of the decompressed data\): an array has the shape \[1048576, 1048576, 1, 1\]/,
  ],
  [
    'in MAT 7.3',
    async () => mat(await hdf5(largeFilters)),
    BAD,
    /in layer "conv1" at byte \d+: \/net\/filters needs 4398046511104 bytes/,
  ],
  [
    'in ONNX',
    () => readOnnx(largeTensor()),
    BAD,
    /^ONNX file in layer "weights" at byte \d+: a tensor \[1048576, 1048576\] needs 1099511627776 numbers, but it contains 4 bytes/,
  ],
  [
    'in a graph model',
    () => readTfjsGraph(smallGraphModel({ shape: [1, 1, LARGE, LARGE] }), shards),
    BAD,
    'in layer "conv2/filters" at byte 16: the weights need 4398046511104 bytes, but only 32 are left',
  ],
  [
    'in a layers model',
    () => readKerasLayers(smallLayersModel({ shape: [1, 1, LARGE, LARGE] }), shards),
    BAD,
    'in layer "conv2/kernel" at byte 16: the weights need 4398046511104 bytes, but only 32 are left',
  ],
];

const brokenOff: readonly Damage[] = [
  [
    'a MAT file in its header',
    () => mat(mat5.subarray(0, 100)),
    BAD,
    'MatConvNet network at byte 0: the file is shorter than the header of a MAT file',
  ],
  [
    'a MAT file of version 7 in the header of its variable',
    () => mat(mat7.subarray(0, 138)),
    BAD,
    'MatConvNet network at byte 136: a variable ends within its header',
  ],
  [
    'a MAT file of version 7.3',
    () => mat(mat73.subarray(0, mat73.length >> 1)),
    BAD,
    `MatConvNet network at byte ${mat73.length >> 1}: the file is cut off: it should have ${mat73.length} bytes`,
  ],
  [
    'a prototxt in a layer',
    () =>
      readCaffe({
        model: caffe,
        prototxt: prototxt.slice(0, prototxt.indexOf('}', prototxt.indexOf('"conv3"'))),
      }),
    BAD,
    /in layer "conv3" in line \d+ of the prototxt: "}" is missing/,
  ],
  [
    'the shards of a graph model',
    () => readTfjsGraph(tfjs, shards.subarray(0, 40)),
    BAD,
    'in layer "conv2/filters" at byte 16: the weights need 32 bytes, but only 24 are left',
  ],
  [
    'the shards of a layers model',
    () => readKerasLayers(keras, shards.subarray(0, 40)),
    BAD,
    'in layer "conv2/kernel" at byte 16: the weights need 32 bytes, but only 24 are left',
  ],
  [
    'a mean',
    () => readCaffeMean(binaryproto.subarray(0, 20)),
    BAD,
    'Caffe network at byte 10: the numbers need 24 bytes, but only 10 are left',
  ],
];

describe.each([
  ['no network', noNetworks],
  ['a layer that is not known', unknownLayers],
  ['a prototxt that does not fit its caffemodel', misfits],
  ['a tensor of 2^40 numbers', claims],
  ['a file that is cut off', brokenOff],
])('%s is refused with the layer and the place:', (_, damages) => {
  test.each(damages)('%s', async (_name, read, code, message) => {
    const reading = async () => read();
    await expect(reading()).rejects.toMatchObject({ name: 'WinceError', code });
    await expect(reading()).rejects.toThrow(message);
  });
});

test('a variable of MAT 7 for which a few bytes stand is refused before it is unpacked', async () => {
  const MATRIX = 14;
  const variable = new Uint8Array(8 + 200_000_000);
  variable.set(new Uint8Array(Uint32Array.of(MATRIX, 200_000_000).buffer));
  const file = compressedMat5([mat5.subarray(0, 128), variable]);
  expect(file.length).toBeLessThan(1_000_000);
  const began = performance.now();
  const reading = readMatConvNet({ bytes: file });
  await expect(reading).rejects.toMatchObject({ code: 'bad-network-file' });
  await expect(reading).rejects.toThrow(/compressed bytes cannot contain 200000008 bytes/);
  expect(performance.now() - began).toBeLessThan(5000);
});

function withFilters(from: Graph, filters: number): Graph {
  return {
    ...from,
    layers: from.layers.map((layer) => {
      const { operation } = layer;
      if (layer.name !== 'conv1' || operation.kind !== 'convolution') return layer;
      const weights = { ...operation.weights, dims: [filters, ...operation.weights.dims.slice(1)] };
      return { ...layer, operation: { ...operation, weights } };
    }),
  };
}
