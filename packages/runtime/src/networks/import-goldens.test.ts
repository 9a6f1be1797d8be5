import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { RgbImage } from '@wince/core';
import {
  cutBehind,
  type Graph,
  IMAGE_INPUT,
  type Preprocessing,
  readCaffe,
  readMatConvNet,
  readOnnx,
  writeOnnx,
} from '@wince/networks';
import * as ort from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { group, SHARED } from '../../../../tests/groups.ts';
import { DECIBELS, decibelsOf } from '../../../../tests/set12.ts';
import { foldScales } from '../../../networks/src/fixtures/fold-scales.fixture.ts';
import { layersOfGraph, layersOfOnnx } from './layers.ts';
import { verifyLayers } from './verify.ts';

const NETWORKS = path.join(SHARED, 'data/networks');

group('networks in the formats of Caffe', 'shared', () => {
  test.each(['tiny_vgg_f_v1', 'tiny_padpool_v1'])(
    '%s gives the golden activations at every layer',
    async (name) => {
      const file = path.join(NETWORKS, 'small-nets', name);
      const model = await readFile(`${file}.caffemodel`);
      const graph = readCaffe({ model, prototxt: await readFile(`${file}.prototxt`, 'utf8') });
      const { layers, departsAt } = await verifyLayers(layersOfGraph(graph), `${file}.golden.json`);
      expect(departsAt).toBeUndefined();
      expect(layers.map(({ layer }) => layer)).toEqual(graph.layers.map(({ name }) => name));
    },
  );

  const outputs = z.record(z.string(), z.object({ file: z.string() }));
  const detectors = z.looseObject({
    'RFB-320': z.looseObject({
      outputs,
      intermediate: z.record(z.string(), z.object({ first8: z.array(z.number()) })),
    }),
    'slim-320': z.looseObject({
      outputs,
      intermediate: z.record(z.string(), z.object({ first8: z.array(z.number()) })),
    }),
  });

  test.each(['RFB-320', 'slim-320'] as const)(
    'the face detector %s gives its boxes and scores',
    async (name) => {
      const folder = path.join(NETWORKS, 'caffe-ultraface');
      const model = await readFile(path.join(folder, `${name}.caffemodel`));
      const prototxt = await readFile(path.join(folder, `${name}.prototxt`), 'utf8');
      const graph = readCaffe({ model, prototxt });
      const golden = detectors.parse(
        JSON.parse(await readFile(path.join(folder, 'golden/golden.json'), 'utf8')),
      )[name];
      const input = await floats(path.join(folder, 'golden/input_1x3x240x320.bin'));
      const inside = Object.keys(golden.intermediate);
      const values = await layersOfGraph(graph).read(['boxes', 'scores', ...inside], input);
      for (const [layer, { file }] of Object.entries(golden.outputs)) {
        const wanted = await floats(path.join(folder, 'golden', file));
        const found = values.get(layer)?.data ?? new Float32Array();
        expect(found.length).toBe(wanted.length);
        expect(largestDifference(found, wanted) / largest(wanted)).toBeLessThanOrEqual(1e-5);
      }
      for (const [layer, { first8 }] of Object.entries(golden.intermediate)) {
        const found = values.get(layer)?.data.subarray(0, 8) ?? [];
        for (const [i, value] of first8.entries()) expect(found[i]).toBeCloseTo(value, 4);
      }
    },
  );

  test.each(['RFB-320', 'slim-320'])('the twins of %s in ONNX give the same', async (name) => {
    const folder = path.join(NETWORKS, 'caffe-ultraface');
    const input = await floats(path.join(folder, 'golden/input_1x3x240x320.bin'));
    const wanted = {
      boxes: await floats(path.join(folder, `golden/${name}.boxes.bin`)),
      scores: await floats(path.join(folder, `golden/${name}.scores.bin`)),
    };
    const read = async (file: string) =>
      layersOfOnnx(readOnnx(await readFile(path.join(folder, file)))).read(['boxes', 'scores'], input);
    const plain = await read(`version-${name}_without_postprocessing.onnx`);
    const decoding = await read(`version-${name}.onnx`);
    for (const [found, expected] of [
      [plain.get('boxes'), wanted.boxes],
      [plain.get('scores'), wanted.scores],
      [decoding.get('boxes'), corners(wanted.boxes)],
      [decoding.get('scores'), wanted.scores],
    ] as const) {
      const data = found?.data ?? new Float32Array();
      expect(data.length).toBe(expected.length);
      expect(largestDifference(data, expected) / largest(expected)).toBeLessThanOrEqual(1e-5);
    }
  });
});

