import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { WinceError } from '@wince/core';
import { CONVERTER_VERSION, convertNetwork, type NetworkCard, nodeOf } from '@wince/networks';
import { z } from 'zod';
import { readPackagedNetwork } from './package-files.ts';

/** What stands beside each converted file. */
const record = z.object({ schema: z.literal(1), network: z.string(), sha256: z.string() });

export interface ConvertedRequest {
  readonly card: NetworkCard;
  readonly taps: readonly string[];
  readonly entry: 'image' | 'tensor';
  /** The folder that keeps converted files; made when it is not there. */
  readonly cache: string;
}

/**
 * The ONNX file of a network that ends at its taps: from the cache, or converted now and kept there.
 * A cached file whose bytes have changed is made again.
 */
export async function convertedNetwork(request: ConvertedRequest): Promise<Uint8Array> {
  const { card, taps, entry, cache } = request;
  const name = `${card.id}-${conversionKey(request).slice(0, 24)}`;
  const onnxFile = path.join(cache, `${name}.onnx`);
  const recordFile = path.join(cache, `${name}.json`);
  const cached = await readCached(onnxFile, recordFile);
  if (cached) return cached;
  const graph = await readPackagedNetwork(card);
  const bytes = convertNetwork({ card, graph, taps, entry });
  const beside: z.infer<typeof record> = { schema: 1, network: card.id, sha256: sha256(bytes) };
  try {
    await mkdir(cache, { recursive: true, mode: 0o700 });
    await writeWhole(onnxFile, bytes);
    await writeWhole(recordFile, `${JSON.stringify(beside)}\n`);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new WinceError(
      'network-cache-unusable',
      `The network "${card.id}" cannot be kept in ${cache}: ${reason}.`,
      {
        hint: 'Name a folder that can be written and has room for some 20 MB a network.',
        cause,
      },
    );
  }
  return bytes;
}

/** The trained weights of a network, in one hash over those of its files. */
export function weightsIdentity({ source, untrained }: NetworkCard): string {
  const files = [source.topology, ...source.weights].map((file) => file.sha256);
  return sha256(JSON.stringify([files, untrained]));
}

/** What a converted file depends on, in one hash. */
export function conversionKey({ card, taps, entry }: Omit<ConvertedRequest, 'cache'>): string {
  const nodes = [...new Set(taps.map((tap) => nodeOf(card, tap)))].sort();
  const input = entry === 'image' ? { ...card.input, mean: card.input.mean && [...card.input.mean] } : entry;
  return sha256(JSON.stringify([weightsIdentity(card), CONVERTER_VERSION, nodes, input]));
}

async function readCached(onnxFile: string, recordFile: string): Promise<Uint8Array | undefined> {
  try {
    const beside = record.safeParse(JSON.parse(await readFile(recordFile, 'utf8')));
    if (!beside.success) return undefined;
    const bytes = await readFile(onnxFile);
    return sha256(bytes) === beside.data.sha256 ? bytes : undefined;
  } catch (error) {
    const isAbsent =
      error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
    if (isAbsent || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Writes under a name of its own and renames, so that nobody sees half a file. Readable by the owner only. */
async function writeWhole(file: string, content: Uint8Array | string): Promise<void> {
  const temporary = `${file}.${process.pid}.${randomUUID()}.part`;
  try {
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

function sha256(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex');
}
