import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Graph } from '@wince/networks';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  joined,
  writeArraysMat5,
  writeSimplennMat5,
  writeSimplennWithoutMean,
} from '../../../networks/src/fixtures/mat5.fixture.ts';
import { onnxFile } from '../../../networks/src/fixtures/onnx-file.fixture.ts';
import { blob, encode, type Field } from '../../../networks/src/fixtures/protocol-buffers.fixture.ts';
import { importNetwork } from './import-network.ts';

/* What a network's file says of pictures is taken; what it does not say has to be said, or stands in the card as the usual. */

let home: string;
beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'wince-stated-'));
});
afterAll(() => rm(home, { recursive: true }));

/** One convolution of one pixel. */
const graph: Graph = {
  input: 'data',
  inputShape: [3, 6, 8],
  layers: [
    {
      name: 'conv',
      inputs: ['data'],
      operation: {
        kind: 'convolution',
        weights: { dims: [2, 3, 1, 1], data: Float32Array.of(1, 2, 3, 4, 5, 6) },
        bias: Float32Array.of(1, 2),
        strides: [1, 1],
        dilations: [1, 1],
        padding: { top: 0, left: 0, bottom: 0, right: 0 },
        groups: 1,
      },
    },
  ],
};

async function written(name: string, bytes: Uint8Array): Promise<string> {
  const file = path.join(home, name);
  await writeFile(file, bytes);
  return file;
}

describe('a MAT file that says how large its pictures are and not what is subtracted', () => {
  test.each(['inputSize', 'imageSize', 'empty average'] as const)(
    'is refused (%s), and read where it is said',
    async (form) => {
      const file = await written('net.mat', joined(writeSimplennWithoutMean(graph, form)));
      await expect(importNetwork({ file, home })).rejects.toMatchObject({
        code: 'unclear-preprocessing',
        status: 2,
        hint: expect.stringContaining('--mean'),
      });
      const { input, assumed } = await importNetwork({ file, home, mean: '1,2,3' });
      expect(input).toEqual({ width: 8, height: 6, colour: 'rgb', mean: [1, 2, 3], scale: 1 });
      expect(assumed).toEqual(['scale']);
    },
  );

  test('is refused where its average is no picture', async () => {
    const file = await written('net.mat', joined(writeSimplennWithoutMean(graph, 'average in words')));
    await expect(importNetwork({ file, home })).rejects.toThrow('the average picture is not made of numbers');
  });
});

describe('an average picture in a MAT file of its own', () => {
  /** [rows, columns, colours], column-major: the value tells row, column and colour. */
  const average = (rows: number, columns: number, colours: number) => ({
    dims: [rows, columns, colours],
    data: Array.from({ length: rows * columns * colours }, (_, i) => {
      const [y, x, c] = [i % rows, Math.floor(i / rows) % columns, Math.floor(i / (rows * columns))];
      return 100 * c + 10 * y + x;
    }),
  });
  const importing = async (arrays: Parameters<typeof writeArraysMat5>[0]) => {
    const file = await written('net.mat', joined(writeSimplennWithoutMean(graph, 'inputSize')));
    const mean = await written('im_mean.mat', joined(writeArraysMat5(arrays)));
    return importNetwork({ file, home, mean });
  };
  const planes = (top: number, left: number) =>
    [0, 1, 2].flatMap((c) =>
      [0, 1, 2, 3, 4, 5].flatMap((y) =>
        [0, 1, 2, 3, 4, 5, 6, 7].map((x) => 100 * c + 10 * (y + top) + x + left),
      ),
    );

  test('is subtracted as rows, columns and colours have it', async () => {
    const { input } = await importing({ im_mean: average(6, 8, 3), note: { dims: [1, 1], data: [4] } });
    expect([...(input.mean ?? [])]).toEqual(planes(0, 0));
  });

  test('is cut to its middle where it is larger, and may be one number a colour', async () => {
    const { input } = await importing({ im_mean: average(8, 10, 3) });
    expect([...(input.mean ?? [])]).toEqual(planes(1, 1));
    const colours = await importing({ im_mean: { dims: [1, 1, 3], data: [9, 8, 7] } });
    expect(colours.input.mean).toEqual([9, 8, 7]);
  });

  test('is refused where it does not fit, where two fit, and where it is not finite', async () => {
    await expect(importing({ im_mean: average(4, 8, 3) })).rejects.toMatchObject({ code: 'bad-mean' });
    await expect(importing({ im_mean: average(6, 8, 2) })).rejects.toThrow('The file has im_mean [6, 8, 2]');
    await expect(importing({ a: average(6, 8, 3), b: average(6, 8, 3) })).rejects.toThrow('2 variables');
    await expect(importing({ im_mean: { dims: [1, 1, 3], data: [9, Number.NaN, 7] } })).rejects.toThrow(
      'not a finite number',
    );
  });
});

