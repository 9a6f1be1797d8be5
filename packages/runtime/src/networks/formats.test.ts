import { randomFrom } from '@wince/core';
import {
  architectures,
  emptyGraph,
  expectedInput,
  type Graph,
  randomWeights,
  readCaffe,
  readMatConvNet,
  readOnnx,
  writeOnnx,
} from '@wince/networks';
import { expect, test } from 'vitest';
import { writeCaffeV1 } from '../../../networks/src/fixtures/caffe.fixture.ts';
import { writeSimplennMat5 } from '../../../networks/src/fixtures/mat5.fixture.ts';
import { writeSimplennMat73 } from '../../../networks/src/fixtures/mat73.fixture.ts';
import { narrow } from '../../../networks/src/fixtures/narrow.fixture.ts';
import { type Layers, layersOfGraph, layersOfOnnx } from './layers.ts';

test.each(architectures.map((architecture) => [architecture.id, architecture] as const))(
  '%s with random weights gives the same fc7 from every form',
  async (_, architecture) => {
    const planned = narrow(architecture);
    const graph = randomWeights(
      emptyGraph(planned),
      expectedInput(planned.input),
      'formats',
      architecture.id,
    );
    const mean = [129, 104, 93];
    const mat5 = await readMatConvNet({ bytes: Buffer.concat(writeSimplennMat5(graph, mean)) });
    const mat73 = await readMatConvNet({ bytes: await writeSimplennMat73(graph, mean) });
    const { model, prototxt } = writeCaffeV1(graph);
    const caffe = readCaffe({ model: Buffer.concat(model), prototxt });
    const onnx = readOnnx(writeOnnx({ graph, taps: ['prob'] }));
    for (const { preprocessing } of [mat5, mat73]) {
      expect(preprocessing).toMatchObject({ width: planned.input.width, colour: 'rgb', mean });
    }
    const input = noise(graph);
    const wanted = await fc7(layersOfGraph(graph), input);
    const largest = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    expect(largest).toBeGreaterThan(0.1);
    const others = [
      layersOfGraph(mat5.graph),
      layersOfGraph(mat73.graph),
      layersOfGraph(caffe),
      layersOfOnnx(onnx),
    ];
    for (const layers of others) {
      const found = await fc7(layers, input);
      expect(found.length).toBe(wanted.length);
      const difference = found.reduce((most, value, i) => Math.max(most, Math.abs(value - wanted[i])), 0);
      expect(difference / largest).toBeLessThanOrEqual(1e-5);
    }
  },
);

async function fc7(layers: Layers, input: Float32Array): Promise<Float32Array> {
  return (await layers.read(['fc7'], input)).get('fc7')?.data ?? new Float32Array();
}

function noise({ inputShape }: Graph): Float32Array {
  const random = randomFrom('formats');
  const length = inputShape.reduce((product, size) => product * size, 1);
  return Float32Array.from({ length }, () => 50 * random.normal());
}
