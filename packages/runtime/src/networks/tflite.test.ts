import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { networks, readTflite } from '@wince/networks';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { everyOperator } from '../../../networks/src/fixtures/tflite-network.fixture.ts';
import { memoryStore } from '../store/index.ts';
import { goldenCases } from './goldens/cases.fixture.ts';
import { importNetwork } from './import-network.ts';
import { layersOfGraph } from './layers.ts';
import { packageRoot } from './package-files.ts';
import { openNetwork } from './session.ts';

const GOLDENS = fileURLToPath(new URL('goldens/', import.meta.url));
const lengths = z
  .record(z.string(), z.array(z.int()))
  .parse(JSON.parse(readFileSync(path.join(GOLDENS, 'litert.json'), 'utf8')));
const cases = goldenCases((name, file) => readFileSync(path.join(packageRoot(name, name), file)));

test.each(cases)(
  'LiteRT gives the same numbers, whole arrays: $name',
  async ({ name, bytes, shape, input }) => {
    const { graph, outputs } = readTflite(bytes);
    const [height, width, channels] = shape;
    expect(graph.inputShape).toEqual([channels, height, width]);
    const values = await layersOfGraph(graph).read(outputs, channelsFirst(input, channels));
    const wanted = floats(path.join(GOLDENS, `${name}.f32`));
    expect(outputs.map((output) => values.get(output)?.data.length)).toEqual(lengths[name]);
    let at = 0;
    for (const output of outputs) {
      const { dims, data } = values.get(output) ?? { dims: [], data: new Float32Array() };
      const golden = wanted.subarray(at, at + data.length);
      at += data.length;
      const found = dims.length === 4 ? channelsLast(data, dims[1]) : data;
      const largest = golden.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      expect(largest, output).toBeGreaterThan(0.01);
      const difference = found.reduce((most, value, i) => Math.max(most, Math.abs(value - golden[i])), 0);
      expect(difference / largest, output).toBeLessThanOrEqual(2e-5);
    }
    expect(at).toBe(wanted.length);
  },
);

test('a TFLite file is imported as any other network', async () => {
  const home = await mkdtemp(path.join(tmpdir(), 'wince-tflite-'));
  try {
    const file = path.join(home, 'small.tflite');
    await writeFile(file, everyOperator());
    await expect(importNetwork({ file, home })).rejects.toMatchObject({ code: 'unclear-preprocessing' });
    const card = await importNetwork({ file, home, mean: '127.5,127.5,127.5', scale: 1 / 127.5 });
    expect(card).toMatchObject({
      id: 'small',
      input: { width: 10, height: 8 },
      source: { format: 'tflite' },
    });
    const session = await openNetwork({
      network: 'small',
      taps: ['fully_connected'],
      store: memoryStore(),
      home,
    });
    const values = await session.run({ width: 10, height: 8, data: new Uint8Array(240).fill(90) });
    await session.close();
    expect(values.get('fully_connected')?.dims).toEqual([1, 7]);
  } finally {
    await rm(home, { recursive: true });
  }
});

test('a network of a package that is one TFLite file opens with the shapes that its card states', async () => {
  const cards = networks.entries.filter(({ source }) => source.kind === 'package-file');
  expect(cards.map(({ id }) => id)).toEqual(['blazeface-full-range', 'facemesh-attention']);
  for (const { id, taps, input } of cards) {
    const session = await openNetwork({
      network: id,
      taps: taps.map(({ name }) => name),
      store: memoryStore(),
    });
    const { width, height } = input;
    const values = await session.run({ width, height, data: new Uint8Array(3 * width * height).fill(120) });
    for (const { name, shape } of taps) expect(values.get(name)?.dims, name).toEqual([1, ...shape]);
    await session.close();
  }
});

function channelsFirst(data: Float32Array, channels: number): Float32Array {
  const pixels = data.length / channels;
  return data.map((_, i) => data[(i % pixels) * channels + Math.floor(i / pixels)]);
}

function channelsLast(data: Float32Array, channels: number): Float32Array {
  const pixels = data.length / channels;
  return data.map((_, i) => data[(i % channels) * pixels + Math.floor(i / channels)]);
}

function floats(file: string): Float32Array {
  const bytes = readFileSync(file);
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}
