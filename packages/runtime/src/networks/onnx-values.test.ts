import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseNetworkFeature } from '@wince/networks';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  graphAttribute,
  intAttribute,
  intsAttribute,
  type Node,
  type OnnxParts,
  onnxFile,
  type Tensor,
  tensorAttribute,
  tensorFields,
  type Values,
  varints,
} from '../../../networks/src/fixtures/onnx-file.fixture.ts';
import { memoryStore } from '../store/index.ts';
import { openFeatureNetwork } from './features.ts';
import { importNetwork } from './import-network.ts';
import { networkCatalogue } from './imported.ts';
import { offFromOriginal, TOLERANCE } from './onnx-agreement.fixture.ts';

/*
 * Every way in which a file of ONNX may have the values of a tensor. The files are written here, field by field, and each gives
 * what ONNX Runtime makes of the file as it was written.
 */

let home: string;
beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'wince-values-'));
});
afterAll(() => rm(home, { recursive: true }));

const bytesOf = ({ buffer }: { readonly buffer: ArrayBufferLike }) => new Uint8Array(buffer);

/** Three values of each type, as a field of their own and as raw bytes. */
const TYPES: readonly (readonly [name: string, type: number, values: Values, raw: Uint8Array])[] = [
  ['float', 1, { field: 4, floats: [0.5, -3, 1e-7] }, bytesOf(Float32Array.of(0.5, -3, 1e-7))],
  ['uint8', 2, { field: 5, whole: [0, 7, 255] }, Uint8Array.of(0, 7, 255)],
  ['int8', 3, { field: 5, whole: [-128, 7, 127] }, bytesOf(Int8Array.of(-128, 7, 127))],
  ['uint16', 4, { field: 5, whole: [1, 300, 65_535] }, bytesOf(Uint16Array.of(1, 300, 65_535))],
  ['int16', 5, { field: 5, whole: [-32_768, 5, 300] }, bytesOf(Int16Array.of(-32_768, 5, 300))],
  ['int32', 6, { field: 5, whole: [-70_000, 2, 3] }, bytesOf(Int32Array.of(-70_000, 2, 3))],
  ['int64', 7, { field: 7, whole: [-(2n ** 40n), 2n, 3n] }, bytesOf(BigInt64Array.of(-(2n ** 40n), 2n, 3n))],
  ['bool', 9, { field: 5, whole: [1, 0, 1] }, Uint8Array.of(1, 0, 1)],
  [
    'float16',
    10,
    { field: 5, whole: [0x3c00, 0xc100, 0x0001] },
    bytesOf(Uint16Array.of(0x3c00, 0xc100, 0x0001)),
  ],
  ['double', 11, { field: 10, doubles: [0.1, -2, 1e30] }, bytesOf(Float64Array.of(0.1, -2, 1e30))],
  ['uint32', 12, { field: 11, whole: [1, 2, 4_000_000_000] }, bytesOf(Uint32Array.of(1, 2, 4_000_000_000))],
  ['uint64', 13, { field: 11, whole: [1n, 2n, 2n ** 63n] }, bytesOf(BigUint64Array.of(1n, 2n, 2n ** 63n))],
  [
    'bfloat16',
    16,
    { field: 5, whole: [0x3f80, 0xc040, 0x0080] },
    bytesOf(Uint16Array.of(0x3f80, 0xc040, 0x0080)),
  ],
  ['float8e4m3fn', 17, { field: 5, whole: [0x38, 0xc4, 1] }, Uint8Array.of(0x38, 0xc4, 1)],
  ['float8e5m2', 19, { field: 5, whole: [0x3c, 0xc2, 1] }, Uint8Array.of(0x3c, 0xc2, 1)],
  // Two in a byte, the first in the lower half.
  ['uint4', 21, { field: 5, whole: [0xf1, 0x07] }, Uint8Array.of(0xf1, 0x07)],
  ['int4', 22, { field: 5, whole: [0xf1, 0x07] }, Uint8Array.of(0xf1, 0x07)],
];

/** x + w, w being widened to float where it is something else. */
function sum(w: Omit<Tensor, 'name'>): OnnxParts {
  const cast = { type: 'Cast', inputs: ['w'], outputs: ['wide'], attributes: [intAttribute('to', 1)] };
  return {
    tensors: [{ ...w, name: 'w' }],
    nodes: [cast, { type: 'Add', inputs: ['x', 'wide'], outputs: ['y'] }],
    outputs: ['y'],
    opset: 21,
  };
}