group('networks in the formats of MatConvNet', 'shared', () => {
  const files = ['tiny_vgg_f_simplenn', 'tiny_vgg_m_simplenn_old'].flatMap((name) => [
    [name, `${name}.mat`],
    [name, `${name}.mlstyle.mat`],
  ]);

  test.each(files)('%s gives the golden activations at every layer (%s)', async (name, file) => {
    const folder = path.join(NETWORKS, 'small-nets');
    const { graph, classes } = await readMatConvNet({ bytes: await readFile(path.join(folder, file)) });
    const { layers, departsAt } = await verifyLayers(
      layersOfGraph(graph),
      path.join(folder, `${name}.golden.json`),
    );
    expect(departsAt).toBeUndefined();
    expect(layers.map(({ layer }) => layer)).toEqual(graph.layers.map((layer) => layer.name));
    expect(classes).toHaveLength(layers.at(-1)?.shape[0] ?? 0);
  });

  test.each(files)(
    '%s subtracts its average picture in the order of its colours (%s)',
    async (name, file) => {
      const folder = path.join(NETWORKS, 'small-nets');
      const { graph, preprocessing } = await readMatConvNet({
        bytes: await readFile(path.join(folder, file)),
      });
      if (!preprocessing) throw new Error('the file states its preprocessing');
      const { width, height } = preprocessing;
      const bytes = new Uint8Array(await readFile(path.join(folder, `${name}.image_u8_hwc.bin`)));
      const found = await runBytes(graph, preprocessing, 'relu1', { width, height, data: bytes });
      const input = await floats(path.join(folder, `${name}.input.bin`));
      const wanted =
        (await layersOfGraph(graph).read(['relu1'], input)).get('relu1')?.data ?? new Float32Array();
      expect(largestDifference(found, wanted) / largest(wanted)).toBeLessThanOrEqual(1e-5);
      const swapped = bytes.map((_, i, all) => all[i - (i % 3) + 2 - (i % 3)]);
      const other = await runBytes(graph, preprocessing, 'relu1', { width, height, data: swapped });
      expect(largestDifference(other, wanted) / largest(wanted)).toBeGreaterThan(0.01);
    },
  );

  const denoisers = [
    ['sigma=25', 1],
    ['sigma=25_Bnorm', 1],
    ['DnCNN3', 1],
    ['DagNN-DnCNN-epoch-50', 0],
  ] as const;
  const folder = path.join(NETWORKS, 'matconvnet-dncnn');

  test.each(denoisers)('the denoiser %s gives its golden output', async (name) => {
    const { graph } = await denoiser(name, [32, 32]);
    const last = graph.layers.at(-1)?.name ?? '';
    const input = await floats(path.join(folder, 'golden/crop32_input.bin'));
    const found = (await layersOfGraph(graph).read([last], input)).get(last)?.data ?? new Float32Array();
    const wanted = await floats(path.join(folder, `golden/crop32_${name}_output.bin`));
    expect(found.length).toBe(wanted.length);
    expect(largestDifference(found, wanted)).toBeLessThanOrEqual(1e-5);
  });

  test('folding batch normalisation gives the folded file', async () => {
    const { graph } = await denoiser('sigma=25_Bnorm', [32, 32]);
    const folded = foldScales(graph).layers.filter(({ operation }) => operation.kind === 'convolution');
    const wanted = (await denoiser('sigma=25', [32, 32])).graph.layers.filter(
      ({ operation }) => operation.kind === 'convolution',
    );
    expect(folded).toHaveLength(17);
    for (const [i, { operation }] of folded.entries()) {
      const other = wanted[i].operation;
      if (operation.kind !== 'convolution' || other.kind !== 'convolution') throw new Error('no convolution');
      expect(largestDifference(operation.weights.data, other.weights.data)).toBeLessThanOrEqual(1e-6);
      const zeros = new Float32Array(other.weights.dims[0]);
      expect(largestDifference(operation.bias ?? zeros, other.bias ?? zeros)).toBeLessThanOrEqual(1e-6);
    }
  });

  // The long test "networks" does all pictures.
  test.each(['sigma=25', 'DagNN-DnCNN-epoch-50', 'DnCNN3'])(
    'the denoiser %s cleans a picture as well as published',
    async (name) => {
      expect(Math.abs((await decibelsOf(name, 1)) - DECIBELS[name][0])).toBeLessThanOrEqual(0.002);
    },
    30_000,
  );

  async function denoiser(name: string, size: readonly [number, number]) {
    return readMatConvNet({ bytes: await readFile(path.join(folder, `${name}.mat`)), size });
  }
});

/**
 * Boxes as the plain ONNX files decode them, corners in shares of the picture, by the README of the data. Anchors stand in the
 * middle of the map's cells, and none is higher than the picture.
 */
function corners(boxes: Float32Array): Float32Array {
  const sizes = [
    [10, 16, 24],
    [32, 48],
    [64, 96],
    [128, 192, 256],
  ];
  const priors = sizes.flatMap((own, i) => {
    const stride = 8 << i;
    const [rows, columns] = [Math.ceil(240 / stride), Math.ceil(320 / stride)];
    return Array.from({ length: rows * columns }, (_, p) => {
      const x = ((p % columns) + 0.5) / columns;
      const y = (Math.floor(p / columns) + 0.5) / rows;
      return own.map((size) => [x, y, size / 320, Math.min(1, size / 240)]);
    }).flat();
  });
  const out = new Float32Array(boxes.length);
  for (const [i, [x, y, width, height]] of priors.entries()) {
    const [dx, dy, dw, dh] = boxes.subarray(4 * i, 4 * i + 4);
    const [middleX, middleY] = [x + 0.1 * dx * width, y + 0.1 * dy * height];
    const [halfX, halfY] = [(width * Math.exp(0.2 * dw)) / 2, (height * Math.exp(0.2 * dh)) / 2];
    out.set([middleX - halfX, middleY - halfY, middleX + halfX, middleY + halfY], 4 * i);
  }
  return out;
}

async function runBytes(
  graph: Graph,
  preprocessing: Preprocessing,
  layer: string,
  image: RgbImage,
): Promise<Float32Array> {
  const onnx = writeOnnx({ graph: cutBehind(graph, [layer]), taps: [layer], preprocessing });
  const session = await ort.InferenceSession.create(onnx);
  const tensor = new ort.Tensor('uint8', image.data, [1, image.height, image.width, 3]);
  const { data } = (await session.run({ [IMAGE_INPUT]: tensor }))[layer];
  await session.release();
  if (!(data instanceof Float32Array)) throw new TypeError('no float32');
  return data;
}

async function floats(file: string): Promise<Float32Array> {
  const bytes = await readFile(file);
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

function largest(values: Float32Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);
}
