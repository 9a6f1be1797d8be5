import type { OnnxGraph, OnnxNode } from './model.ts';

/** What a node reads: its inputs, and what the graphs inside of it take from around them. */
export function readsOf(node: OnnxNode): readonly string[] {
  const inner = node.attribute.flatMap(({ g, graphs }) => (g ? [g, ...graphs] : graphs));
  const captured = inner.flatMap((graph) => [
    ...graph.node.flatMap(readsOf),
    ...graph.output.map(({ name }) => name),
  ]);
  return [...node.input, ...captured].filter((name) => name !== '');
}

/** Nodes behind those that they read: not every file has them so. Nodes that read each other in a circle stay where they are. */
export function inOrder(nodes: readonly OnnxNode[]): readonly OnnxNode[] {
  const writers = new Map(nodes.flatMap((node) => node.output.map((name) => [name, node] as const)));
  const ordered = new Set<OnnxNode>();
  const begun = new Set<OnnxNode>();
  for (const start of nodes) {
    const stack = [start];
    for (let node = stack.at(-1); node; node = stack.at(-1)) {
      const isNew = !begun.has(node);
      begun.add(node);
      const before = isNew ? readsOf(node).flatMap((name) => writers.get(name) ?? []) : [];
      const open = before.filter((each) => !begun.has(each));
      stack.push(...open.reverse());
      if (open.length > 0) continue;
      ordered.add(node);
      stack.pop();
    }
  }
  return [...ordered];
}

/** Give the shape of what they read and nothing of its values, and the shape follows from the size of pictures. */
const OF_SHAPES = new Set(['Shape', 'Size']);

/**
 * What depends on the picture. Weights that nodes make (`Constant`, `ConstantOfShape`, `Identity` of a weight) do not.
 * Of the further outputs of a node, those are left out that nobody reads: a node may have them in training only.
 */
export function liveOutputs(graph: OnnxGraph, input: string): ReadonlySet<string> {
  const readers = new Map<string, OnnxNode[]>();
  for (const node of graph.node) {
    for (const name of readsOf(node)) {
      const known = readers.get(name);
      if (known) known.push(node);
      else readers.set(name, [node]);
    }
  }
  const given = new Set(graph.output.map(({ name }) => name));
  const live = new Set<string>();
  const seen = new Set<OnnxNode>();
  const open = [input];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    for (const node of readers.get(name) ?? []) {
      if (seen.has(node) || OF_SHAPES.has(node.opType)) continue;
      seen.add(node);
      for (const [i, output] of node.output.entries()) {
        if (output === '' || (i > 0 && !readers.has(output) && !given.has(output))) continue;
        live.add(output);
        open.push(output);
      }
    }
  }
  return live;
}
