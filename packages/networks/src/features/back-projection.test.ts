import { expect, test } from 'vitest';
import type { Graph } from '../graph/graph.ts';
import { receptiveField } from '../graph/receptive-field.ts';
import { backProjectMap } from './back-projection.ts';
import { pooledLength, pools } from './pooling.ts';

const shape = [3, 5, 4];
const values = Float32Array.from({ length: 60 }, (_, i) => Math.sin(7 * i));

test.each(pools)('%s: what is put onto positions sums to the weights', (pool) => {
  const weights = Float64Array.from({ length: pooledLength(shape, pool) }, (_, i) => Math.cos(3 * i));
  const out = new Float64Array(20);
  backProjectMap(values, shape, pool, weights, out);
  const sum = (of: Float64Array) => of.reduce((total, value) => total + value, 0);
  expect(sum(out)).toBeCloseTo(sum(weights), 9);
});

test('a maximum goes to the greatest position of its channel, a mean to all by their sizes', () => {
  const map = Float32Array.of(1, 0, 3, 0);
  const [most, mean] = (['max', 'mean'] as const).map((pool) => {
    const out = new Float64Array(4);
    backProjectMap(map, [1, 2, 2], pool, Float64Array.of(8), out);
    return [...out];
  });
  expect(most).toEqual([0, 0, 8, 0]);
  expect(mean).toEqual([2, 0, 6, 0]);
});

test('a quarter of a pyramid stays in its quarter', () => {
  const out = new Float64Array(16);
  const weights = new Float64Array(21);
  weights[4] = 1; // The lower right of two by two.
  backProjectMap(new Float32Array(16).fill(1), [1, 4, 4], 'pyramid-mean', weights, out);
  expect([...out.keys()].filter((i) => out[i] > 0)).toEqual([10, 11, 14, 15]);
});

test('receptive fields grow with windows and strides, as the published arithmetic has it', () => {
  const convolution = (side: number, stride: number) =>
    ({
      kind: 'convolution',
      weights: { dims: [1, 1, side, side], data: new Float32Array(side * side) },
      strides: [stride, stride],
      dilations: [1, 1],
      padding: { top: 0, left: 0, bottom: 0, right: 0 },
      groups: 1,
    }) as const;
  const graph: Graph = {
    input: 'x',
    inputShape: [1, 64, 64],
    layers: [
      { name: 'a', inputs: ['x'], operation: convolution(7, 2) },
      { name: 'b', inputs: ['a'], operation: { kind: 'relu' } },
      { name: 'c', inputs: ['b'], operation: convolution(3, 2) },
      { name: 'd', inputs: ['c'], operation: convolution(3, 1) },
      { name: 'e', inputs: ['d'], operation: { kind: 'global-mean' } },
    ],
  };
  expect(receptiveField(graph, 'a')).toEqual({ size: [7, 7], step: [2, 2] });
  // 7 + 2 * 2 = 11; 11 + 2 * 4 = 19.
  expect(receptiveField(graph, 'c')).toEqual({ size: [11, 11], step: [4, 4] });
  expect(receptiveField(graph, 'd')).toEqual({ size: [19, 19], step: [4, 4] });
  expect(receptiveField(graph, 'e')).toBeNull();
});
