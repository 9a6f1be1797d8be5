import { type NetworkCard, nodeOf } from '../cards/card.ts';
import { joinClips } from '../graph/clips.ts';
import { cutBehind } from '../graph/cut.ts';
import type { Graph } from '../graph/graph.ts';
import { randomWeights } from '../graph/random-weights.ts';
import { expectedInput } from '../preprocessing.ts';
import { writeOnnx } from './write.ts';

/** Fixes the weights of the untrained networks. */
export const UNTRAINED_SEED = 'wince untrained 1';

export interface ConversionRequest {
  readonly card: NetworkCard;
  /** The network as its reader gave it, with its trained weights. */
  readonly graph: Graph;
  /** Taps of the card, or layers of the graph. */
  readonly taps: readonly string[];
  /** `image`: bytes go in and the card's preprocessing is built in; `tensor`: the network's own input. */
  readonly entry: 'image' | 'tensor';
}

/**
 * Makes the ONNX file of a network that ends at its taps.
 *
 * @throws WinceError `unknown-tap`
 */
export function convertNetwork({ card, graph, taps, entry }: ConversionRequest): Uint8Array {
  const nodes = [...new Set(taps.map((tap) => nodeOf(card, tap)))];
  const cut = joinClips(cutBehind(graph, nodes), new Set(nodes));
  const weighted = withOwnWeights(card, cut);
  const preprocessing = entry === 'image' ? card.input : undefined;
  return writeOnnx({ graph: weighted, taps: nodes, preprocessing });
}

/** The graph with the weights that its card promises: random ones where it is untrained, its own otherwise. */
export function withOwnWeights(card: NetworkCard, graph: Graph): Graph {
  return card.untrained ? randomWeights(graph, expectedInput(card.input), UNTRAINED_SEED) : graph;
}