const dims = [3, 1, 1];
const forms = TYPES.flatMap(([name, type, values, raw]) => [
  [`${name} in its own field`, type, values] as const,
  ...('whole' in values
    ? [[`${name} in its own field, not packed`, type, { ...values, isUnpacked: true }] as const]
    : []),
  [`${name} in raw_data`, type, { field: 9, raw } as const] as const,
]);

test.each(forms)('%s gives what ONNX Runtime makes of the file', async (_, type, values) => {
  // Numbers of JavaScript do not carry all of 64 bits when they are written one by one.
  const isExact = !('whole' in values && values.isUnpacked) || values.whole.every((value) => value < 2 ** 53);
  await agrees(onnxFile(sum({ type, dims, values: isExact ? values : { ...values, isUnpacked: false } })));
});

describe('an empty tensor', () => {
  const empty: readonly (readonly [string, Values])[] = [
    ['without any field', { field: 'none' }],
    ['with an empty field', { field: 4, floats: [] }],
    ['with empty raw bytes', { field: 9, raw: new Uint8Array() }],
  ];
  test.each(empty)('%s is what it is: the corners of a Resize that has none', async (_, values) => {
    const nearest = [
      [1, 'mode'],
      [4, new TextEncoder().encode('nearest')],
      [20, 3],
    ] as const;
    const file = onnxFile({
      tensors: [
        { name: 'roi', type: 1, dims: [0], values },
        { name: 'scales', type: 1, dims: [4], values: { field: 4, floats: [1, 1, 2, 2] } },
      ],
      nodes: [{ type: 'Resize', inputs: ['x', 'roi', 'scales'], outputs: ['y'], attributes: [nearest] }],
      outputs: ['y'],
    });
    const { taps } = await agrees(file);
    expect(taps).toEqual([{ name: 'y', node: 'y', shape: [3, 8, 8] }]);
  });
});

describe('a tensor in an attribute', () => {
  test.each(TYPES)('of the type %s, in its own field', async (_, type, values) => {
    const value = { name: '', type, dims, values };
    const cast = { type: 'Cast', inputs: ['w'], outputs: ['wide'], attributes: [intAttribute('to', 1)] };
    const file = onnxFile({
      nodes: [
        { type: 'Constant', inputs: [], outputs: ['w'], attributes: [tensorAttribute('value', value)] },
        cast,
        { type: 'Add', inputs: ['x', 'wide'], outputs: ['y'] },
      ],
      outputs: ['y'],
      opset: 21,
    });
    const { taps } = await agrees(file);
    expect(taps.map(({ name }) => name)).toEqual(['y']);
  });

  test('of a graph inside of a node, which takes a layer from around it', async () => {
    const inner = (name: string, value: number) =>
      graphAttribute(name, {
        tensors: [{ name: `${name}_w`, type: 1, dims, values: { field: 4, floats: [value, 2, 3] } }],
        nodes: [{ type: 'Add', inputs: ['a', `${name}_w`], outputs: [`${name}_y`] }],
        outputs: [`${name}_y`],
      });
    const file = onnxFile({
      tensors: [
        { name: 'yes', type: 9, dims: [], values: { field: 5, whole: [1] } },
        { name: 'two', type: 1, dims: [], values: { field: 4, floats: [2] } },
      ],
      nodes: [
        { type: 'Mul', inputs: ['x', 'two'], outputs: ['a'] },
        {
          type: 'If',
          inputs: ['yes'],
          outputs: ['y'],
          attributes: [inner('then_branch', 1), inner('else_branch', 9)],
        },
      ],
      outputs: ['a', 'y'],
    });
    const { taps } = await agrees(file);
    expect(taps.map(({ name }) => name)).toEqual(['a', 'y']);
  });
});

