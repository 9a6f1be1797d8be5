import { expect, test } from 'vitest';
import { elements, shapesOf } from '../graph/shapes.ts';
import { emptyGraph } from './architecture.ts';
import { architectures } from './vgg.ts';

// Lengths of the taps, and the numbers of weights of the convolutions and matrices with their biases.
test.each([
  ['vgg-face', 25_088, [512, 14, 14], 145_002_878],
  ['vgg-f', 9_216, [256, 13, 13], undefined],
  ['vgg-m', 18_432, [512, 13, 13], undefined],
  ['vgg-s', 18_432, [512, 18, 18], undefined],
] as const)('%s has the taps of its paper', (id, pool5, lastConvolution, parameters) => {
  const architecture = architectures.find((each) => each.id === id);
  if (!architecture) throw new Error(id);
  const graph = emptyGraph(architecture);
  const shapes = shapesOf(graph);
  expect(elements(shapes.get('pool5') ?? [])).toBe(pool5);
  expect(shapes.get(id === 'vgg-face' ? 'conv5_3' : 'conv5')).toEqual(lastConvolution);
  for (const name of ['fc6', 'relu6', 'fc7', 'relu7']) expect(shapes.get(name)).toEqual([4096]);
  expect(shapes.get('prob')).toEqual([id === 'vgg-face' ? 2622 : 1000]);
  const weighted = graph.layers.flatMap(({ operation }) => ('weights' in operation ? [operation] : []));
  expect(weighted).toHaveLength(id === 'vgg-face' ? 16 : 8);
  if (parameters !== undefined) {
    const count = weighted.reduce(
      (sum, { weights, bias }) => sum + elements(weights.dims) + (bias?.length ?? 0),
      0,
    );
    expect(count).toBe(parameters);
  }
});
