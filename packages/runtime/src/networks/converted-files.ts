import { WinceError } from '@wince/core';
import {
  architectures,
  CONVERTER_VERSION,
  convertNetwork,
  emptyGraph,
  type Graph,
  type NetworkCard,
  nodeOf,
  readTfjsGraph,
  readTflite,
  tapOnnx,
  UNTRAINED_SEED,
} from '@wince/networks';
import { sha256Of } from '../files/hash.ts';
import type { NetworkEntry, Store } from '../store/index.ts';
import { networkHome } from './home.ts';
import { isStored, readStored, withLayersIn } from './imported.ts';
import { readPackagedFile, readPackagedModel } from './package-files.ts';

export interface ConvertedRequest {
  readonly card: NetworkCard;
  readonly taps: readonly string[];
  readonly entry: 'image' | 'tensor';
  /** Keeps converted files. */
  readonly store: Store;
  /** The folder of imported networks. */
  readonly home?: string;
}

/**
 * The ONNX file of a network that ends at its taps: from the store, or converted now and kept there.
 * Imported networks are ONNX already and are cut anew each time.
 *
 * @param use receives the file's bytes, or its path where its weights lie beside it, which holds only until it returns
 */
export async function withConverted<Result>(
  request: ConvertedRequest,
  use: (onnx: Uint8Array | string) => Promise<Result>,
): Promise<Result> {
  const { card, taps, entry, home } = request;
  if (isStored(card)) {
    refuseOthers(card, taps);
    const { folder, file } = await readStored(home ?? networkHome(), card);
    const nodes = [...new Set(taps.map((tap) => nodeOf(card, tap)))];
    return withLayersIn(folder, tapOnnx(file, nodes, entry === 'image' ? card.input : undefined), use);
  }
  const name: NetworkEntry = { of: 'network', network: card.id, key: conversionKey(request) };
  const cached = await request.store.get(name);
  if (cached && isWholeModel(cached)) return use(cached);
  const bytes = convertNetwork({ card, graph: await sourceGraph(card), taps, entry });
  await keep(request, name, bytes);
  return use(bytes);
}

/** Of a variant no other layers are read than those that were compared with the network that it was made of. */
function refuseOthers({ id, source, taps }: NetworkCard, asked: readonly string[]): void {
  if (source.kind !== 'variant') return;
  const other = asked.find((name) => !taps.some((tap) => tap.name === name));
  if (other === undefined) return;
  throw new WinceError(
    'unknown-tap',
    source.leftOut.includes(other)
      ? `The network "${id}" leaves the layer "${other}" out: it differs too much in ${source.precision}, or is part of the layer behind it.`
      : `The network "${id}" has no layer "${other}" that was compared with "${source.of}".`,
    {
      hint: `Use one of: ${taps.map(({ name }) => name).join(', ')}; or read it of "${source.of}".`,
    },
  );
}

/** Converts a packaged network where the store does not have it: once, before several workers ask for it. */
export function convertAhead(request: ConvertedRequest): Promise<void> {
  return withConverted(request, async () => {});
}

/** Whether bytes are the fields of a model in ONNX to their end, as they were written: a number of the version first. */
function isWholeModel(bytes: Uint8Array): boolean {
  const [VERSION, GRAPH] = [1, 7];
  let hasGraph = false;
  const number = (at: number): { readonly value: number; readonly next: number } | null => {
    let value = 0;
    for (let i = 0; i < 8 && at + i < bytes.length; i++) {
      value += (bytes[at + i] & 127) * 128 ** i;
      if (bytes[at + i] < 128) return { value, next: at + i + 1 };
    }
    return null;
  };
  for (let at = 0; at < bytes.length; ) {
    const [tag, length] = [bytes[at], number(at + 1)];
    if (!length || (at === 0 && tag >> 3 !== VERSION)) return false;
    if (tag >> 3 === GRAPH) hasGraph = true;
    // A number, or so many bytes.
    if ((tag & 7) === 0) at = length.next;
    else if ((tag & 7) === 2) at = length.next + length.value;
    else return false;
    if (at > bytes.length) return false;
  }
  return hasGraph;
}

/** The layers of a network with its own weights, or with none where it is an architecture. */
export async function sourceGraph(card: NetworkCard): Promise<Graph> {
  const { source } = card;
  if (source.kind === 'package') {
    const { topology, weights } = await readPackagedModel(card, source);
    return readTfjsGraph(topology, weights);
  }
  if (source.kind === 'package-file') return readTflite(await readPackagedFile(card, source)).graph;
  const architecture = architectures.find(
    ({ id }) => source.kind === 'architecture' && id === source.architecture,
  );
  if (!architecture) throw new Error(`the card of ${card.id} has a source that is not known`);
  return emptyGraph(architecture);
}

/** The weights of a network, in one hash over those of its files. */
export function weightsIdentity({ source, untrained }: NetworkCard): string {
  switch (source.kind) {
    case 'package': {
      const files = [source.topology, ...source.weights].map((file) => file.sha256);
      return sha256Of(JSON.stringify([files, untrained ? UNTRAINED_SEED : 'trained']));
    }
    case 'package-file':
      return sha256Of(JSON.stringify([source.sha256, source.part ?? 'whole']));
    case 'architecture':
      return sha256Of(JSON.stringify([source.architecture, UNTRAINED_SEED]));
    case 'file':
      return sha256Of(JSON.stringify([source.sha256, source.converted]));
    case 'variant':
      return sha256Of(JSON.stringify([source.identity, source.precision, source.converted]));
  }
}

/** What a converted file depends on, in one hash. */
function conversionKey({ card, taps, entry }: ConvertedRequest): string {
  const nodes = [...new Set(taps.map((tap) => nodeOf(card, tap)))].sort();
  const input = entry === 'image' ? { ...card.input, mean: card.input.mean && [...card.input.mean] } : entry;
  return sha256Of(JSON.stringify([weightsIdentity(card), CONVERTER_VERSION, nodes, input]));
}

/** @throws WinceError `network-cache-unusable` */
async function keep({ card, store }: ConvertedRequest, name: NetworkEntry, bytes: Uint8Array): Promise<void> {
  try {
    await store.put(name, bytes);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new WinceError(
      'network-cache-unusable',
      `The network "${card.id}" cannot be saved in ${store.place}: ${reason}`,
      {
        hint: `Name a folder in which you may write. It needs space for ${Math.ceil(bytes.length / 2 ** 20)} MiB.`,
        cause,
      },
    );
  }
}
