import { addPositions, type Family, type FamilyRecord, type MomentOfFace, observeMean } from '@wince/core';
import {
  backProjectMap,
  describeSource,
  type FeatureSpec,
  type NetworkCard,
  type Pool,
  parseNetworkFeature,
} from '@wince/networks';
import { resizingIdentity } from '@wince/observation';
import { z } from 'zod';
import {
  convertAhead,
  describeFeature,
  type NetworkFeature,
  networkCatalogue,
  openFeatureNetwork,
  weightsIdentity,
} from '../../networks/index.ts';
import type { Store } from '../../store/index.ts';
import type { NetworkPool } from './network-pool.ts';

/** A network as a family: `NETWORK[:TAP][@POOL]`, of a picture the numbers of its face, of a clip their mean over key frames. */
export function familyOfNetwork(card: NetworkCard, pool: NetworkPool, store: Store): Family {
  const { id, title } = card;
  return {
    ...{ id, version: 1, title, source: describeSource(card.source), kind: 'deep', needs: ['face'] },
    unit: 'activations of a layer',
    parameters: z.strictObject({}),
    example: id,
    async plan(specification) {
      const text = typeof specification === 'string' ? specification : specification.id;
      const spec = parseNetworkFeature(text, await networkCatalogue());
      const { columns, identity: layer } = await describedFeature(spec, card, store);
      const identity = layer + resizingIdentity(card);
      pool.want(spec);
      const source = mapBehind(card, spec, columns.length);
      const moment: MomentOfFace = {
        ...{ of: 'face', identity, regions: [] },
        describe: (face) => pool.describe(spec, face),
        ...(source && { backProject: backProjection(source, pool) }),
      };
      return {
        record: { name: spec.name, kind: 'deep', columns: columns.length, identity, network: recordOf(card) },
        ...{ columns, specification: text, needs: ['face'], moment, sinceReference: false, table: null },
        ...{ regions: [], byRegion: null },
        open: (observing) => observeMean(moment, observing),
      };
    },
  };
}

/** A map [channels, height, width] that the columns of a feature are pooled from. */
export interface SourceMap {
  readonly network: string;
  readonly tap: string;
  readonly pool: Pool;
}

/**
 * The map behind a feature: its own layer, or the last map of convolutions behind the description of the whole picture, which is its mean
 * (networks without fully connected layers). Null where there is none.
 */
export function mapBehind(
  card: NetworkCard,
  { tap, pool, network }: FeatureSpec,
  columns: number,
): SourceMap | null {
  const shapeOf = (name: string | undefined) => card.taps.find((entry) => entry.name === name)?.shape;
  const own = shapeOf(tap);
  if (own === undefined) return null;
  if (own.length === 3) return { network, tap, pool };
  const last = shapeOf(card.lastMap);
  const isMean = tap === card.outputs[0] && last?.length === 3 && last[0] === columns;
  return isMean && card.lastMap !== undefined ? { network, tap: card.lastMap, pool: 'mean' } : null;
}

/** Paints the positions of a map onto the face. */
function backProjection(
  { network, tap, pool: kind }: SourceMap,
  pool: NetworkPool,
): NonNullable<MomentOfFace['backProject']> {
  return async (face, weights, map) => {
    const { dims, data } = await pool.layer(network, tap, face);
    const [height, width] = dims.slice(-2);
    const positions = new Float64Array(height * width);
    backProjectMap(data, dims.slice(-3), kind, weights, positions);
    addPositions(positions, { height, width }, map);
    return weights.reduce((sum, weight) => sum + weight, 0);
  };
}

function recordOf(card: NetworkCard): FamilyRecord['network'] {
  const { id, title, domain, untrained, licence, source } = card;
  return {
    name: id,
    title,
    domain,
    untrained,
    licence,
    source: describeSource(source),
    sha256: weightsIdentity(card),
  };
}

/** Packaged networks are converted here, once, before workers ask for them; large ones only when they are run. */
async function describedFeature(spec: FeatureSpec, card: NetworkCard, store: Store): Promise<NetworkFeature> {
  const known = await describeFeature(card, spec);
  if (known) {
    if (card.source.kind === 'package') await convertAhead({ card, taps: [spec.tap], entry: 'image', store });
    return known;
  }
  const network = await openFeatureNetwork({ specs: [spec], store });
  await network.close();
  return network.features[0];
}
