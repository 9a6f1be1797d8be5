import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { type Catalogue, defineCatalogue, WinceError } from '@wince/core';
import { type SoundNetworkCard, soundNetworkCard, soundNetworks } from '@wince/networks';
import { z } from 'zod';
import { replaceFile } from '../../files/atomic.ts';
import { sha256Of } from '../../files/hash.ts';
import { removeLeftovers, temporaryBeside } from '../../files/leftovers.ts';
import { withLock } from '../../files/lock.ts';
import { systemCode, systemReason } from '../../files/system-error.ts';
import { runtimeVersion } from '../device.ts';
import { networkHome } from '../home.ts';
import { type KeptNumbers, keptForm } from '../imported.ts';
import { readPackagedFile } from '../package-files.ts';

/** Beside the networks that see, in the same home. */
export const SOUND_FOLDER = '.sound';
const CARD = 'card.json';
const ONNX = 'network.onnx';
const SCHEMA = 1;

const cardFile = z.looseObject({
  schema: z.literal(SCHEMA),
  card: soundNetworkCard,
  /** Networks that were imported before this was kept have none. */
  self_test: keptForm.optional(),
});

/**
 * The networks that hear: those that come with wince, and those that were imported into a folder.
 *
 * @param home the folder of imported networks; it need not be there yet
 * @throws WinceError `bad-network-store` that names the file
 */
export async function soundCatalogue(home = networkHome()): Promise<Catalogue<SoundNetworkCard>> {
  return defineCatalogue('network', [...soundNetworks.entries, ...(await importedSoundCards(home))]);
}

/** Names of imported networks that hear, without reading their cards. */
async function importedSoundNames(home: string): Promise<readonly string[]> {
  const found = await readdir(path.join(home, SOUND_FOLDER), { withFileTypes: true }).catch(
    (error: unknown) => {
      if (systemCode(error) === 'ENOENT') return [];
      throw new WinceError(
        'bad-network-store',
        `The folder of imported networks ${home} cannot be read (${systemReason(error)}).`,
        {
          hint: 'Get permission to read it, or name another one with --home or WINCE_NETWORKS.',
          cause: error,
        },
      );
    },
  );
  const folders = found.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
  return folders.map(({ name }) => name).sort();
}

async function importedSoundCards(home: string): Promise<readonly SoundNetworkCard[]> {
  const names = await importedSoundNames(home);
  return Promise.all(names.map(async (name) => (await readCard(home, name)).card));
}

/** What a network gave when it was imported; null where nothing was kept of it. @throws WinceError `bad-network-store` */
export async function keptSoundNumbers(home: string, id: string): Promise<KeptNumbers | null> {
  return (await readCard(home, id)).self_test ?? null;
}

async function readCard(home: string, id: string): Promise<z.infer<typeof cardFile>> {
  const file = path.join(home, SOUND_FOLDER, id, CARD);
  try {
    return cardFile.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (cause) {
    throw badStore(file, 'it is not the card of a network', cause);
  }
}

/** Puts a network and its card where they belong; what had its name before is replaced. @param kept what it gave in its self-test */
export async function placeSoundNetwork(
  home: string,
  card: SoundNetworkCard,
  onnx: Uint8Array,
  kept: KeptNumbers,
): Promise<string> {
  const sounds = path.join(home, SOUND_FOLDER);
  const place = path.join(sounds, card.id);
  const draft = temporaryBeside(place);
  try {
    await mkdir(sounds, { recursive: true, mode: 0o700 });
    await removeLeftovers(sounds);
    await mkdir(draft, { mode: 0o700 });
    await replaceFile(path.join(draft, ONNX), onnx);
    const written = { schema: SCHEMA, card, self_test: kept };
    await replaceFile(path.join(draft, CARD), `${JSON.stringify(written, undefined, 2)}\n`);
    await withLock(home, async () => {
      await rm(place, { recursive: true, force: true });
      await rename(draft, place);
    });
    return place;
  } catch (cause) {
    await rm(draft, { recursive: true, force: true });
    throw new WinceError(
      'network-store-unusable',
      `The network "${card.id}" cannot be saved in ${home}: ${systemReason(cause)}.`,
      {
        hint: 'Name a folder in which you may write. It needs space for a file as large as the network.',
        cause,
      },
    );
  }
}

/** The file of a network, after its hash has been checked. */
export async function soundNetworkBytes(card: SoundNetworkCard, home: string): Promise<Uint8Array> {
  const { source, id } = card;
  if (source.kind === 'package-file') return readPackagedFile(card, source);
  const file = path.join(home, SOUND_FOLDER, id, ONNX);
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw badStore(file, 'it cannot be read', cause);
  });
  if (sha256Of(bytes) !== source.converted) throw badStore(file, `"${id}" has changed since it was imported`);
  return bytes;
}

function badStore(file: string, reason: string, cause?: unknown): WinceError {
  return new WinceError('bad-network-store', `${file}: ${reason}.`, {
    hint: 'Delete that folder or file, and import the network again.',
    cause,
  });
}

/** What the numbers of a network depend on: its weights and those in front of it, its windows, and the runtime. */
export async function soundNetworkIdentity({ source, input, outputs }: SoundNetworkCard): Promise<unknown> {
  const front = input.front && soundNetworks.get(input.front.network).source.sha256;
  return [source.sha256, front, input, outputs, await runtimeVersion()];
}
