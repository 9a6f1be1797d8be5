import { type Family, type FamilyRecord, type MomentOfFace, observeMean } from '@wince/core';
import { describeSource, type FeatureSpec, type NetworkCard, parseNetworkFeature } from '@wince/networks';
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
import { resizingIdentity } from './network-picture.ts';
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
      const moment: MomentOfFace = {
        ...{ of: 'face', identity, regions: [] },
        describe: (face) => pool.describe(spec, face),
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
