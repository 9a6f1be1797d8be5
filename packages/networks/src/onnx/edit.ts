import { unknownTap } from '../graph/cut.ts';
import type { Shape } from '../graph/graph.ts';
import type { Preprocessing } from '../preprocessing.ts';
import { channelsFirst, channelsLastOutputs } from './channels-last.ts';
import type { ExternalWeights } from './external-data.ts';
import { inputOf } from './input.ts';
import { inOrder, liveOutputs, readsOf } from './live-nodes.ts';
import { decodeOnnx, encodeOnnx, type OnnxModel, type OnnxNode } from './model.ts';
import { preprocessingNodes } from './preprocess.ts';
import { ELEMENT, valueInfo } from './schema.ts';
import { IMAGE_INPUT } from './write.ts';

/** An ONNX file that was read but not changed. */
export interface OnnxFile {
  /** The one input of pictures. */
  readonly input: { readonly name: string; readonly shape: Shape };
  /** Names of all that its nodes make of the picture, in their order: what they make of weights alone is not among them. */
  readonly layers: readonly string[];
  /** What the file itself gives out. */
  readonly outputs: readonly string[];
  /** With the size of its pictures fixed, and all weights in it. */
  readonly model: OnnxModel;
}

export interface ReadOnnxOptions {
  /** [height, width] of pictures, for a network that takes any size. */
  readonly size?: readonly [number, number];
  /** Reads weights that lie in files beside it, or says that they stay there. */
  readonly external?: ExternalWeights;
}

/**
 * Reads an ONNX file as far as it takes to tap it: a network with one input of pictures, [batch, channels, height, width]. One
 * that takes its channels last gets a layer before it that brings them there.
 *
 * @throws WinceError `bad-network-file`, `unsupported-layer`, `network-size`
 */
export function readOnnx(bytes: Uint8Array, { size, external }: ReadOnnxOptions = {}): OnnxFile {
  const decoded = decodeOnnx(bytes, external);
  const sorted = { ...decoded.graph, node: inOrder(decoded.graph.node) };
  const found = inputOf(sorted, size);
  const { graph, input } = found.isChannelsLast
    ? channelsFirst(sorted, found)
    : { graph: sorted, input: found };
  const live = liveOutputs(graph, input.name);
  const last = found.isChannelsLast ? channelsLastOutputs(graph, found.name) : new Set<string>();
  return {
    input: { name: input.name, shape: input.shape },
    layers: graph.node.flatMap(({ output }) => output).filter((name) => live.has(name) && !last.has(name)),
    outputs: graph.output.map(({ name }) => name),
    model: {
      ...decoded,
      graph: { ...graph, input: [valueInfo(input.name, ELEMENT.float32, input.shape)] },
    },
  };
}

/**
 * The file cut behind its taps, which become its outputs; weights that none of them needs are left out.
 *
 * @param preprocessing built in before the input, which then takes bytes under the name `image`
 * @throws WinceError `unknown-tap`
 */
export function tapOnnx(file: OnnxFile, taps: readonly string[], preprocessing?: Preprocessing): Uint8Array {
  const { graph } = file.model;
  const needed = nodesBehind(graph.node, taps, file.layers);
  const read = new Set(needed.flatMap(readsOf));
  const initializer = graph.initializer.filter(({ name }) => read.has(name));
  const [channels, height, width] = file.input.shape;
  const before = preprocessing && preprocessingNodes(preprocessing, channels, IMAGE_INPUT, file.input.name);
  return encodeOnnx({
    ...file.model,
    graph: {
      ...graph,
      node: [...(before?.nodes ?? []), ...needed],
      initializer: [...(before?.tensors ?? []), ...initializer],
      input: [
        before
          ? valueInfo(IMAGE_INPUT, ELEMENT.uint8, [height, width, 3])
          : valueInfo(file.input.name, ELEMENT.float32, file.input.shape),
      ],
      // Types and shapes of outputs follow from the nodes: the runtime infers them.
      output: taps.map((name) => ({ name })),
      valueInfo: [],
    },
  });
}

function nodesBehind(
  nodes: readonly OnnxNode[],
  taps: readonly string[],
  layers: readonly string[],
): readonly OnnxNode[] {
  const writers = new Map(nodes.flatMap((each) => each.output.map((name) => [name, each] as const)));
  const needed = new Set<OnnxNode>();
  const open = taps.map((tap) => {
    const writer = writers.get(tap);
    if (!writer || tap === '') throw unknownTap(tap, layers);
    return writer;
  });
  for (let next = open.pop(); next; next = open.pop()) {
    if (needed.has(next)) continue;
    needed.add(next);
    for (const name of readsOf(next)) {
      const writer = writers.get(name);
      if (writer) open.push(writer);
    }
  }
  return nodes.filter((each) => needed.has(each));
}