describe('weights in another file', () => {
  const weights = Float32Array.from({ length: 3 * 3 * 2000 }, (_, i) => Math.sin(i));
  const w = (place: Readonly<Record<string, string | number>>): OnnxParts => ({
    tensors: [{ name: 'w', type: 1, dims: [3, 6000], values: { field: 13, place } }],
    nodes: [
      { type: 'GlobalAveragePool', inputs: ['x'], outputs: ['mean'] },
      { type: 'Flatten', inputs: ['mean'], outputs: ['flat'] },
      { type: 'MatMul', inputs: ['flat', 'w'], outputs: ['y'] },
    ],
    outputs: ['mean', 'flat', 'y'],
  });

  async function folderWith(parts: OnnxParts, files: Readonly<Record<string, Uint8Array>> = {}) {
    const folder = await mkdtemp(path.join(home, '.external-'));
    for (const [name, bytes] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
      await writeFile(path.join(folder, name), bytes);
    }
    const file = path.join(folder, 'net.onnx');
    await writeFile(file, onnxFile(parts));
    return { folder, file };
  }

  test.each([
    ['beside it', 'net.data', {}, 0],
    ['beside it, from a byte on', 'net.data', { offset: 64, length: weights.byteLength }, 64],
    ['in a folder of its folder', 'deep/net.data', { length: weights.byteLength }, 0],
  ])('%s are read, and their hash is kept', async (_, location, place, skip) => {
    const content = new Uint8Array(skip + weights.byteLength);
    content.set(bytesOf(weights), skip);
    const { file } = await folderWith(w({ location, ...place }), { [location]: content });
    const card = await importNetwork({ file, home, name: 'external', mean: 'none' });
    expect(card.source).toMatchObject({
      beside: [{ file: location, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }],
    });
    expect(await offFromOriginal(card, home, file)).toSatisfy(isSmall);
    // Its weights have become the program's own: nothing of the folder is read again.
    await rm(path.dirname(file), { recursive: true });
    const { taps } = card;
    expect(taps.map(({ name }) => name)).toEqual(['mean', 'flat', 'y']);
  });

  const outside = bytesOf(weights);
  test.each<[string, Readonly<Record<string, string | number>>, RegExp]>([
    [
      'the folder above',
      { location: '../net.data' },
      /"\.\.\/net\.data" are not in the folder of the network/,
    ],
    ['a folder above in between', { location: 'a/../../net.data' }, /are not in the folder/],
    ['a folder above in Windows', { location: '..\\net.data' }, /are not in the folder/],
    ['a path from the root', { location: '/etc/hostname' }, /are not in the folder/],
    ['a drive', { location: 'C:\\net.data' }, /are not in the folder/],
    ['no file', {}, /the file is not named/],
    [
      'a file that is absent',
      { location: 'absent.data' },
      /absent\.data, which holds its weights, cannot be read/,
    ],
    ['a folder', { location: '.' }, /leads out of the folder|not a plain file/],
    ['a link that leads out', { location: 'link.data' }, /a link that leads out of the folder/],
    [
      'a file that is too short',
      { location: 'short.data' },
      /needs 72000 bytes from byte 0 of "short\.data", which has 8/,
    ],
    ['a byte behind the end', { location: 'short.data', offset: 9 }, /which has 0/],
    ['another length', { location: 'short.data', length: 8 }, /needs 72000 bytes, but "short\.data" holds 8/],
    ['no offset', { location: 'short.data', offset: '1e3' }, /the offset "1e3" is not a number/],
  ])('are refused where they name %s', async (_, place, message) => {
    const { folder, file } = await folderWith(w(place), { 'short.data': new Uint8Array(8) });
    const other = await mkdtemp(path.join(home, '.outside-'));
    await writeFile(path.join(other, 'net.data'), outside);
    await symlink(path.join(other, 'net.data'), path.join(folder, 'link.data'));
    const importing = importNetwork({ file, home, name: 'refused', mean: 'none' });
    await expect(importing).rejects.toMatchObject({ code: 'bad-network-file', status: 1 });
    await expect(importing).rejects.toThrow(message);
    await expect(importing).rejects.toThrow('ONNX file');
  });
});

