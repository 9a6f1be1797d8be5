import {
  describeSource,
  type NetworkCard,
  networkFacts,
  networkLayers,
  type SoundNetworkCard,
} from '@wince/networks';
import { sha256Of } from '../files/hash.ts';
import { networkHome } from './home.ts';
import { findNetwork, networkCatalogue } from './imported.ts';
import { soundCatalogue } from './sound/index.ts';

/** An installed network that sees or hears, in words. */
export interface DescribedNetwork
  extends Pick<NetworkCard | SoundNetworkCard, 'id' | 'title' | 'domain' | 'untrained' | 'licence'> {
  /** Where its weights come from. */
  readonly source: string;
  /** Whether somebody imported it: it is no part of wince. */
  readonly imported: boolean;
  /** A hash of all that its numbers depend on but the runtime: weights and preparation of the input. */
  readonly identity: string;
  /** What its card says, as pairs of a name and words. */
  readonly facts: readonly (readonly [name: string, words: string])[];
  /** Its layers or outputs, with their shapes. */
  readonly layers: readonly { readonly name: string; readonly shape: string }[];
}

/**
 * All networks that are installed, those that see first.
 *
 * @param home the folder of imported networks
 * @throws WinceError `bad-network-store`
 */
export async function describedNetworks(home = networkHome()): Promise<readonly DescribedNetwork[]> {
  const { entries } = await networkCatalogue(home);
  return [...entries, ...(await soundCatalogue(home)).entries].map(described);
}

/** One of them. @param home the folder of imported networks @throws WinceError `unknown-network`, `bad-network-store` */
export async function describedNetwork(id: string, home = networkHome()): Promise<DescribedNetwork> {
  const hearing = await soundCatalogue(home);
  return described(hearing.has(id) ? hearing.get(id) : await findNetwork(id, home));
}

function described(card: NetworkCard | SoundNetworkCard): DescribedNetwork {
  const { id, title, domain, untrained, licence, source, version, input } = card;
  const mean = 'mean' in input && input.mean ? [...input.mean] : null;
  return {
    ...{ id, title, domain, untrained, licence, source: describeSource(source) },
    imported: 'converted' in source,
    identity: sha256Of(JSON.stringify([source, version, { ...input, mean }])),
    facts: networkFacts(card),
    layers: networkLayers(card),
  };
}
