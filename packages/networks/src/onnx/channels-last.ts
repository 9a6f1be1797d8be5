import type { PictureInput } from './input.ts';
import type { OnnxGraph, OnnxNode } from './model.ts';

/** [batch, channels, height, width] to [batch, height, width, channels]. */
const TO_LAST = [0, 2, 3, 1];

/** A graph that takes channels first, and brings them last for what reads them so. */
export function channelsFirst(
  graph: OnnxGraph,
  input: PictureInput,
): { readonly graph: OnnxGraph; readonly input: PictureInput } {
  const name = `${input.name}#channels-first`;
  const attribute = { name: 'perm', type: 7, ints: TO_LAST, i: 0, tensors: [], graphs: [] };
  const turn: OnnxNode = {
    name: `${input.name}#channels-last`,
    opType: 'Transpose',
    input: [name],
    output: [input.name],
    attribute: [attribute],
  };
  return {
    graph: { ...graph, node: [turn, ...graph.node] },
    input: { ...input, name, isChannelsLast: false },
  };
}

/** Nodes that leave the order of axes as it is; a convolution and a pooling have channels first by ONNX's own definition. */
const KEEPING = new Set(
  `Abs Add BatchNormalization Cast Clip Concat Div Dropout Elu Erf Exp HardSigmoid HardSwish Identity LeakyRelu Log Max Min Mul Neg
  PRelu Pad Pow Relu Selu Sigmoid Softmax Softplus Sqrt Sub Sum Tanh`.split(/\s+/),
);

/**
 * What has its channels last: the picture, what was turned that way, and what is made of it without a change of axes.
 *
 * @param graph its nodes in order
 */
export function channelsLastOutputs(graph: OnnxGraph, picture: string): ReadonlySet<string> {
  const last = new Set([picture]);
  for (const node of graph.node) {
    const isKept = KEEPING.has(node.opType) && node.input.some((name) => last.has(name));
    if (isKept || turnsLast(node)) for (const name of node.output) last.add(name);
  }
  return last;
}

function turnsLast({ opType, attribute }: OnnxNode): boolean {
  return (
    opType === 'Transpose' &&
    attribute.some(({ name, ints }) => name === 'perm' && ints.join() === TO_LAST.join())
  );
}