describe('a tensor that is wrong is refused by its name', () => {
  const sparse = [
    [1, tensorFields({ name: 'w', type: 1, dims: [1], values: { field: 4, floats: [1] } })],
  ] as const;
  const add = { type: 'Add', inputs: ['x', 'w'], outputs: ['y'] };
  test.each<[string, OnnxParts, string, string]>([
    [
      'too few values',
      sum({ type: 1, dims, values: { field: 4, floats: [1, 2] } }),
      'bad-network-file',
      'needs 3 ',
    ],
    [
      'too many',
      sum({ type: 1, dims, values: { field: 4, floats: [1, 2, 3, 4] } }),
      'bad-network-file',
      'contains 4 values in float_data',
    ],
    [
      'values in a field of another type',
      sum({ type: 1, dims, values: { field: 7, whole: [1, 2, 3] } }),
      'bad-network-file',
      'the tensor of float has its values in int64_data',
    ],
    [
      'a value that its type has not',
      sum({ type: 3, dims, values: { field: 5, whole: [1, 2, 200] } }),
      'bad-network-file',
      '200 is not of the type int8',
    ],
    [
      'a truth that is neither',
      sum({ type: 9, dims, values: { field: 5, whole: [1, 2, 0] } }),
      'bad-network-file',
      '2 is not of the type bool',
    ],
    [
      'complex numbers',
      sum({ type: 14, dims, values: { field: 4, floats: [1, 2, 3, 4, 5, 6] } }),
      'unsupported-layer',
      'elements of the type 14',
    ],
    [
      'values that are left out',
      { nodes: [add], outputs: ['y'], more: [[15, sparse]] },
      'unsupported-layer',
      'the weights are a sparse tensor',
    ],
    [
      'values that are left out, in an attribute',
      {
        nodes: [
          {
            type: 'Constant',
            inputs: [],
            outputs: ['w'],
            attributes: [
              [
                [1, 'sparse_value'],
                [22, sparse],
                [20, 11],
              ],
            ],
          },
          add,
        ],
        outputs: ['y'],
      },
      'unsupported-layer',
      'the weights are a sparse tensor',
    ],
  ])('%s', async (_, parts, code, message) => {
    const file = path.join(home, 'wrong.onnx');
    await writeFile(file, onnxFile(parts));
    const importing = importNetwork({ file, home, mean: 'none' });
    await expect(importing).rejects.toMatchObject({ code });
    await expect(importing).rejects.toThrow('ONNX file in layer "w"');
    await expect(importing).rejects.toThrow(message);
  });
});

test('a whole number of 64 bits in an attribute is kept as it is: the end of a slice that has none', async () => {
  const most = 2n ** 63n - 1n;
  const ends = { name: '', type: 7, dims: [1], values: { field: 7, whole: [most] } } as const;
  const list = (name: string, values: readonly (number | bigint)[]): Node['attributes'] => [
    [
      [1, name],
      [8, varints(values)],
      [20, 7],
    ],
  ];
  const file = onnxFile({
    nodes: [
      { type: 'Constant', inputs: [], outputs: ['starts'], attributes: list('value_ints', [1]) },
      { type: 'Constant', inputs: [], outputs: ['ends'], attributes: list('value_ints', [most]) },
      { type: 'Constant', inputs: [], outputs: ['axes'], attributes: list('value_ints', [3]) },
      { type: 'Slice', inputs: ['x', 'starts', 'ends', 'axes'], outputs: ['a'] },
      { type: 'Constant', inputs: [], outputs: ['last'], attributes: [tensorAttribute('value', ends)] },
      { type: 'Slice', inputs: ['a', 'starts', 'last', 'axes'], outputs: ['y'] },
    ],
    outputs: ['a', 'y'],
  });
  expect((await agrees(file)).taps.map(({ shape }) => shape)).toEqual([
    [3, 4, 3],
    [3, 4, 2],
  ]);
});

