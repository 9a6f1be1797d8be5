import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { type Catalogue, defineCatalogue, WinceError } from '@wince/core';
import { type NetworkCard, networkCard, networks } from '@wince/networks';
import { z } from 'zod';
import { networkHome } from './home.ts';
import { sha256, writeWhole } from './whole-file.ts';

/** The version of what a folder of an imported network holds. */
const SCHEMA = 1;
const CARD = 'card.json';
const ONNX = 'network.onnx';
const MEAN = 'mean.f32';

/** A card as a file: an average picture stands in a file beside it, as float32 in its order. */
const cardFile = z.looseObject({
  schema: z.int(),
  card: z.looseObject({ input: z.looseObject({ mean: z.unknown() }) }),
});

/**
 * The built-in networks, and those that were imported into a folder.
 *
 * @param home the folder of imported networks; it need not be there yet
 * @throws WinceError `bad-network-store` that names the file
 */
export async function networkCatalogue(home = networkHome()): Promise<Catalogue<NetworkCard>> {
  return defineCatalogue('network', [...networks.entries, ...(await importedCards(home))]);
}

/** The card of one network. A built-in one is found whatever state the imported ones are in. @throws WinceError `unknown-network` */
export async function findNetwork(id: string, home?: string): Promise<NetworkCard> {
  return networks.has(id) ? networks.get(id) : (await networkCatalogue(home)).get(id);
}

/** The cards of the networks in a folder, by name. */
export async function importedCards(home: string): Promise<readonly NetworkCard[]> {
  const found = await readdir(home, { withFileTypes: true }).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  });
  const names = found
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name);
  return Promise.all(names.sort().map((name) => readCard(path.join(home, name))));
}

/** Keeps a network in its own folder: all of it, or nothing. What had its name before is replaced. */
export async function storeNetwork(home: string, card: NetworkCard, onnx: Uint8Array): Promise<void> {
  const folder = path.join(home, card.id);
  const fresh = path.join(home, `.${card.id}.${process.pid}.part`);
  const { mean } = card.input;
  const isPicture = mean instanceof Float32Array;
  const written = {
    schema: SCHEMA,
    card: { ...card, input: { ...card.input, mean: isPicture ? MEAN : mean } },
  };
  try {
    await mkdir(fresh, { recursive: true, mode: 0o700 });
    await writeWhole(path.join(fresh, ONNX), onnx);
    if (isPicture)
      await writeWhole(path.join(fresh, MEAN), new Uint8Array(mean.buffer, mean.byteOffset, mean.byteLength));
    await writeWhole(path.join(fresh, CARD), `${JSON.stringify(written, undefined, 2)}\n`);
    await rm(folder, { recursive: true, force: true });
    await rename(fresh, folder);
  } catch (cause) {
    await rm(fresh, { recursive: true, force: true });
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new WinceError(
      'network-store-unusable',
      `The network "${card.id}" cannot be kept in ${home}: ${reason}.`,
      {
        hint: `Name a folder that can be written and has room for ${Math.ceil(onnx.length / 2 ** 20)} MiB.`,
        cause,
      },
    );
  }
}

/** The converted file of an imported network, after its hash has been checked. */
export async function readStored(home: string, card: NetworkCard): Promise<Uint8Array> {
  const file = path.join(home, card.id, ONNX);
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw badStore(file, 'it cannot be read', cause);
  });
  if (card.source.kind !== 'file' || sha256(bytes) !== card.source.converted) {
    throw badStore(file, 'it has changed since it was imported');
  }
  return bytes;
}

async function readCard(folder: string): Promise<NetworkCard> {
  const file = path.join(folder, CARD);
  try {
    const { schema, card } = cardFile.parse(JSON.parse(await readFile(file, 'utf8')));
    if (schema !== SCHEMA)
      throw badStore(file, `it is of version ${schema}, and this program knows ${SCHEMA}`);
    const mean = card.input.mean === MEAN ? await readMean(path.join(folder, MEAN)) : card.input.mean;
    return networkCard.parse({ ...card, input: { ...card.input, mean } });
  } catch (cause) {
    throw cause instanceof WinceError ? cause : badStore(file, 'it is no card of a network', cause);
  }
}

async function readMean(file: string): Promise<Float32Array> {
  const bytes = await readFile(file);
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

function badStore(file: string, reason: string, cause?: unknown): WinceError {
  return new WinceError('bad-network-store', `${file}: ${reason}.`, {
    hint: 'Delete its folder, and import the network again.',
    cause,
  });
}
