import { didYouMean, WinceError } from '@wince/core';
import type { Graph, Layer } from './graph.ts';

/**
 * The part of a graph that the taps need: layers that none of them reads are gone.
 *
 * @throws WinceError `unknown-tap` that names the nearest layer.
 */
export function cutBehind(graph: Graph, taps: readonly string[]): Graph {
  const byName = new Map(graph.layers.map((layer) => [layer.name, layer]));
  const needed = new Set<Layer>();
  const open = taps.map((tap) => {
    const layer = byName.get(tap);
    if (!layer) throw unknownTap(tap, [...byName.keys()]);
    return layer;
  });
  for (let layer = open.pop(); layer; layer = open.pop()) {
    if (needed.has(layer)) continue;
    needed.add(layer);
    for (const input of layer.inputs) {
      const before = byName.get(input);
      if (before) open.push(before);
    }
  }
  return { ...graph, layers: graph.layers.filter((layer) => needed.has(layer)) };
}

/** The error for a tap that a network does not have, with the names that it has. */
export function unknownTap(tap: string, known: readonly string[], network?: string): WinceError {
  const whose = network === undefined ? 'The network' : `The network "${network}"`;
  return new WinceError('unknown-tap', `${whose} has no layer "${tap}".${didYouMean(tap, known)}`, {
    hint: `It has these layers: ${known.join(', ')}.`,
  });
}
