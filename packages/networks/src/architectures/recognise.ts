import type { Graph } from '../graph/graph.ts';
import type { Architecture } from './architecture.ts';
import { architectures } from './vgg.ts';

/**
 * The architecture whose weighted layers a graph has: their names, filters, windows and strides. VGG-M and VGG-S differ in
 * one stride alone. Padding is not compared: released files may pad otherwise than their papers.
 */
export function architectureOf(graph: Graph): Architecture | undefined {
  return architectures.find((architecture) => isOf(graph, architecture));
}

function isOf(graph: Graph, { layers }: Architecture): boolean {
  const planned = layers.filter((plan) => plan.kind === 'convolution' || plan.kind === 'matrix');
  const found = graph.layers.filter(({ operation }) => 'weights' in operation);
  return (
    planned.length === found.length &&
    planned.every((plan, i) => {
      const { name, operation } = found[i];
      if (!('weights' in operation) || name !== plan.name) return false;
      const [outputs, , rows] = operation.weights.dims;
      if (plan.kind === 'matrix') return outputs === plan.outputs;
      const stride = operation.kind === 'convolution' ? operation.strides[0] : 0;
      return outputs === plan.filters && rows === plan.window && stride === (plan.stride ?? 1);
    })
  );
}

/**
 * Whether every bias is 0, as where weights were drawn and nothing was learned: no training of these architectures leaves
 * all of them there.
 */
export function hasNoBias(graph: Graph): boolean {
  return graph.layers.every(
    ({ operation }) => !('weights' in operation) || !operation.bias?.some((each) => each !== 0),
  );
}
