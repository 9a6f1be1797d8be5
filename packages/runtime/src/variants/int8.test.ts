import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  collectLayer,
  inputRange,
  int8Model,
  type OnnxFile,
  readOnnx,
  splitOnnx,
  tapOnnx,
} from '@wince/networks';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { intAttribute, type Node, onnxFile } from '../../../networks/src/fixtures/onnx-file.fixture.ts';
import { importNetwork } from '../networks/import-network.ts';
import { findNetwork } from '../networks/imported.ts';
import { layersOfOnnx } from '../networks/layers.ts';
import { openNetwork, openSession } from '../networks/session.ts';
import { memoryStore } from '../store/index.ts';
import { makeVariantOn } from './make-variant.ts';
import { drawnTensor, importSmall, patches } from './variant-networks.fixture.ts';

const store = memoryStore();
let home: string;
beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'wince-int8-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

const FACES = { calibration: patches(0, 16), heldOut: patches(100, 12) };

/** What an ONNX file of one input of float32 gives for a picture. */
async function valuesOf(file: OnnxFile, names: readonly string[], picture: Float32Array) {
  const { Tensor } = await import('onnxruntime-node');
  const session = await openSession(tapOnnx(file, names));
  const results = await session.run({
    [file.input.name]: new Tensor('float32', picture, [1, ...file.input.shape]),
  });
  await session.release();
  return results;
}

describe("beside ONNX Runtime's own quantisation of the same network", () => {
  const goldens = fileURLToPath(new URL('goldens/', import.meta.url));
  const form = z.object({
    tensors: z.record(z.string(), z.array(z.number())),
    values: z.record(z.string(), z.array(z.number())),
  });

  test('weights, scales, zeros and biases are the same, and so is every byte of every layer', async () => {
    const { tensors, values } = form.parse(JSON.parse(await readFile(`${goldens}tiny.json`, 'utf8')));
    const bytes = new Uint8Array(await readFile(`${goldens}tiny.u8`));
    const pictures = Array.from({ length: 5 }, (_, i) =>
      Float32Array.from(bytes.subarray(i * 192, (i + 1) * 192)),
    );
    const file = readOnnx(await readFile(`${goldens}tiny.onnx`));
    const collectors = new Map(file.layers.map((name) => [name, collectLayer()]));
    for (const picture of pictures.slice(0, 4)) {
      for (const [name, { data, dims }] of await layersOfOnnx(file).read(file.layers, picture))
        collectors.get(name)?.add(data, dims);
    }
    // Its biases do not take the rounding of weights back: means that are not known leave ours as they are, too.
    const statistics = new Map(
      [...collectors].map(([name, collector]) => [
        name,
        { ...collector.result(), means: new Float64Array() },
      ]),
    );
    const input = {
      name: 'x',
      range: inputRange({ width: 8, height: 8, colour: 'rgb', mean: null, scale: 1 }),
    };
    const { model } = int8Model({ model: file.model, input, statistics, nodes: ['relu1', 'conv2', 'fc'] });
    const found = new Map(
      model.graph.initializer.map(({ name, rawData }) => [name, rawData ?? new Uint8Array()]),
    );
    const of = (name: string) => new Uint8Array(found.get(name) ?? []).buffer;
    for (const [ours, theirs] of [
      ['conv1', '1'],
      ['conv2', '2'],
      ['fc', '3'],
    ]) {
      expect([...new Int8Array(of(`${ours}#int8`))]).toEqual(tensors[`w${theirs}_quantized`]);
      expect([...new Int32Array(of(`${ours}#int32`))]).toEqual(tensors[`b${theirs}_quantized`]);
      expectClose([...new Float32Array(of(`${ours}#scales`))], tensors[`w${theirs}_scale`], 1e-6);
    }
    // Theirs calls what is behind the ReLU by the name of the convolution.
    for (const [ours, theirs] of [
      ['x', 'x'],
      ['relu1', 'conv1'],
      ['conv2', 'conv2'],
    ]) {
      expectClose([...new Float32Array(of(`${ours}#step`))], tensors[`${theirs}_scale`], 1e-6);
      expect([...new Uint8Array(of(`${ours}#zero`))]).toEqual(tensors[`${theirs}_zero_point`]);
    }
    // All its weights are small, so that none stands outside.
    const written = readOnnx(splitOnnx(model).onnx);
    const results = await valuesOf(written, ['relu1#uint8', 'conv2#uint8', 'fc'], pictures[4]);
    expect([...results['relu1#uint8'].data]).toEqual(values.conv1_quantized);
    expect([...results['conv2#uint8'].data]).toEqual(values.conv2_quantized);
    // Ours gives float32 behind a matrix, theirs bytes.
    const [step] = tensors.fc_scale;
    const { data } = results.fc;
    for (const [i, value] of values.fc.entries()) {
      const isAtEnd = [0, 255].includes(values.fc_quantized[i]);
      if (!isAtEnd) expect(Math.abs(Number(data[i]) - value)).toBeLessThanOrEqual(0.5001 * step);
    }
    expect(values.fc_quantized.filter((byte) => byte > 0 && byte < 255).length).toBeGreaterThan(2);
  });
});

