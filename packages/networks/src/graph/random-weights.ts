import { type Random, randomFrom } from '@wince/core';
import type { Graph, Layer, Operation, Weights } from './graph.ts';
import { elements } from './shapes.ts';

/** What is expected of the numbers of an activation. */
export interface Moments {
  readonly mean: number;
  readonly meanSquare: number;
}

/**
 * The same layers with random weights, fixed by the parts of the seed: the control that shows what training brings.
 *
 * Weights of convolutions and matrices are normal with variance 1 / (numbers in a sum * their mean square), so that
 * every such layer's output has a variance near 1 (He et al. 2015, doi:10.1109/ICCV.2015.123: a ReLU halves the mean
 * square). Biases are 0. What is left of batch normalisation, one number a channel, becomes neutral; single numbers,
 * which are the network's own scaling of its input, stay. Slopes of parametric ReLUs become 0.25.
 *
 * @param input what is expected of the network's input behind its preprocessing
 */
export function randomWeights(graph: Graph, input: Moments, ...seed: readonly (string | number)[]): Graph {
  const moments = new Map([[graph.input, input]]);
  const layers = graph.layers.map((layer): Layer => {
    const inputs = layer.inputs.map((name) => moments.get(name) ?? { mean: 0, meanSquare: 1 });
    const operation = drawn(layer.operation, inputs[0].meanSquare, () => randomFrom(...seed, layer.name));
    moments.set(layer.name, momentsBehind(operation, inputs));
    return { ...layer, operation };
  });
  return { ...graph, layers };
}

function drawn(operation: Operation, meanSquare: number, random: () => Random): Operation {
  switch (operation.kind) {
    case 'convolution':
    case 'fully-connected':
      return {
        ...operation,
        weights: normalWeights(operation.weights, meanSquare, random()),
        bias: operation.bias && new Float32Array(operation.bias.length),
      };
    case 'scale':
      return { ...operation, factor: neutral(operation.factor, 1), offset: neutral(operation.offset, 0) };
    case 'parametric-relu':
      return { ...operation, slopes: operation.slopes.map(() => 0.25) };
    default:
      return operation;
  }
}

/** Weights of the given dimensions; their numbers, which an untrained architecture does not have, are not looked at. */
function normalWeights({ dims }: Weights, meanSquare: number, random: Random): Weights {
  const data = new Float32Array(elements(dims));
  const deviation = 1 / Math.sqrt((data.length / dims[0]) * meanSquare);
  for (let i = 0; i < data.length; i++) data[i] = deviation * random.normal();
  return { dims, data };
}

function neutral(values: Float32Array | undefined, value: number): Float32Array | undefined {
  return values && values.length > 1 ? values.map(() => value) : values;
}

/** What is expected behind a layer, as if its inputs were independent and, past the first convolution, symmetric. */
function momentsBehind(operation: Operation, inputs: readonly Moments[]): Moments {
  const [{ mean, meanSquare }] = inputs;
  const around0 = (square: number): Moments => ({ mean: 0, meanSquare: square });
  switch (operation.kind) {
    case 'convolution':
    case 'fully-connected':
      return around0(1);
    case 'relu':
      return around0(meanSquare / 2);
    case 'clip':
      // The two halves of a clip that stand behind a ReLU as layers of their own take little more away.
      return operation.least === 0 && operation.most !== undefined ? around0(meanSquare / 2) : inputs[0];
    case 'parametric-relu':
      return around0((meanSquare * (1 + 0.25 ** 2)) / 2);
    case 'leaky-relu':
      return around0((meanSquare * (1 + operation.leak ** 2)) / 2);
    case 'add':
      return around0(inputs.reduce((sum, each) => sum + each.meanSquare, 0));
    case 'scale': {
      const factor = operation.factor?.[0] ?? 1;
      const offset = operation.offset?.[0] ?? 0;
      return {
        mean: factor * mean + offset,
        meanSquare: factor ** 2 * meanSquare + 2 * factor * offset * mean + offset ** 2,
      };
    }
    default:
      return inputs[0];
  }
}