test('a MAT file with an average colour has it for pictures of another size, too', async () => {
  const file = await written('net.mat', joined(writeSimplennMat5(graph, [9, 8, 7])));
  const { input, assumed } = await importNetwork({ file, home, size: [4, 5] });
  expect(input).toEqual({ width: 5, height: 4, colour: 'rgb', mean: [9, 8, 7], scale: 1 });
  expect(assumed).toBeUndefined();
});

describe('a net of Caffe', () => {
  const model = encode([
    [
      100,
      [
        [1, 'conv'],
        [2, 'Convolution'],
        [3, 'data'],
        [4, 'conv'],
        [7, blob([2, 3, 1, 1], [1, 2, 3, 4, 5, 6])],
        [7, blob([2], [1, 2])],
        [
          106,
          [
            [1, 2],
            [4, 1],
          ],
        ],
      ] satisfies readonly Field[],
    ],
  ]);
  const described = (transform: string) => `layer { name: "data" type: "Data" top: "data" ${transform} }
layer { name: "conv" type: "Convolution" bottom: "data" top: "conv" convolution_param { num_output: 2 kernel_size: 1 } }`;

  async function files(transform: string) {
    const file = await written('net.caffemodel', model);
    const prototxt = await written('net.prototxt', new TextEncoder().encode(described(transform)));
    return { file, prototxt, home, size: [6, 8] as const };
  }

  test('has the mean and the scale of its layer of data', async () => {
    const request = await files(
      'transform_param { mean_value: 104 mean_value: 117 mean_value: 123 scale: 0.5 }',
    );
    const { input, assumed } = await importNetwork(request);
    expect(input).toEqual({ width: 8, height: 6, colour: 'bgr', mean: [104, 117, 123], scale: 0.5 });
    expect(assumed).toBeUndefined();
  });

  test('has its scale where the mean is said', async () => {
    const request = await files('transform_param { scale: 0.5 }');
    await expect(importNetwork(request)).rejects.toMatchObject({ code: 'unclear-preprocessing' });
    const { input, assumed } = await importNetwork({ ...request, mean: 'none' });
    expect(input).toMatchObject({ mean: null, scale: 0.5 });
    expect(assumed).toEqual(['colour']);
  });

  test('is refused with the name of the file that has its mean', async () => {
    const request = await files('transform_param { mean_file: "data/mean.binaryproto" }');
    await expect(importNetwork(request)).rejects.toThrow(
      'It names the file "data/mean.binaryproto", which must be given.',
    );
  });
});

test('the card says what is only the usual, and nothing where it was said', async () => {
  const file = await written(
    'net.onnx',
    onnxFile({ nodes: [{ type: 'Relu', inputs: ['x'], outputs: ['y'] }], outputs: ['y'] }),
  );
  expect((await importNetwork({ file, home, mean: 'none' })).assumed).toEqual(['colour', 'scale']);
  expect(
    (await importNetwork({ file, home, mean: 'none', colour: 'rgb', scale: 1 })).assumed,
  ).toBeUndefined();
  await expect(importNetwork({ file, home })).rejects.toMatchObject({ code: 'unclear-preprocessing' });
});
