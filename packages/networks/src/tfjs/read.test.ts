import { describe, expect, test } from 'vitest';
import { smallGraphModel } from '../fixtures/small-models.fixture.ts';
import { shapesOf } from '../graph/shapes.ts';
import { readTfjsGraph } from './read.ts';
import { halfToNumber, readWeights } from './weights.ts';

const size = (...sizes: number[]) => ({
  shape: { shape: { dim: sizes.map((value) => ({ size: String(value) })) } },
});
const list = (...values: number[]) => ({ list: { i: values.map(String) } });
const SAME = { s: btoa('SAME') };

/** A convolution of one filter with stride 2 on a 5 x 5 map, then what is given. */
function model(nodes: readonly object[] = []): object {
  return {
    modelTopology: {
      node: [
        {
          name: 'conv',
          op: 'Conv2D',
          input: ['input:0', 'filters', '^input'],
          attr: { strides: list(1, 2, 2, 1), padding: SAME },
        },
        { name: 'input', op: 'Placeholder', attr: size(-1, 5, 5, 2) },
        { name: 'filters', op: 'Const' },
        ...nodes,
      ],
    },
    weightsManifest: [
      { paths: ['a'], weights: [{ name: 'filters', shape: [3, 3, 2, 1], dtype: 'float32' }] },
    ],
  };
}

const SHARD = new Uint8Array(new Float32Array(18).map((_, i) => i).buffer);

describe('a graph model', () => {
  test('is read in the order of its edges, with SAME as TensorFlow pads', () => {
    const graph = readTfjsGraph(model(), SHARD);
    expect(graph).toMatchObject({ input: 'input', inputShape: [2, 5, 5] });
    expect(shapesOf(graph).get('conv')).toEqual([1, 3, 3]);
    expect(graph.layers[0].operation).toMatchObject({ padding: { top: 1, left: 1, bottom: 1, right: 1 } });
    const { operation } = graph.layers[0];
    if (operation.kind !== 'convolution') throw new Error('no convolution');
    // [height, width, input, output] becomes [output, input, height, width].
    expect([...operation.weights.data.subarray(0, 9)]).toEqual([0, 2, 4, 6, 8, 10, 12, 14, 16]);
  });

  test('puts an odd row of SAME at the bottom', () => {
    const even = JSON.parse(JSON.stringify(model()).replaceAll('"5"', '"6"'));
    const [{ operation }] = readTfjsGraph(even, SHARD).layers;
    expect(operation).toMatchObject({ padding: { top: 0, left: 0, bottom: 1, right: 1 } });
  });

  test.each([
    [
      'an operation',
      [{ name: 'x', op: 'Einsum', input: ['conv'] }],
      'unsupported-layer',
      'in layer "x" at modelTopology.node[3]: the operation Einsum',
    ],
    [
      'an input',
      [{ name: 'x', op: 'Relu', input: ['nowhere'] }],
      'bad-network-file',
      'the layer reads "nowhere", but no layer before it writes that',
    ],
    ['two of one name', [{ name: 'conv', op: 'Relu', input: ['conv'] }], 'bad-network-file', 'layer "conv"'],
    [
      'a text that is none',
      [
        {
          name: 'x',
          op: 'MaxPool',
          input: ['conv'],
          attr: { ksize: list(1, 2, 2, 1), strides: list(1, 2, 2, 1), padding: { s: 'U0F-RQ==' } },
        },
      ],
      'bad-network-file',
      '"U0F-RQ==" is not base64 text',
    ],
    [
      'a circle',
      [
        { name: 'x', op: 'Relu', input: ['y'] },
        { name: 'y', op: 'Relu', input: ['x'] },
      ],
      'bad-network-file',
      'the node reads its own output',
    ],
    [
      'a limit',
      [{ name: 'x', op: 'Minimum', input: ['conv', 'filters'] }],
      'unsupported-layer',
      'a limit of 18 numbers',
    ],
  ])('is refused with what is not known: %s', (_, nodes, code, message) => {
    const read = () => readTfjsGraph(model(nodes), SHARD);
    expect(read).toThrow(expect.objectContaining({ code }));
    expect(read).toThrow(message);
  });

  test('is refused where its weights are too short, too long, or impossibly large', () => {
    const entry = { name: 'filters', shape: [3, 3, 2, 1], dtype: 'float32' };
    expect(() => readWeights([entry], SHARD.subarray(4))).toThrow(
      'layer "filters" at byte 0: the weights need 72 bytes, but only 68 are left',
    );
    expect(() => readWeights([entry], new Uint8Array(80))).toThrow(
      'at byte 72: 8 bytes are left after the last weights',
    );
    expect(() => readWeights([{ ...entry, shape: [2 ** 20, 2 ** 20] }], SHARD)).toThrow(
      'need 4398046511104 bytes',
    );
    expect(() => readWeights([{ ...entry, dtype: 'complex64' }], SHARD)).toThrow('complex64');
    expect(() => readTfjsGraph({ nodes: [] }, SHARD)).toThrow('the file does not have this format');
  });
});

describe('quantised weights', () => {
  test('of 16 bits are exact', () => {
    const table = [
      [0x0000, 0],
      [0x0001, 2 ** -24],
      [0x03ff, 1023 * 2 ** -24],
      [0x0400, 2 ** -14],
      [0x3555, 0.333251953125],
      [0x3c00, 1],
      [0x7bff, 65504],
      [0x7c00, Number.POSITIVE_INFINITY],
      [0xc000, -2],
    ];
    for (const [bits, value] of table) expect(halfToNumber(bits)).toBe(value);
    expect(halfToNumber(0x7e00)).toBeNaN();
  });

  test('of 8 bits are scaled and moved, and rounded once', () => {
    const quantization = { dtype: 'uint8', scale: 0.1, min: -1.3 };
    const entry = { name: 'w', shape: [3], dtype: 'float32', quantization };
    const { data } = readWeights([entry], Uint8Array.of(0, 1, 255)).get('w') ?? { data: [] };
    expect([...data]).toEqual([-1.3, 1 * 0.1 - 1.3, 255 * 0.1 - 1.3].map(Math.fround));
  });
});

test('texts of a graph may stand there as bytes, in a list or by their numbers', () => {
  const shards = new Uint8Array(Float32Array.from({ length: 12 }, (_, i) => i).buffer);
  const plain = smallGraphModel();
  const codes = [...new TextEncoder().encode('VALID')];
  for (const s of [codes, { ...codes }]) {
    const bytes = JSON.parse(JSON.stringify(plain));
    for (const node of bytes.modelTopology.node.slice(1)) node.attr.padding = { s };
    expect(readTfjsGraph(bytes, shards)).toEqual(readTfjsGraph(plain, shards));
  }
});

test('a graph that takes any size has that of --size, and one that fixes it no other', () => {
  const shards = new Uint8Array(Float32Array.from({ length: 12 }, (_, i) => i).buffer);
  const open = JSON.parse(JSON.stringify(smallGraphModel()));
  expect(() => readTfjsGraph(open, shards, [8, 8])).toThrow(
    expect.objectContaining({ code: 'network-size' }),
  );
  for (const i of [1, 2]) open.modelTopology.node[0].attr.shape.shape.dim[i].size = -1;
  expect(readTfjsGraph(open, shards, [6, 8]).inputShape).toEqual([2, 6, 8]);
  expect(() => readTfjsGraph(open, shards)).toThrow(expect.objectContaining({ code: 'network-size' }));
});
