import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { type Catalogue, defineCatalogue, WinceError } from '@wince/core';
import {
  layerNumbers,
  type NetworkCard,
  networkCard,
  networks,
  type OnnxFile,
  readOnnx,
  type SplitOnnx,
  WEIGHTS_FILE,
} from '@wince/networks';
import { z } from 'zod';
import { replaceFile } from '../files/atomic.ts';
import { sha256Of, sha256OfFile } from '../files/hash.ts';
import { removeLeftovers, temporaryBeside } from '../files/leftovers.ts';
import { withLock } from '../files/lock.ts';
import { systemCode, systemReason } from '../files/system-error.ts';
import { networkHome } from './home.ts';

/** The version of what the folder of imported networks holds. */
const SCHEMA = 2;
const CARD = 'card.json';
export const ONNX = 'network.onnx';
/** The file of an average picture: `mean.f32`, or with a hash in its name where another one stood there. */
const PLAIN_MEAN = 'mean.f32';
const MEAN = /^mean(-[0-9a-f]{16})?\.f32$/;
const CONTENT = '.content';

/** An imported network whose files are as they were written. */
export interface StoredNetwork {
  readonly folder: string;
  readonly file: OnnxFile;
}

/** What a network gave when it was imported, and by whom that was told. */
export const keptForm = z.object({ by: z.string(), layers: z.array(layerNumbers).readonly() });
/** What a network gave when it was imported. */
export type KeptNumbers = Readonly<z.infer<typeof keptForm>>;

/** A card as a file: an average picture stands in a file beside it, as float32 in its order. */
const cardFile = z.looseObject({
  schema: z.int(),
  /** Networks that were imported before this was kept have none. */
  self_test: keptForm.optional(),
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
    if (systemCode(error) === 'ENOENT') return [];
    throw unreadableStore(home, error);
  });
  const names = found
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name);
  return Promise.all(names.sort().map((name) => readCard(path.join(home, name))));
}

/** Refuses a name that an imported network has. @param folder in which cards lie by name @throws WinceError `network-name-taken` */
export async function refuseTaken(folder: string, id: string): Promise<void> {
  const isThere = await stat(path.join(folder, id)).then(
    () => true,
    () => false,
  );
  if (!isThere) return;
  throw new WinceError('network-name-taken', `"${id}" is the name of a network that was imported before.`, {
    hint: 'Give another name, or choose that the earlier network is replaced.',
  });
}

/** The layers and weights of a network that are written, and not yet in their place. */
export interface Draft {
  readonly id: string;
  readonly folder: string;
  /** A SHA-256 over what was written, for the card. */
  readonly converted: string;
}

/** Writes a network into a folder of its own beside the place that it is for. */
export async function writeDraft(home: string, id: string, { onnx, weights }: SplitOnnx): Promise<Draft> {
  const folder = temporaryBeside(path.join(home, id));
  try {
    return await onDisk(id, home, async () => {
      await mkdir(home, { recursive: true, mode: 0o700 });
      await removeLeftovers(home);
      await mkdir(folder, { mode: 0o700 });
      await replaceFile(path.join(folder, ONNX), onnx);
      const hash = await writePieces(path.join(folder, WEIGHTS_FILE), weights);
      return { id, folder, converted: joinedHash(onnx, hash) };
    });
  } catch (error) {
    await discardDraft({ folder });
    throw error;
  }
}

/**
 * Puts a network where it belongs: layers and weights under their hash, and its card under its name. What had its name before
 * is replaced; layers and weights that no card names any more are deleted.
 *
 * @param kept what it gave in its self-test
 */
export async function placeDraft(
  home: string,
  { folder, converted }: Draft,
  card: NetworkCard,
  kept: KeptNumbers,
): Promise<void> {
  const content = contentFolder(home, converted);
  const place = path.join(home, card.id);
  const putThere = () =>
    withLock(home, async () => {
      await mkdir(path.dirname(content), { recursive: true, mode: 0o700 });
      if ((await contentHash(content)) !== converted) {
        await rm(content, { recursive: true, force: true });
        await rename(folder, content);
      }
      await placeCard(place, card, kept);
      await removeUnnamed(home);
    });
  await onDisk(card.id, home, putThere);
}

/** Where layers and weights lie: under a hash of what they are, so that two names for one network share them. */
function contentFolder(home: string, converted: string): string {
  return path.join(home, CONTENT, converted);
}

/** The hash that layers and weights should lie under; nothing where they are not whole. */
async function contentHash(folder: string): Promise<string | undefined> {
  try {
    const onnx = await readFile(path.join(folder, ONNX));
    return joinedHash(onnx, await sha256OfFile(path.join(folder, WEIGHTS_FILE)));
  } catch {
    return undefined;
  }
}

function joinedHash(onnx: Uint8Array, weights: string): string {
  return sha256Of(JSON.stringify([sha256Of(onnx), weights]));
}

async function removeUnnamed(home: string): Promise<void> {
  const cards = await importedCards(home).catch((error: unknown) => {
    if (error instanceof WinceError) return undefined;
    throw error;
  });
  // A card that cannot be read may name any of them.
  if (!cards) return;
  const named = new Set(cards.flatMap(({ source }) => ('converted' in source ? [source.converted] : [])));
  for (const hash of await readdir(path.join(home, CONTENT))) {
    if (!named.has(hash)) await rm(contentFolder(home, hash), { recursive: true, force: true });
  }
}

export async function discardDraft({ folder }: Pick<Draft, 'folder'>): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}

