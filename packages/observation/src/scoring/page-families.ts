import {
  type ClipParameters,
  families,
  type MethodSpecification,
  type MomentOfFace,
  observeMean,
  type PlannedFamily,
  type Planning,
  type RegisteredFace,
  WinceError,
} from '@wince/core';
import { pooledLength, poolMap } from '@wince/networks';
import { networkPicture } from '../faces/network-picture.ts';
import type { OpenedNetwork, OpenNetwork, TapValues } from '../faces/opened-network.ts';
import type { NetworkFeatureForm } from './page-model.ts';

/** Plans the families of a model where there is no disk: those of core, and features of networks that are described. */
export interface PagePlanner extends Pick<Planning, 'plan'> {
  /** Frees the networks that were opened. */
  close(): Promise<void>;
}

/**
 * Plans the families of a model where there are no files: those of core, and features of networks that the page runs.
 *
 * @param features the features of networks that the model names
 * @param open what runs networks here
 */
export function openPagePlanner(
  clips: ClipParameters,
  features: readonly NetworkFeatureForm[],
  open: OpenNetwork,
): PagePlanner {
  const runs = openRuns(features, open);
  const plan = async (specification: MethodSpecification): Promise<PlannedFamily> => {
    const text = typeof specification === 'string' ? specification : specification.id;
    const feature = features.find((each) => each.feature === text);
    if (feature) return familyOf(feature, runs.describe);
    const id = text.split(/[:?@]/)[0];
    if (!families.has(id)) throw notDescribed(text);
    return families.get(id).plan(specification, { clips, plan });
  };
  return { plan, close: runs.close };
}

function familyOf(
  feature: NetworkFeatureForm,
  describe: (feature: NetworkFeatureForm, face: RegisteredFace) => Promise<Float32Array>,
): PlannedFamily {
  const { record, columns, identity } = feature;
  const moment: MomentOfFace = {
    ...{ of: 'face', identity, regions: [] },
    describe: (face) => describe(feature, face),
  };
  return {
    ...{ record, columns, specification: feature.feature, needs: ['face'], moment },
    ...{ sinceReference: false, table: null, regions: [], byRegion: null },
    open: (observing) => observeMean(moment, observing),
  };
}

/** One network each, opened when the first face needs it, which gives all its taps in one run for a face. */
function openRuns(features: readonly NetworkFeatureForm[], open: OpenNetwork) {
  const opened = new Map<string, Promise<OpenedNetwork>>();
  const seen = new Map<
    string,
    { readonly face: RegisteredFace; readonly values: Promise<ReadonlyMap<string, TapValues>> }
  >();
  const networkOf = (id: string): Promise<OpenedNetwork> => {
    const own = features.filter(({ network }) => network === id).map(({ tap }) => tap);
    const opening = opened.get(id) ?? open(id, [...new Set(own)]);
    opened.set(id, opening);
    return opening;
  };
  return {
    async describe({ network: id, tap, pool, shape }: NetworkFeatureForm, face: RegisteredFace) {
      const network = await networkOf(id);
      const last = seen.get(id);
      const values = last?.face === face ? last.values : network.run(networkPicture(face, network.card));
      seen.set(id, { face, values });
      const read = (await values).get(tap);
      if (!read) throw new Error(`the network ${id} gave no "${tap}"`);
      const out = new Float32Array(pooledLength(shape, pool));
      poolMap(read.data, shape, pool, out);
      return out;
    },
    async close() {
      // What could not be opened has been told already, and holds nothing.
      for (const opening of opened.values()) await (await opening.catch(() => undefined))?.close();
      opened.clear();
    },
  };
}

function notDescribed(feature: string): WinceError {
  return new WinceError('not-in-page', `The page cannot compute the feature "${feature}" of this model.`, {
    hint: 'Use `wince predict`, which computes every feature.',
  });
}
