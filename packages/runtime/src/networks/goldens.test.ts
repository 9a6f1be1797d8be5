import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { group, SHARED } from '../../../../tests/groups.ts';
import { memoryStore } from '../store/index.ts';
import { openNetworkTensor } from './session.ts';

const FOLDER = path.join(SHARED, 'data/networks/tfjs/golden');

/** Catalogue ids of the models that the goldens name. */
const IDS: Readonly<Record<string, string>> = {
  faceres: 'faceres',
  blazeface: 'blazeface',
  facemesh: 'facemesh',
  nsfwjs_mobilenet_v2_mid: 'mobilenet-v2-1.4',
};

const inputs = z.record(z.string(), z.object({ net: z.string(), shape: z.array(z.int()) }));
const outputs = z.object({
  outputs: z.array(z.object({ file: z.string(), input: z.string(), node: z.string(), max_abs: z.number() })),
});

group('goldens of TensorFlow.js on faces', 'shared', () => {
  const store = memoryStore();

  test.each(Object.keys(IDS))('%s gives the same numbers', async (net) => {
    const described = inputs.parse(JSON.parse(await readFile(path.join(FOLDER, 'inputs.json'), 'utf8')));
    const golden = outputs.parse(JSON.parse(await readFile(path.join(FOLDER, 'outputs.json'), 'utf8')));
    let compared = 0;
    for (const [file, { shape }] of Object.entries(described).filter(([, entry]) => entry.net === net)) {
      const expected = golden.outputs.filter((output) => output.input === file);
      const session = await openNetworkTensor({
        network: IDS[net],
        taps: expected.map((output) => output.node),
        store,
      });
      const values = await session.run(channelsFirst(await floats(file), shape));
      await session.close();
      for (const output of expected) {
        const wanted = await floats(output.file);
        const found = values.get(output.node)?.data ?? new Float32Array();
        expect(found.length).toBe(wanted.length);
        const tolerance = (net === 'blazeface' ? 1e-4 : 1e-5) * output.max_abs;
        expect(largestDifference(found, wanted)).toBeLessThanOrEqual(tolerance);
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThan(0);
  });
});

async function floats(file: string): Promise<Float32Array> {
  const bytes = await readFile(path.join(FOLDER, file));
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

function channelsFirst(data: Float32Array, [, height, width, channels]: readonly number[]): Float32Array {
  const pixels = height * width;
  return Float32Array.from(data, (_, i) => data[(i % pixels) * channels + Math.floor(i / pixels)]);
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);
}
