import { expect, test } from 'vitest';
import type { Graph } from '../graph/graph.ts';
import { type Architecture, emptyGraph } from './architecture.ts';
import { architectureOf, hasNoBias } from './recognise.ts';
import { architectures, vggM, vggS } from './vgg.ts';

test.each(architectures.map((architecture) => [architecture.id, architecture] as const))(
  '%s is told from the others',
  (id, architecture) => expect(architectureOf(emptyGraph(architecture))?.id).toBe(id),
);

test('the padding of a file may be another than that of the paper', () => {
  const layers = vggS.layers.map((plan) =>
    plan.kind === 'convolution' && plan.name === 'conv2' ? { ...plan, padding: 0 } : plan,
  );
  expect(architectureOf(emptyGraph({ ...vggS, layers }))?.id).toBe('vgg-s');
});

test.each<[string, (plan: Architecture['layers'][number]) => Architecture['layers'][number]]>([
  ['names', (plan) => ({ ...plan, name: plan.name.replace('conv', 'c') })],
  ['filters', (plan) => (plan.kind === 'convolution' ? { ...plan, filters: 8 } : plan)],
  ['windows', (plan) => (plan.name === 'conv1' ? { ...plan, window: 9 } : plan)],
  ['outputs', (plan) => (plan.name === 'fc7' ? { ...plan, outputs: 128 } : plan)],
])('a network with other %s is none of them', (_, change) => {
  expect(architectureOf(emptyGraph({ ...vggM, layers: vggM.layers.map(change) }))).toBeUndefined();
});

test('one bias that is not 0 tells a trained network from drawn weights', () => {
  const graph = emptyGraph(vggM);
  expect(hasNoBias(graph)).toBe(true);
  const trained: Graph = {
    ...graph,
    layers: graph.layers.map((layer) =>
      layer.name === 'fc8' && layer.operation.kind === 'fully-connected'
        ? { ...layer, operation: { ...layer.operation, bias: Float32Array.of(0, 0.5) } }
        : layer,
    ),
  };
  expect(hasNoBias(trained)).toBe(false);
});
