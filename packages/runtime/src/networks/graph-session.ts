import { cutBehind, type Graph, TENSOR_INPUT, writeOnnx } from '@wince/networks';
import * as ort from 'onnxruntime-node';
import type { TapValues } from './session.ts';

/**
 * Runs a graph once, on the tensor that its first layer sees: float32 [channels, height, width].
 *
 * @returns what each named layer gives
 * @throws WinceError `unknown-tap`; RangeError when the tensor has another length than the network's input
 */
export async function runGraph(
  graph: Graph,
  layers: readonly string[],
  input: Float32Array,
  threads = 1,
): Promise<ReadonlyMap<string, TapValues>> {
  const length = graph.inputShape.reduce((product, size) => product * size, 1);
  if (input.length !== length) {
    throw new RangeError(`the network takes [${graph.inputShape.join(', ')}], not ${input.length} numbers`);
  }
  const onnx = writeOnnx({ graph: cutBehind(graph, layers), taps: layers });
  const session = await ort.InferenceSession.create(onnx, {
    executionProviders: ['cpu'],
    logSeverityLevel: 3,
  });
  try {
    const tensor = new ort.Tensor('float32', input, [1, ...graph.inputShape]);
    const results = await session.run({ [TENSOR_INPUT]: tensor });
    return new Map(
      layers.map((layer) => {
        const { data, dims } = results[layer];
        if (!(data instanceof Float32Array)) throw new TypeError(`${layer} is not float32`);
        return [layer, { data, dims }];
      }),
    );
  } finally {
    await session.release();
  }
}