describe('an int8 variant', () => {
  test('is a quarter of the size, offers what does not suffer, and says on what it was calibrated', async () => {
    await importSmall(home);
    const { card, originalBytes, leftOut } = await makeVariantOn(
      { network: 'small', precision: 'int8', store, home },
      async () => FACES,
    );
    expect(card.id).toBe('small-int8');
    expect(card.source).toMatchObject({
      ...{ kind: 'variant', of: 'small', precision: 'int8', calibration: { pictures: 16, from: 'patches' } },
    });
    if (card.source.kind !== 'variant') throw new Error('a variant was expected');
    const { bytes, comparison } = card.source;
    expect(bytes / originalBytes).toBeLessThan(0.4);
    expect([...comparison.taps, ...leftOut].length).toBe(7);
    for (const { error, cosine } of comparison.taps) {
      expect(error).toBeGreaterThan(0.0005);
      expect(error).toBeLessThan(0.25);
      expect(cosine).toBeGreaterThan(0.97);
    }
    expect(await findNetwork('small-int8', home)).toEqual(card);
  });

  test('gives a layer bit for bit the same, whichever others are read beside it', async () => {
    await importSmall(home);
    const { card } = await makeVariantOn(
      { network: 'small', precision: 'int8', as: 'bits', store, home },
      async () => FACES,
    );
    const taps = card.taps.map(({ name }) => name);
    const picture = FACES.heldOut.faces[0].colour;
    const together = await runOf('bits', taps, picture);
    for (const tap of taps) {
      const alone = (await runOf('bits', [tap], picture)).get(tap);
      expect([tap, alone?.data]).toEqual([tap, together.get(tap)?.data]);
    }
    // A ReLU behind a convolution limits what the convolution gives; steps of the two differ.
    expect(taps).toContain('conv1');
    expect(Math.min(...(together.get('conv1')?.data ?? []))).toBeLessThan(0);
    expect(Math.min(...(together.get('relu1')?.data ?? []))).toBe(0);
  });

  test('takes scales, offsets, normalisations and limits into the convolution before them, adds in bytes, and leaves out what is gone', async () => {
    await importWith('folded', [
      node('Conv', 'x w1 b1', 'conv1'),
      node('Mul', 'conv1 factor', 'mul'),
      node('Add', 'mul offset', 'add'),
      node('Relu', 'add', 'relu1'),
      node('Clip', 'relu1 zero six', 'clip1'),
      node('Conv', 'clip1 w2', 'conv2'),
      node('BatchNormalization', 'conv2 g b m v', 'norm'),
      node('Add', 'norm clip1', 'sum'),
      node('Relu', 'sum', 'relu3'),
      node('MaxPool', 'relu3', 'pool', [intsOf('kernel_shape', [2, 2]), intsOf('strides', [2, 2])]),
      node('GlobalAveragePool', 'pool', 'mean'),
      node('Flatten', 'mean', 'flat'),
      node('Gemm', 'flat w3 b3', 'fc', [intAttribute('transB', 1)]),
    ]);
    const { card, leftOut } = await makeVariantOn(
      { network: 'folded', precision: 'int8', store, home },
      async () => FACES,
    );
    if (card.source.kind !== 'variant') throw new Error('a variant was expected');
    const gone = card.source.leftOut.filter((name) => !leftOut.some(({ tap }) => tap === name));
    expect(gone).toEqual(['conv1', 'mul', 'conv2']);
    expect(leftOut).toEqual([]);
    for (const tap of ['clip1', 'sum', 'relu3', 'pool', 'fc']) {
      const each = card.source.comparison.taps.find((one) => one.tap === tap);
      expect([tap, each?.error]).toEqual([
        tap,
        expect.toSatisfy((error: number) => error > 0 && error < 0.15),
      ]);
    }
    await expect(openNetwork({ network: 'folded-int8', taps: ['conv1'], store, home })).rejects.toMatchObject(
      {
        code: 'unknown-tap',
        message: expect.stringContaining('leaves the layer "conv1" out'),
      },
    );
  });

  test('of a network with nothing to compute in 8 bits, or too old for it, is refused', async () => {
    await importWith('plain', [node('Abs', 'x', 'y')]);
    await importWith('old', [node('Relu', 'x', 'r'), node('Conv', 'r w1 b1', 'y')], 9);
    for (const [network, words] of [
      ['plain', 'no convolution and no matrix'],
      ['old', 'operator set 9'],
    ])
      await expect(
        makeVariantOn({ network, precision: 'int8', store, home }, async () => FACES),
      ).rejects.toMatchObject({ code: 'variant-refused', message: expect.stringContaining(words) });
  });

  test('of a layer that bytes do not carry is refused, with the layer and the figure', async () => {
    // One channel is ten thousand times as large as the others, whose values are lost among its steps.
    await importWith('lost', [
      node('Conv', 'x w1 b1', 'conv1'),
      node('Mul', 'conv1 steep', 'steeped'),
      node('Relu', 'steeped', 'r'),
      node('Mul', 'r flat-again', 'even'),
      node('GlobalAveragePool', 'even', 'mean'),
    ]);
    await expect(
      makeVariantOn({ network: 'lost', precision: 'int8', store, home }, async () => FACES),
    ).rejects.toMatchObject({
      code: 'variant-suffers',
      message: expect.stringMatching(/^"lost" suffers in int8: the layer "mean" differs by/),
    });
  });
});

