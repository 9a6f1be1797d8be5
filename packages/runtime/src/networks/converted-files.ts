import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
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
  tapOnnx,
  UNTRAINED_SEED,
} from '@wince/networks';
import { z } from 'zod';
import { replaceFile, systemCode } from '../files/atomic.ts';
import { sha256Of } from '../files/hash.ts';
import { networkHome } from './home.ts';
import { readPackagedModel } from './package-files.ts';
import { readStored, withLayersIn } from './store.ts';

/** What stands beside each converted file. */
const record = z.object({ schema: z.literal(1), network: z.string(), sha256: z.string() });

export interface ConvertedRequest {
  readonly card: NetworkCard;
  readonly taps: readonly string[];
  readonly entry: 'image' | 'tensor';
  /** The folder that keeps converted files; made when it is not there. */
  readonly cache: string;
  /** The folder of imported networks. */
  readonly home?: string;
}

/**
 * The ONNX file of a network that ends at its taps: from the cache, or converted now and kept there.
 * A cached file whose bytes have changed is made again. Imported networks are ONNX already and are cut anew each time.
 *
 * @param use receives the file's bytes, or its path where its weights lie beside it, which holds only until it returns
 */
export async function withConverted<Result>(
  request: ConvertedRequest,
  use: (onnx: Uint8Array | string) => Promise<Result>,
): Promise<Result> {
  const { card, taps, entry, home } = request;
  if (card.source.kind === 'file') {
    const { folder, file } = await readStored(home ?? networkHome(), card);
    const nodes = [...new Set(taps.map((tap) => nodeOf(card, tap)))];
    return withLayersIn(folder, tapOnnx(file, nodes, entry === 'image' ? card.input : undefined), use);
  }
  const cached = await readCached(request);
  if (cached) return use(cached);
  const bytes = convertNetwork({ card, graph: await sourceGraph(card), taps, entry });
  await keep(request, bytes);
  return use(bytes);
}

/** The layers of a network with its own weights, or with none where it is an architecture. */
export async function sourceGraph(card: NetworkCard): Promise<Graph> {
  const { source } = card;
  if (source.kind === 'package') {
    const { topology, weights } = await readPackagedModel(card, source);
    return readTfjsGraph(topology, weights);
  }
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
    case 'architecture':
      return sha256Of(JSON.stringify([source.architecture, UNTRAINED_SEED]));
    case 'file':
      return sha256Of(JSON.stringify([source.sha256, source.converted]));
  }
}

/** What a converted file depends on, in one hash. */
function conversionKey({ card, taps, entry }: ConvertedRequest): string {
  const nodes = [...new Set(taps.map((tap) => nodeOf(card, tap)))].sort();
  const input = entry === 'image' ? { ...card.input, mean: card.input.mean && [...card.input.mean] } : entry;
  return sha256Of(JSON.stringify([weightsIdentity(card), CONVERTER_VERSION, nodes, input]));
}

function filesOf(request: ConvertedRequest): { readonly onnx: string; readonly beside: string } {
  const name = path.join(request.cache, `${request.card.id}-${conversionKey(request).slice(0, 24)}`);
  return { onnx: `${name}.onnx`, beside: `${name}.json` };
}

async function readCached(request: ConvertedRequest): Promise<Uint8Array | undefined> {
  const { onnx, beside } = filesOf(request);
  try {
    const recorded = record.safeParse(JSON.parse(await readFile(beside, 'utf8')));
    if (!recorded.success) return undefined;
    const bytes = await readFile(onnx);
    return sha256Of(bytes) === recorded.data.sha256 ? bytes : undefined;
  } catch (error) {
    const code = systemCode(error);
    // What cannot be a cache is found out, and said, when it is written to.
    if (code === 'ENOENT' || code === 'ENOTDIR' || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

async function keep(request: ConvertedRequest, bytes: Uint8Array): Promise<void> {
  const { card, cache } = request;
  const { onnx, beside } = filesOf(request);
  const recorded: z.infer<typeof record> = { schema: 1, network: card.id, sha256: sha256Of(bytes) };
  try {
    await mkdir(cache, { recursive: true, mode: 0o700 });
    await replaceFile(onnx, bytes);
    await replaceFile(beside, `${JSON.stringify(recorded)}\n`);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new WinceError(
      'network-cache-unusable',
      `The network "${card.id}" cannot be kept in ${cache}: ${reason}.`,
      {
        hint: `Name a folder that can be written and has room for ${Math.ceil(bytes.length / 2 ** 20)} MiB.`,
        cause,
      },
    );
  }
}
