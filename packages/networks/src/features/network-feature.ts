import { type Catalogue, didYouMean, WinceError } from '@wince/core';
import type { NetworkCard } from '../cards/card.ts';
import { networks } from '../cards/catalogue.ts';
import { unknownTap } from '../graph/cut.ts';
import type { Shape } from '../graph/graph.ts';
import { type Pool, pooledLength, pools } from './pooling.ts';

/** A feature family that a network gives: which layer of it, and what is kept of that layer. */
export interface FeatureSpec {
  /** The one spelling of it, which names its columns: `faceres`, `faceres:conv_pw_5@mean`. */
  readonly name: string;
  /** Id of the network. */
  readonly network: string;
  /** A tap of the network's card, or a layer of its graph. */
  readonly tap: string;
  readonly pool: Pool;
}

/** `NETWORK[:TAP][@POOL]` */
const FORM = /^(?<network>[^:@]+)(?::(?<tap>[^:@]+))?(?:@(?<pool>[^:@]+))?$/;

/**
 * Reads `NETWORK[:TAP][@POOL]`.
 *
 * Without a tap it is the network's description of the whole picture, or its last map of convolutions where a pooling is
 * named; without a pooling a layer is kept whole. A tap with a slash is taken for a layer of the graph and looked up
 * when the network is opened.
 *
 * @param known the networks to choose from, the built-in ones by default
 * @throws WinceError `unknown-network`, `unknown-tap`, `unknown-pooling` or `bad-feature`
 */
export function parseNetworkFeature(text: string, known: Catalogue<NetworkCard> = networks): FeatureSpec {
  const parts = FORM.exec(text)?.groups;
  if (!parts) {
    throw new WinceError(
      'bad-feature',
      `The feature "${text}" does not have the form NETWORK[:TAP][@POOL].`,
      {
        hint: 'Examples: faceres, faceres:conv_pw_5 or faceres:conv_pw_5@mean.',
      },
    );
  }
  const card = known.get(parts.network);
  if (card.domain === 'detector') {
    throw new WinceError('bad-feature', `The network "${card.id}" finds faces. It gives no features.`, {
      hint: `These networks give features: ${featureNetworks(known).join(', ')}.`,
    });
  }
  const pool = parsePool(parts.pool, text);
  const tap = parseTap(parts.tap, parts.pool !== undefined, card);
  const shape = card.taps.find((entry) => entry.name === tap)?.shape;
  if (shape) checkPool(pool, shape, text);
  return { name: canonicalName(card, tap, pool), network: card.id, tap, pool };
}

/** Names of a feature's columns, for its layer's shape: `faceres 0`, `faceres 1`, ... */
export function featureColumns(feature: FeatureSpec, shape: Shape): readonly string[] {
  return Array.from({ length: pooledLength(shape, feature.pool) }, (_, i) => `${feature.name} ${i}`);
}

/** Ids of the networks that give features. */
export function featureNetworks(known: Catalogue<NetworkCard> = networks): readonly string[] {
  return known.entries.filter((card) => card.domain !== 'detector').map((card) => card.id);
}

/**
 * Checks that a layer can be pooled as asked for: a map [channels, height, width] in every way, anything else as a whole only.
 *
 * @param feature as it was written, for the message
 * @throws WinceError `bad-feature` where something other than a map is to be pooled
 */
export function checkPool(pool: Pool, shape: Shape, feature: string): void {
  if (pool === 'whole' || shape.length === 3) return;
  const message = `The feature "${feature}" pools a layer of the shape [${shape.join(', ')}], which has no rows and columns.`;
  throw new WinceError('bad-feature', message, {
    hint: `Leave out @${pool}, or name a layer of convolutions.`,
  });
}

function parsePool(given: string | undefined, text: string): Pool {
  if (given === undefined) return 'whole';
  const pool = pools.find((name) => name === given);
  if (pool) return pool;
  const message = `The feature "${text}" names the pooling "${given}", which does not exist.${didYouMean(given, pools)}`;
  throw new WinceError('unknown-pooling', message, {
    hint: `Use one of these: ${pools.join(', ')}.`,
  });
}

function parseTap(given: string | undefined, isPooled: boolean, card: NetworkCard): string {
  if (given === undefined) return (isPooled ? card.lastMap : undefined) ?? card.outputs[0];
  const names = card.taps.map((entry) => entry.name);
  const named = card.taps.find((entry) => entry.name === given || entry.node === given);
  if (named) return named.name;
  if (given.includes('/')) return given;
  throw unknownTap(given, names, card.id);
}

function canonicalName(card: NetworkCard, tap: string, pool: Pool): string {
  const isDefault = pool === 'whole' ? tap === card.outputs[0] : tap === card.lastMap;
  return `${card.id}${isDefault ? '' : `:${tap}`}${pool === 'whole' ? '' : `@${pool}`}`;
}