async function runOf(
  network: string,
  taps: readonly string[],
  picture: (typeof FACES.heldOut.faces)[number]['colour'],
) {
  const session = await openNetwork({ network, taps, store, home });
  try {
    return await session.run(picture);
  } finally {
    await session.close();
  }
}

function node(type: string, inputs: string, output: string, attributes?: Node['attributes']): Node {
  return { type, inputs: inputs.split(' '), outputs: [output], ...(attributes && { attributes }) };
}

function intsOf(name: string, values: readonly number[]) {
  return [[1, name], ...values.map((value) => [8, value] as const), [20, 7]] as const;
}

async function importWith(name: string, nodes: readonly Node[], opset = 17): Promise<void> {
  const C = 12;
  const values = (of: string, dims: readonly number[], make: (i: number) => number) => ({
    ...{ name: of, type: 1, dims },
    values: {
      field: 4,
      floats: Array.from({ length: dims.reduce((a, b) => a * b, 1) }, (_, i) => make(i)),
    } as const,
  });
  const all = [
    drawnTensor('w1', [C, 3, 3, 3], 0.2),
    drawnTensor('b1', [C], 0.2),
    drawnTensor('w2', [C, C, 1, 1], 0.3),
    drawnTensor('w3', [5, C], 0.3),
    drawnTensor('b3', [5], 0.1),
    values('factor', [C, 1, 1], (i) => 0.5 + i / C),
    values('offset', [1, C, 1, 1], (i) => (i % 3) - 1),
    values('steep', [C, 1, 1], (i) => (i === 0 ? 1e4 : 1)),
    values('flat-again', [C, 1, 1], (i) => (i === 0 ? 1e-4 : 1)),
    values('zero', [], () => 0),
    values('six', [], () => 6),
    values('g', [C], (i) => 0.8 + 0.1 * (i % 4)),
    values('b', [C], (i) => 0.1 * (i % 5)),
    values('m', [C], (i) => 0.2 * (i % 3)),
    values('v', [C], (i) => 1 + 0.2 * (i % 3)),
  ];
  const read = new Set(nodes.flatMap(({ inputs }) => inputs));
  const output = nodes[nodes.length - 1].outputs[0];
  const tensors = all.filter((tensor) => read.has(tensor.name));
  const file = path.join(home, `${name}.onnx`);
  await writeFile(file, onnxFile({ input: [1, 3, 16, 16], nodes, tensors, outputs: [output], opset }));
  await importNetwork({ file, home, name, mean: '127.5,127.5,127.5', scale: 1 / 64, colour: 'rgb' });
}

function expectClose(found: readonly number[], wanted: readonly number[], share: number): void {
  expect(found.length).toBe(wanted.length);
  for (const [i, value] of found.entries())
    expect(Math.abs(value - wanted[i])).toBeLessThanOrEqual(share * Math.abs(wanted[i]));
}