describe('layers of a network', () => {
  test('are what it makes of the picture: weights that nodes make are none, whatever they are made with', async () => {
    const file = onnxFile({
      tensors: [
        { name: 'shape', type: 7, dims: [3], values: { field: 7, whole: [3, 1, 1] } },
        { name: 'ones', type: 1, dims, values: { field: 4, floats: [1, 2, 3] } },
      ],
      nodes: [
        { type: 'ConstantOfShape', inputs: ['shape'], outputs: ['zeros'] },
        { type: 'Identity', inputs: ['ones'], outputs: ['same'] },
        { type: 'Add', inputs: ['zeros', 'same'], outputs: ['w'] },
        { type: 'Shape', inputs: ['x'], outputs: ['size'] },
        { type: 'ConstantOfShape', inputs: ['size'], outputs: ['black'] },
        { type: 'Add', inputs: ['x', 'w'], outputs: ['a'] },
        { type: 'Add', inputs: ['a', 'black'], outputs: ['y'] },
      ],
      outputs: ['a', 'y'],
    });
    const { taps } = await agrees(file);
    expect(taps.map(({ name }) => name)).toEqual(['a', 'y']);
  });

  test('can all be read as features, also where the runtime cannot infer their shape', async () => {
    // A shape that is computed, a table without a batch, a vector, one number, and indices, which are none.
    const file = path.join(home, 'shapes.onnx');
    const whole = (name: string, values: readonly number[], rank = 1): Tensor => ({
      name,
      type: 7,
      dims: rank === 0 ? [] : [values.length],
      values: { field: 7, whole: values },
    });
    await writeFile(
      file,
      onnxFile({
        tensors: [whole('two', [2, 2]), whole('last', [-1]), whole('axes', [0])],
        nodes: [
          { type: 'Relu', inputs: ['x'], outputs: ['a,b'] },
          { type: 'Shape', inputs: ['a,b'], outputs: ['size'] },
          {
            type: 'ReduceProd',
            inputs: ['size'],
            outputs: ['count'],
            attributes: [intAttribute('keepdims', 1)],
          },
          { type: 'Reshape', inputs: ['a,b', 'count'], outputs: ['vector'] },
          {
            type: 'Concat',
            inputs: ['last', 'two'],
            outputs: ['target'],
            attributes: [intAttribute('axis', 0)],
          },
          { type: 'Reshape', inputs: ['vector', 'target'], outputs: ['table'] },
          {
            type: 'ReduceMax',
            inputs: ['vector'],
            outputs: ['number'],
            attributes: [intAttribute('keepdims', 0)],
          },
          { type: 'ArgMax', inputs: ['vector'], outputs: ['index'] },
          { type: 'NonZero', inputs: ['vector'], outputs: ['places'] },
          { type: 'Cast', inputs: ['places'], outputs: ['found'], attributes: [intAttribute('to', 1)] },
        ],
        outputs: ['table', 'number'],
      }),
    );
    const card = await importNetwork({ file, home, name: 'shapes', mean: 'none' });
    expect(Object.fromEntries(card.taps.map(({ name, shape }) => [name, shape]))).toEqual({
      a_b: [3, 4, 4],
      vector: [48],
      table: [12, 2, 2],
      number: [1],
    });
    const known = await networkCatalogue(home);
    const specs = card.taps.map(({ name }) => parseNetworkFeature(`shapes:${name}`, known));
    const network = await openFeatureNetwork({ specs, store: memoryStore(), home });
    const data = Uint8Array.from({ length: 48 }, (_, i) => i);
    const tables = await network.run([
      { width: 4, height: 4, data },
      { width: 4, height: 4, data: data.toReversed() },
    ]);
    await network.close();
    expect([...tables].map(([name, { rows, columns }]) => [name, rows, columns])).toEqual([
      ['shapes:a_b', 2, 48],
      ['shapes:vector', 2, 48],
      ['shapes:table', 2, 48],
      ['shapes', 2, 1],
    ]);
    expect(tables.get('shapes')?.data).toEqual(Float32Array.of(47, 47));
  });

  test('stand behind those that they read, where a file has them the other way round', async () => {
    const file = onnxFile({
      nodes: [
        { type: 'Neg', inputs: ['a'], outputs: ['y'] },
        { type: 'Abs', inputs: ['x'], outputs: ['a'] },
      ],
      outputs: ['y', 'a'],
    });
    const { taps } = await agrees(file);
    expect(taps.map(({ name }) => name)).toEqual(['a', 'y']);
  });

  test('of nothing but whole numbers are refused', async () => {
    const file = path.join(home, 'whole.onnx');
    await writeFile(
      file,
      onnxFile({ nodes: [{ type: 'ArgMax', inputs: ['x'], outputs: ['y'] }], outputs: ['y'] }),
    );
    await expect(importNetwork({ file, home, mean: 'none' })).rejects.toMatchObject({
      code: 'unsupported-layer',
      message: 'ONNX file: no layer gives float values of a fixed number.',
    });
  });
});

