import type { Graph, Layer, Shape } from '../graph/graph.ts';
import { shapesOf } from '../graph/shapes.ts';
import type { Preprocessing } from '../preprocessing.ts';
import { encodeOnnx } from './model.ts';
import { nodesOf } from './nodes.ts';
import { preprocessingNodes } from './preprocess.ts';
import { ELEMENT, type NodeProto, type TensorProto, valueInfo } from './schema.ts';
import { type SplitOnnx, splitOnnx } from './split.ts';

/** Rises when the ONNX files that come out change, so that cached ones are made anew. */
export const CONVERTER_VERSION = 1;

/** The name of the input of bytes: uint8 [N, height, width, 3], RGB. */
export const IMAGE_INPUT = 'image';
/** The name of the input behind the preprocessing: float32 [N, channels, height, width]. */
export const TENSOR_INPUT = 'tensor';

export interface OnnxRequest {
  readonly graph: Graph;
  /** Layers that become outputs, under their own names. */
  readonly taps: readonly string[];
  /** Built in before the first layer; without it the file takes the network's own tensor. */
  readonly preprocessing?: Preprocessing;
}

/**
 * Writes a graph as an ONNX file (operator set 17) with a free batch size.
 *
 * Outputs are float32: maps [N, channels, height, width], vectors [N, length].
 *
 * @throws ShapeError where a layer does not fit what it reads
 */
export function writeOnnx(request: OnnxRequest): Uint8Array {
  return encodeOnnx(modelOf(request));
}

/** The same with the large weights in a file of their own, for networks of hundreds of megabytes. */
export function writeSplitOnnx(request: OnnxRequest): SplitOnnx {
  return splitOnnx(modelOf(request));
}

function modelOf({ graph, taps, preprocessing }: OnnxRequest) {
  const shapes = shapesOf(graph);
  const nodes: NodeProto[] = [];
  const tensors: TensorProto[] = [];
  const entry = preprocessing ? IMAGE_INPUT : TENSOR_INPUT;
  if (preprocessing) {
    const [channels, height, width] = graph.inputShape;
    if (preprocessing.height !== height || preprocessing.width !== width) {
      throw new RangeError(
        `the network reads ${width} x ${height} pixels, but the preprocessing gives another size`,
      );
    }
    const before = preprocessingNodes(preprocessing, channels, entry, graph.input);
    nodes.push(...before.nodes);
    tensors.push(...before.tensors);
  } else {
    nodes.push({ name: 'input', opType: 'Identity', input: [entry], output: [graph.input], attribute: [] });
  }
  for (const layer of graph.layers) {
    const written = nodesOf(layer, inputShapes(layer, shapes));
    nodes.push(...written.nodes);
    tensors.push(...written.tensors);
  }
  const { inputShape } = graph;
  const input = preprocessing
    ? valueInfo(entry, ELEMENT.uint8, [inputShape[1], inputShape[2], 3])
    : valueInfo(entry, ELEMENT.float32, inputShape);
  const output = taps.map((tap) => {
    const shape = shapes.get(tap);
    if (!shape) throw new RangeError(`the graph has no layer "${tap}"`);
    return valueInfo(tap, ELEMENT.float32, shape);
  });
  return {
    irVersion: 8,
    producerName: 'wince',
    producerVersion: String(CONVERTER_VERSION),
    opsetImport: [{ domain: '', version: 17 }],
    graph: { name: 'network', node: nodes, initializer: tensors, input: [input], output },
  };
}

function inputShapes(layer: Layer, shapes: ReadonlyMap<string, Shape>): readonly Shape[] {
  return layer.inputs.map((name) => shapes.get(name) ?? []);
}
