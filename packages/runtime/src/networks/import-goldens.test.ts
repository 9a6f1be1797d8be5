import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { RgbImage } from '@wince/core';
import {
  cutBehind,
  foldScales,
  type Graph,
  IMAGE_INPUT,
  type Preprocessing,
  readCaffe,
  readMatConvNet,
  writeOnnx,
} from '@wince/networks';
import * as ort from 'onnxruntime-node';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { group, SHARED } from '../../../../tests/groups.ts';
import { layersOfGraph } from './layers.ts';
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

  // The README of the data: pictures 01 to 03 of Set12, noise of deviation 25, in decibels.
  test.each([
    ['sigma=25', [30.154, 33.085, 30.838]],
    ['DagNN-DnCNN-epoch-50', [30.143]],
    ['DnCNN3', [29.723]],
  ] as const)('the denoiser %s cleans the pictures as well as published', async (name, decibels) => {
    for (const [i, wanted] of decibels.entries()) {
      const { data, info } = await sharp(path.join(folder, `Set12/0${i + 1}.png`))
        .greyscale()
        .raw()
        .toBuffer({ resolveWithObject: true });
      const clean = Float32Array.from(data, (grey) => grey / 255);
      const noisy = withNoise(clean, i + 1);
      const { graph, kind } = await denoiser(name, [info.height, info.width]);
      const last = graph.layers.at(-1)?.name ?? '';
      const out = (await layersOfGraph(graph).read([last], noisy, 2)).get(last)?.data ?? new Float32Array();
      // A chain gives the noise, the graph with its last sum the picture.
      const cleaned = kind === 'dagnn' ? out : noisy.map((value, p) => value - out[p]);
      const error = cleaned.reduce((sum, value, p) => {
        const grey = Math.min(255, Math.max(0, Math.round(value * 255)));
        return sum + (grey - data[p]) ** 2;
      }, 0);
      expect(Math.abs(10 * Math.log10(255 ** 2 / (error / data.length)) - wanted)).toBeLessThanOrEqual(0.002);
    }
  });

  async function denoiser(name: string, size: readonly [number, number]) {
    return readMatConvNet({ bytes: await readFile(path.join(folder, `${name}.mat`)), size });
  }
});

/** Noise of deviation 25 of 255 by the recipe of the data's README: mulberry32, and Box and Muller's cosine. */
function withNoise(clean: Float32Array, seed: number): Float32Array {
  let state = seed;
  const uniform = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return clean.map((value) => {
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    return value + (25 / 255) * radius * Math.cos(2 * Math.PI * uniform());
  });
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
