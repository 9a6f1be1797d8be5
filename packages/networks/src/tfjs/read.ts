import { z } from 'zod';
import type { Graph, Layer, Shape } from '../graph/graph.ts';
import { type FilePlace, networkError } from '../network-error.ts';
import { sizeOfPictures } from '../picture-size.ts';
import { type GraphNode, graphModel } from './model.ts';
import { operations } from './operations.ts';
import { FORMAT, readingOf } from './reading.ts';
import { readWeights } from './weights.ts';

/**
 * Reads a TensorFlow.js graph model: the parsed `model.json`, and its shards joined in their order.
 *
 * Layers have the names of the file's nodes. Maps are channels first here where the file has channels last; a node
 * that reshapes a map reads it channels last as in the file, so vectors keep their order. An activation that is
 * fused into a node becomes a layer of its own: the node's name is what comes out of the activation, and
 * `NAME/pre-activation` what goes in.
 *
 * @param size [height, width] of pictures, for a network that takes any size
 * @throws WinceError `bad-network-file`, `unsupported-layer` or `network-size`, naming the node
 */
export function readTfjsGraph(
  modelJson: unknown,
  shards: Uint8Array,
  size?: readonly [number, number],
): Graph {
  const parsed = graphModel.safeParse(modelJson);
  if (!parsed.success) {
    throw networkError(
      'bad-network-file',
      FORMAT,
      `the file does not have this format: ${z.prettifyError(parsed.error)}.`,
    );
  }
  const entries = parsed.data.weightsManifest.flatMap((group) => group.weights);
  const constants = readWeights(entries, shards);
  const layers: Layer[] = [];
  const shapes = new Map<string, Shape>();
  let input: { name: string; shape: Shape } | undefined;
  const nodes = parsed.data.modelTopology.node;
  const places = new Map(
    nodes.map((node, i) => [node, { layer: node.name, path: `modelTopology.node[${i}]` }]),
  );
  for (const node of inOrder(nodes, places)) {
    const place = places.get(node) ?? { layer: node.name };
    if (node.op === 'Const' || node.op === 'NoOp') continue;
    if (node.op === 'Placeholder') {
      if (input) throw networkError('unsupported-layer', FORMAT, 'the network has more than 1 input.', place);
      input = { name: node.name, shape: placeholderShape(node, place, size) };
      shapes.set(node.name, input.shape);
      continue;
    }
    const read = operations[node.op];
    if (!read) {
      throw networkError('unsupported-layer', FORMAT, `the operation ${node.op} cannot be read.`, place);
    }
    read(readingOf(node, place, constants, shapes, layers));
  }
  if (!input) throw networkError('bad-network-file', FORMAT, 'the network has no input.');
  return { input: input.name, inputShape: input.shape, layers };
}

/** Nodes after those that they read; the file need not have them so. */
function inOrder(
  nodes: readonly GraphNode[],
  places: ReadonlyMap<GraphNode, FilePlace>,
): readonly GraphNode[] {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const ordered = new Set<GraphNode>();
  const open = new Set<GraphNode>();
  for (const start of nodes) {
    const stack = [start];
    for (let node = stack.at(-1); node; node = stack.at(-1)) {
      const next = ordered.has(node) ? undefined : unordered(node, byName, ordered);
      if (next === undefined) {
        ordered.add(node);
        open.delete(node);
        stack.pop();
      } else if (open.has(next)) {
        throw networkError('bad-network-file', FORMAT, 'the node reads its own output.', places.get(next));
      } else {
        open.add(node);
        stack.push(next);
      }
    }
  }
  return [...ordered];
}

function unordered(
  node: GraphNode,
  byName: ReadonlyMap<string, GraphNode>,
  ordered: ReadonlySet<GraphNode>,
): GraphNode | undefined {
  for (const input of node.input) {
    const before = byName.get(input.replace(/^\^/, '').replace(/:0$/, ''));
    if (before && !ordered.has(before)) return before;
  }
  return undefined;
}

/** [channels, height, width] of an input that the file gives as [batch, height, width, channels]. */
function placeholderShape(
  { attr }: GraphNode,
  place: FilePlace,
  asked: readonly [number, number] | undefined,
): Shape {
  const sizes = (attr.shape?.shape?.dim ?? []).map((dim) => dim.size);
  if (sizes.length === 4 && sizes[3] > 0)
    return [sizes[3], ...sizeOfPictures(FORMAT, sizes.slice(1, 3), asked, place)];
  const shown = sizes.map((side) => (side < 1 ? '?' : side)).join(', ');
  const text = `the input has the shape [${shown}], but pictures [batch, height, width, channels] are needed.`;
  const hint =
    'Only networks that look at pictures can be used; the file must state how many colours they have.';
  throw networkError('unsupported-layer', FORMAT, text, { ...place, hint });
}
