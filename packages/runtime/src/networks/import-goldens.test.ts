import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { readCaffe } from '@wince/networks';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { group, SHARED } from '../../../../tests/groups.ts';
import { runGraph } from './graph-session.ts';
import { verifyGraph } from './verify.ts';

const NETWORKS = path.join(SHARED, 'data/networks');

group('networks in the formats of Caffe', 'shared', () => {
  test.each(['tiny_vgg_f_v1', 'tiny_padpool_v1'])(
    '%s gives the golden activations at every layer',
    async (name) => {
      const file = path.join(NETWORKS, 'small-nets', name);
      const model = await readFile(`${file}.caffemodel`);
      const graph = readCaffe({ model, prototxt: await readFile(`${file}.prototxt`, 'utf8') });
      const { layers, departsAt } = await verifyGraph(graph, `${file}.golden.json`);
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
      const values = await runGraph(graph, ['boxes', 'scores', ...inside], input);
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