describe('the size of pictures', () => {
  const conv = (input: OnnxParts['input']): OnnxParts => ({
    input,
    tensors: [
      {
        name: 'w',
        type: 1,
        dims: [2, 3, 3, 3],
        values: { field: 4, floats: [...Array(54).keys()].map(Math.sin) },
      },
    ],
    nodes: [
      { type: 'Conv', inputs: ['x', 'w'], outputs: ['a'], attributes: [intsAttribute('strides', [2, 2])] },
      { type: 'Relu', inputs: ['a'], outputs: ['y'] },
    ],
    outputs: ['a', 'y'],
  });

  test.each<[string, OnnxParts['input']]>([
    ['any size', ['N', 3, 'H', 'W']],
    ['any size and any number of channels', ['N', 'C', 'H', 'W']],
    ['any number of columns', [1, 3, 6, -1]],
    ['just this size', [1, 3, 6, 8]],
  ])('of a network that takes %s is that of --size', async (_, input) => {
    const bytes = onnxFile(conv(input));
    const card = await imported(bytes, { size: [6, 8] });
    expect(card.input).toMatchObject({ height: 6, width: 8, colour: 'rgb' });
    expect(card.taps.map(({ shape }) => shape)).toEqual([
      [2, 2, 3],
      [2, 2, 3],
    ]);
    expect(await offFromOriginal(card, home, bytes)).toSatisfy(isSmall);
  });

  test.each<[string, OnnxParts['input'], readonly [number, number] | undefined, string, string]>([
    [
      'nobody states it',
      ['N', 3, 'H', 'W'],
      undefined,
      'takes pictures of any size (? x ?)',
      '--size ROWSxCOLUMNS',
    ],
    [
      'the file fixes another',
      [1, 3, 6, 8],
      [8, 8],
      'takes pictures of 6 x 8 (rows x columns), not of 8 x 8',
      'Leave --size out',
    ],
    ['the file fixes other rows', [1, 3, 6, 'W'], [8, 8], 'takes pictures of 6 x ?', '--size'],
  ])('is refused where %s', async (_, input, size, message, hint) => {
    const importing = imported(onnxFile(conv(input)), { size });
    await expect(importing).rejects.toMatchObject({
      code: 'network-size',
      status: 2,
      hint: expect.stringContaining(hint),
    });
    await expect(importing).rejects.toThrow(message);
  });

  test.each<[string, OnnxParts['input'], string]>([
    [
      'a vector',
      [1, 14],
      'the input has the shape [1, 14], but pictures [batch, channels, height, width] are needed',
    ],
  ])('is not asked for where the input is %s', async (_, input, message) => {
    await expect(imported(onnxFile(conv(input)), {})).rejects.toMatchObject({ code: 'unsupported-layer' });
    await expect(imported(onnxFile(conv(input)), {})).rejects.toThrow(message);
  });

  test('may stand before the channels, which then are brought to where the file has them', async () => {
    const turn = {
      type: 'Transpose',
      inputs: ['x'],
      outputs: ['t'],
      attributes: [intsAttribute('perm', [0, 3, 1, 2])],
    };
    const { nodes, ...parts } = conv(['N', 6, 8, 3]);
    const inner = nodes.map((node) => ({
      ...node,
      inputs: node.inputs.map((name) => (name === 'x' ? 't' : name)),
    }));
    const scaled = { type: 'Neg', inputs: ['x'], outputs: ['negative'] };
    const bytes = onnxFile({ ...parts, nodes: [scaled, turn, ...inner], outputs: ['t', 'a', 'y'] });
    const card = await imported(bytes, {});
    expect(card.input).toMatchObject({ height: 6, width: 8, colour: 'rgb' });
    // What has its channels last is no map as others are, and is not listed.
    expect(card.taps.map(({ name }) => name)).toEqual(['t', 'a', 'y']);
    expect(await offFromOriginal(card, home, bytes, true)).toSatisfy(isSmall);
  });
});

function isSmall(off: ReadonlyMap<string, number>): boolean {
  return off.size > 0 && [...off.values()].every((share) => share <= TOLERANCE);
}

async function imported(bytes: Uint8Array, options: { readonly size?: readonly [number, number] }) {
  const file = path.join(await mkdtemp(path.join(home, '.written-')), 'net.onnx');
  await writeFile(file, bytes);
  return importNetwork({ file, home, name: 'written', mean: 'none', ...options });
}

/** Imports a file and compares the layers that it gives out with what ONNX Runtime makes of it as it is. */
async function agrees(bytes: Uint8Array) {
  const card = await imported(bytes, {});
  expect(await offFromOriginal(card, home, bytes)).toSatisfy(isSmall);
  return card;
}
