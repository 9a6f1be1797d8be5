import type { Graph, Layer, Operation } from './graph.ts';

/**
 * Joins activations that follow each other (ReLU, then at most 6, then at least 0) into one, where nobody else reads
 * what stands between them. The values stay exactly the same.
 */
export function joinClips(graph: Graph, taps: ReadonlySet<string>): Graph {
  const readers = new Map<string, number>();
  for (const layer of graph.layers) {
    for (const input of layer.inputs) readers.set(input, (readers.get(input) ?? 0) + 1);
  }
  const written = new Map<string, Layer>();
  for (const layer of graph.layers) {
    const before = written.get(layer.inputs[0]);
    const joined = before && joinedClip(before.operation, layer.operation);
    if (before && joined && readers.get(before.name) === 1 && !taps.has(before.name)) {
      written.delete(before.name);
      written.set(layer.name, { name: layer.name, inputs: before.inputs, operation: joined });
    } else {
      written.set(layer.name, layer);
    }
  }
  return { ...graph, layers: [...written.values()] };
}

/** One clip for two in a row, or nothing where the two are not clips or the limits of one lie outside the other's. */
function joinedClip(first: Operation, second: Operation): Operation | undefined {
  const a = limits(first);
  const b = limits(second);
  if (!a || !b) return undefined;
  const least = Math.min(Math.max(a.least, b.least), b.most);
  const most = Math.max(Math.min(a.most, b.most), b.least);
  if (least === 0 && most === Number.POSITIVE_INFINITY) return { kind: 'relu' };
  return {
    kind: 'clip',
    least: least === Number.NEGATIVE_INFINITY ? undefined : least,
    most: most === Number.POSITIVE_INFINITY ? undefined : most,
  };
}

function limits(operation: Operation): { least: number; most: number } | undefined {
  if (operation.kind === 'relu') return { least: 0, most: Number.POSITIVE_INFINITY };
  if (operation.kind !== 'clip') return undefined;
  return {
    least: operation.least ?? Number.NEGATIVE_INFINITY,
    most: operation.most ?? Number.POSITIVE_INFINITY,
  };
}
