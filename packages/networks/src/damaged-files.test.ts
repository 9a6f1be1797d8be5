import { File, ready } from 'h5wasm';
import protobuf from 'protobufjs/light.js';
import { expect, test } from 'vitest';
import { emptyGraph } from './architectures/architecture.ts';
import { vggF } from './architectures/vgg.ts';
import { readCaffe } from './caffe/read.ts';
import type { Graph } from './graph/graph.ts';
import { randomWeights } from './graph/random-weights.ts';
import { readMatConvNet } from './matconvnet/read.ts';
import { readOnnx } from './onnx/edit.ts';
import { ModelProto } from './onnx/schema.ts';
import { writeOnnx } from './onnx/write.ts';
import { writeCaffeV1 } from './written/caffe.ts';
import { writeSimplennMat5 } from './written/mat5.ts';
import { writeSimplennMat73 } from './written/mat73.ts';
import { narrow } from './written/narrow.ts';

/** What is wrong, how it is read, and what the error says of the place and the reason. */
type Damage = readonly [name: string, read: () => unknown, code: string, message: string | RegExp];

const planned = narrow(vggF);
const graph = randomWeights(emptyGraph(planned), { mean: 0, meanSquare: 1 }, 'damaged');
const mean = [1, 2, 3];
const { model: pieces, prototxt } = writeCaffeV1(graph);
const model = joined(pieces);
const mat5 = joined(writeSimplennMat5(graph, mean));
const mat73 = await writeSimplennMat73(graph, mean);
const onnx = writeOnnx({ graph, taps: ['prob'] });
const half = (bytes: Uint8Array) => bytes.subarray(0, bytes.length >> 1);

const other = writeCaffeV1(withFilters(graph, 8));

const damages: readonly Damage[] = [
  [
    'a caffemodel that is cut off',
    () => readCaffe({ model: half(model), prototxt }),
    'bad-network-file',
    /^Caffe network in layer "fc6" at byte \d+: .* are left/,
  ],
  [
    'a MAT file of version 5 that is cut off',
    () => readMatConvNet({ bytes: half(mat5) }),
    'bad-network-file',
    /^MatConvNet network at byte \d+: .* are left/,
  ],
  [
    'a MAT file of version 7.3 that is cut off',
    () => readMatConvNet({ bytes: half(mat73) }),
    'bad-network-file',
    `at byte ${mat73.length >> 1}: the file is cut off: it says that it has ${mat73.length} bytes`,
  ],
  [
    'an ONNX file that is cut off',
    () => readOnnx(half(onnx)),
    'bad-network-file',
    /^ONNX file in layer "[^"]+" at byte \d+: .* are left/,
  ],
  [
    'a MAT file that is no network',
    async () =>
      readMatConvNet({ bytes: await hdf5((file) => file.create_dataset({ name: 'x', data: [1] })) }),
    'bad-network-file',
    'neither "net" nor "layers"',
  ],
  [
    'a text that is no MAT file',
    () => readMatConvNet({ bytes: new TextEncoder().encode('no network '.repeat(20)) }),
    'bad-network-file',
    'at byte 126: no MAT file of version 5',
  ],
  [
    'a layer that is not known, in Caffe',
    () => readCaffe({ model, prototxt: prototxt.replace('type: LRN', 'type: MVN') }),
    'unsupported-layer',
    /in layer "norm1" in line \d+ of the prototxt: the type MVN is not known/,
  ],
  [
    'a layer that is not known, in MatConvNet',
    () => readMatConvNet({ bytes: replaced(mat5, 'softmax', 'hardmax') }),
    'unsupported-layer',
    'in layer "prob": the type "hardmax" is not known',
  ],
  [
    'a prototxt that does not fit its caffemodel',
    () => readCaffe({ model, prototxt: other.prototxt }),
    'bad-network-file',
    /in layer "conv1" in line \d+ of the prototxt: filters \[4, 3, 11, 11\], where \[8, 3, 11, 11\] are described/,
  ],
  [
    'a tensor of 2^40 numbers in Caffe',
    () => readCaffe({ model: largeBlob(), prototxt: LARGE_BLOB }),
    'bad-network-file',
    /in layer "conv1" at byte \d+: a blob \[1048576, 1048576\] that holds 1 numbers/,
  ],
  [
    'a tensor of 2^40 numbers in MAT 5',
    () =>
      readMatConvNet({ bytes: replacedBytes(mat5, int32s(11, 11, 3, 4), int32s(2 ** 20, 2 ** 20, 1, 1)) }),
    'bad-network-file',
    /at byte \d+: an array \[1048576, 1048576, 1, 1\] in \d+ bytes/,
  ],
  [
    'a tensor of 2^40 numbers in MAT 7.3',
    async () => readMatConvNet({ bytes: await hdf5(largeFilters) }),
    'bad-network-file',
    'in layer "conv1": /net/filters claims 4398046511104 bytes',
  ],
  [
    'a tensor of 2^40 numbers in ONNX',
    () => readOnnx(largeTensor()),
    'bad-network-file',
    /^ONNX file in layer "weights" at byte \d+: a tensor \[1048576, 1048576\] of 1099511627776 numbers that holds 4 bytes/,
  ],
];

