import {
  ADDRESS_CAUTION,
  describeSource,
  hashesOf,
  type KnownNetwork,
  type NetworkCard,
  type SoundNetworkCard,
} from '@wince/networks';
import { networkSize, weightBytes } from '@wince/runtime';

/** A network of the list: one that is there, or one that is known and absent. */
export interface ListedNetwork {
  readonly id: string;
  readonly there: boolean;
  readonly title: string;
  readonly domain: NetworkCard['domain'] | SoundNetworkCard['domain'];
  /** What a network that hears is for. */
  readonly role?: SoundNetworkCard['role'];
  readonly untrained: boolean;
  readonly training: string;
  readonly licence: string;
  /** Where its weights come from, or where its authors publish them. */
  readonly source: string;
  /** Bytes of its weights; null where they cannot be found. */
  readonly bytes: number | null;
  /** Of the files of its weights; empty where there are none or nobody knows. */
  readonly sha256: readonly string[];
  /** The file that would be fetched. */
  readonly url?: string;
  /** Of an absent network. */
  readonly remark?: string;
}

export async function listedNetwork(card: NetworkCard): Promise<ListedNetwork> {
  const { id, title, domain, untrained, training, licence, source } = card;
  return {
    id,
    there: true,
    title,
    domain,
    untrained,
    training,
    licence,
    source: isDrawn(card) ? `the layers of ${describeSource(source)}` : describeSource(source),
    bytes: isDrawn(card) && source.kind === 'package' ? null : ((await networkSize(card)) ?? null),
    sha256: isDrawn(card) ? [] : hashesOf(card).map(([, hash]) => hash),
  };
}

/** One that hears. */
export async function listedSoundNetwork(card: SoundNetworkCard): Promise<ListedNetwork> {
  const { id, title, domain, role, untrained, training, licence, source } = card;
  return {
    ...{ id, there: true, title, domain, role, untrained, training, licence },
    source: describeSource(source),
    bytes: (await networkSize(card)) ?? null,
    sha256: [source.sha256],
  };
}

/** Whether its weights are drawn when it is opened: those of the package, whose layers it has, are not its own. */
function isDrawn({ untrained, source }: NetworkCard): boolean {
  return untrained && source.kind !== 'file' && source.kind !== 'variant';
}

export function absentNetwork({ id, architecture, ...known }: KnownNetwork): ListedNetwork {
  return {
    id,
    there: false,
    title: architecture.title,
    domain: architecture.domain,
    untrained: false,
    training: known.training,
    licence: known.licence,
    source: known.page,
    bytes: weightBytes(architecture),
    sha256: known.sha256 === null ? [] : [known.sha256],
    url: known.url,
    remark: ADDRESS_CAUTION,
  };
}

/** A card as plain data; an average picture is too long for it. */
export function networkSummary(card: NetworkCard): Omit<NetworkCard, 'input'> & { readonly input: object } {
  const { mean } = card.input;
  const shown = mean !== null && mean.length > 3 ? `a picture of ${mean.length} numbers` : mean;
  return { ...card, input: { ...card.input, mean: shown } };
}

/** One network in a few lines. */
export function describeNetwork(network: ListedNetwork): string {
  const { id, there, title, domain, role, untrained, training, licence, source, bytes, sha256 } = network;
  const size = bytes !== null ? megabytes(bytes) : untrained ? '' : 'its files are missing';
  const hash = sha256.length > 0 ? `SHA-256 ${sha256.join(', ')}` : '';
  const lines = [
    title,
    domain === 'sound' ? `hears: ${HEARS[role ?? 'features']}` : `sees: ${seenBy(untrained, domain)}`,
    `trained on: ${training}`,
    `licence: ${licence}`,
    there
      ? `from: ${[source, size, hash].filter((part) => part !== '').join('; ')}`
      : `published at: ${source} (${network.remark}); about ${megabytes(bytes ?? 0)}`,
  ];
  return `${id}\n${lines.map((line) => `  ${line}`).join('\n')}`;
}

const HEARS: Readonly<Record<SoundNetworkCard['role'], string>> = {
  features: 'sound',
  spectrogram: 'sound; it comes before another network, and gives no features',
  voice: 'whether there is speech; it gives no features',
};

function seenBy(untrained: boolean, domain: ListedNetwork['domain']): string {
  if (untrained) return `nothing, because it is untrained (made for ${domain})`;
  return domain === 'detector' ? 'where a face is; it gives no features' : domain;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
