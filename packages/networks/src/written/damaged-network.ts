import { emptyGraph } from '../architectures/architecture.ts';
import { vggF } from '../architectures/vgg.ts';
import type { Graph } from '../graph/graph.ts';
import { randomWeights } from '../graph/random-weights.ts';
import { writeOnnx } from '../onnx/write.ts';
import { writeCaffeV1 } from './caffe.ts';
import { compressedMat5, joined, writeSimplennMat5 } from './mat5.ts';
import { writeSimplennMat73 } from './mat73.ts';
import { narrow } from './narrow.ts';

/** One network of the layers of VGG-F, in every form in which tests damage it. */
export const graph = withBiases(
  randomWeights(emptyGraph(narrow(vggF)), { mean: 0, meanSquare: 1 }, 'damaged'),
);
const mean = [1, 2, 3];
const { model, prototxt } = writeCaffeV1(graph);
const pieces = writeSimplennMat5(graph, mean);

export const caffe = joined(model);
export { prototxt };
export const mat5 = joined(pieces);
export const mat7 = compressedMat5(pieces);
export const mat73 = await writeSimplennMat73(graph, mean);
export const onnx = writeOnnx({ graph, taps: ['prob'] });

/** With biases that stand nowhere else in a file. */
function withBiases(from: Graph): Graph {
  return {
    ...from,
    layers: from.layers.map((layer, i) => {
      const { operation } = layer;
      if (operation.kind !== 'convolution' && operation.kind !== 'fully-connected') return layer;
      const bias = Float32Array.from({ length: operation.weights.dims[0] }, (_, k) => 1000 * (i + 1) + k);
      return { ...layer, operation: { ...operation, bias } };
    }),
  };
}