test.each(damages)('%s is refused, with the place', async (_, read, code, message) => {
  const reading = async () => read();
  await expect(reading()).rejects.toMatchObject({ name: 'WinceError', code });
  await expect(reading()).rejects.toThrow(message);
});

test('the whole files are read', async () => {
  expect(readCaffe({ model, prototxt }).layers).toHaveLength(graph.layers.length);
  for (const bytes of [mat5, mat73]) {
    expect((await readMatConvNet({ bytes })).graph.layers).toHaveLength(graph.layers.length);
  }
  expect(readOnnx(onnx).outputs).toEqual(['prob']);
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

async function hdf5(write: (file: File) => void): Promise<Uint8Array> {
  const { FS } = await ready;
  const name = `/damaged-${crypto.randomUUID()}.mat`;
  const file = new File(name, 'w');
  write(file);
  file.close();
  const bytes = FS.readFile(name);
  FS.unlink(name);
  return bytes;
}

/** A data set of 2^20 x 2^20 of which nothing was ever written, in a layer of its own. */
function largeFilters(file: File): void {
  const net = file.create_group('net');
  net.create_attribute('MATLAB_class', 'struct');
  const name = Uint16Array.from('conv1', (letter) => letter.charCodeAt(0));
  net.create_dataset({ name: 'name', data: name, shape: [5, 1] });
  const written = net.get('name');
  if (written === null || !('create_attribute' in written)) throw new Error('the name was not written');
  written.create_attribute('MATLAB_class', 'char');
  const side = 2 ** 20;
  const filters = {
    name: 'filters',
    data: Float32Array.of(1),
    shape: [1, 1],
    chunks: [1, 1],
    maxshape: [side, side],
  };
  net.create_dataset(filters);
  const made = net.get('filters');
  if (made === null || !('resize' in made)) throw new Error('the filters were not written');
  made.resize([side, side]);
}

const LARGE_BLOB = `input: "data" input_dim: 1 input_dim: 3 input_dim: 4 input_dim: 4
  layer { name: "conv1" type: "Convolution" bottom: "data" top: "conv1" convolution_param { num_output: 1 kernel_size: 1 } }`;

function largeBlob(): Uint8Array {
  const writer = protobuf.Writer.create();
  writer.uint32((100 << 3) | 2).fork();
  writer.uint32((1 << 3) | 2).string('conv1');
  writer.uint32((2 << 3) | 2).string('Convolution');
  writer.uint32((7 << 3) | 2).fork();
  writer.uint32((7 << 3) | 2).fork();
  for (let i = 0; i < 2; i++) writer.uint32(1 << 3).int64(2 ** 20);
  writer.ldelim();
  writer.uint32((5 << 3) | 2).bytes(new Uint8Array(4));
  return writer.ldelim().ldelim().finish();
}

function largeTensor(): Uint8Array {
  const initializer = [
    { name: 'weights', dataType: 1, dims: [2 ** 20, 2 ** 20], rawData: new Uint8Array(4) },
  ];
  return ModelProto.encode(
    ModelProto.create({ irVersion: 8, graph: { name: 'network', initializer } }),
  ).finish();
}

function int32s(...values: number[]): readonly number[] {
  return [...new Uint8Array(Int32Array.from(values).buffer)];
}

function replaced(bytes: Uint8Array, from: string, to: string): Uint8Array {
  const codes = (text: string) => [
    ...new Uint8Array(Uint16Array.from(text, (letter) => letter.charCodeAt(0)).buffer),
  ];
  return replacedBytes(bytes, codes(from), codes(to));
}

/** A copy with one stretch of bytes changed for another as long. */
function replacedBytes(bytes: Uint8Array, from: readonly number[], to: readonly number[]): Uint8Array {
  const at = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf(Uint8Array.from(from));
  if (at < 0 || from.length !== to.length) throw new Error('there is nothing to change');
  const copy = Uint8Array.from(bytes);
  copy.set(to, at);
  return copy;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}