/** Whoever reads meanwhile sees the earlier card, if any, or this one, each with its mean. */
async function placeCard(place: string, card: NetworkCard, kept: KeptNumbers): Promise<void> {
  const isThere = await stat(place).then(
    () => true,
    () => false,
  );
  if (isThere) return writeCard(place, card, kept);
  const folder = temporaryBeside(place);
  await mkdir(folder, { mode: 0o700 });
  await writeCard(folder, card, kept);
  await rename(folder, place);
}

async function writeCard(folder: string, card: NetworkCard, kept: KeptNumbers): Promise<void> {
  const { mean } = card.input;
  const stated = mean instanceof Float32Array ? await writeMean(folder, mean) : mean;
  const input = { ...card.input, mean: stated };
  const written = { schema: SCHEMA, card: { ...card, input }, self_test: kept };
  await replaceFile(path.join(folder, CARD), `${JSON.stringify(written, undefined, 2)}\n`);
  for (const file of await readdir(folder))
    if (MEAN.test(file) && file !== stated) await rm(path.join(folder, file), { force: true });
}

/** @returns the name of the file: another one than that of an earlier mean, which its card still names */
async function writeMean(folder: string, mean: Float32Array): Promise<string> {
  const bytes = new Uint8Array(mean.buffer, mean.byteOffset, mean.byteLength);
  const earlier = await readFile(path.join(folder, PLAIN_MEAN)).catch(() => undefined);
  const isOther = earlier !== undefined && !earlier.equals(bytes);
  const file = isOther ? `mean-${sha256Of(bytes).slice(0, 16)}.f32` : PLAIN_MEAN;
  await replaceFile(path.join(folder, file), bytes);
  return file;
}

/** Writes pieces one after the other, without joining them. @returns the SHA-256 of the whole */
async function writePieces(file: string, pieces: readonly Uint8Array[]): Promise<string> {
  const handle = await open(file, 'wx', 0o600);
  try {
    for (const piece of pieces) await handle.writeFile(piece);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return sha256Of(...pieces);
}

async function onDisk<Result>(id: string, home: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new WinceError(
      'network-store-unusable',
      `The network "${id}" cannot be saved in ${home}: ${reason}.`,
      {
        hint: 'Name a folder in which you may write. It needs space for a file as large as the network.',
        cause,
      },
    );
  }
}

/** Whether a network lies in the folder of imported networks: it was imported, or made there of another one. */
export function isStored({ source }: Pick<NetworkCard, 'source'>): boolean {
  return 'converted' in source;
}

/** The folder of an imported network's weights and its layers, after the hash of its files has been checked. */
export async function readStored(home: string, card: NetworkCard): Promise<StoredNetwork> {
  if (!('converted' in card.source)) throw new Error(`${card.id} was not imported`);
  const { converted } = card.source;
  const folder = contentFolder(home, converted);
  const file = path.join(folder, ONNX);
  const onnx = await readFile(file).catch((cause: unknown) => {
    throw badStore(file, 'it cannot be read', cause);
  });
  const weights = path.join(folder, WEIGHTS_FILE);
  const hash = await sha256OfFile(weights).catch((cause: unknown) => {
    throw badStore(weights, 'it cannot be read', cause);
  });
  if (joinedHash(onnx, hash) !== converted) {
    throw badStore(folder, `the files of "${card.id}" have changed since it was imported`);
  }
  return { folder, file: readOnnx(onnx, { external: 'kept' }) };
}

/**
 * Writes layers beside the weights of a network, so that the runtime finds these, and deletes them when the work is done.
 */
export async function withLayersIn<Result>(
  folder: string,
  onnx: Uint8Array,
  work: (file: string) => Promise<Result>,
): Promise<Result> {
  const file = temporaryBeside(path.join(folder, 'cut.onnx'));
  await onDisk(path.basename(folder), path.dirname(folder), () => replaceFile(file, onnx));
  try {
    return await work(file);
  } finally {
    await rm(file, { force: true });
  }
}

/** What a network gave when it was imported; null where nothing was kept of it. @throws WinceError `bad-network-store` */
export async function keptNumbers(home: string, id: string): Promise<KeptNumbers | null> {
  const file = path.join(home, id, CARD);
  try {
    return cardFile.parse(JSON.parse(await readFile(file, 'utf8'))).self_test ?? null;
  } catch (cause) {
    throw badStore(file, 'it is not the card of a network', cause);
  }
}

async function readCard(folder: string): Promise<NetworkCard> {
  const file = path.join(folder, CARD);
  try {
    const { schema, card } = cardFile.parse(JSON.parse(await readFile(file, 'utf8')));
    if (schema !== SCHEMA)
      throw badStore(file, `it has the version ${schema}, but this program reads the version ${SCHEMA}`);
    const { mean: stated } = card.input;
    const isFile = typeof stated === 'string' && MEAN.test(stated);
    const mean = isFile ? await readMean(path.join(folder, stated)) : stated;
    return networkCard.parse({ ...card, input: { ...card.input, mean } });
  } catch (cause) {
    throw cause instanceof WinceError ? cause : badStore(file, 'it is not the card of a network', cause);
  }
}

async function readMean(file: string): Promise<Float32Array> {
  const bytes = await readFile(file);
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

function unreadableStore(home: string, cause: unknown): WinceError {
  return new WinceError(
    'bad-network-store',
    `The folder of imported networks ${home} cannot be read (${systemReason(cause)}).`,
    { hint: 'Get permission to read it, or name another one with --home or WINCE_NETWORKS.', cause },
  );
}

function badStore(file: string, reason: string, cause?: unknown): WinceError {
  return new WinceError('bad-network-store', `${file}: ${reason}.`, {
    hint: 'Delete that folder or file, and import the network again.',
    cause,
  });
}
