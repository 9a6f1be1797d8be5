import { extractors, type Matrix, type RegisteredFace } from '@wince/core';
import { parseNetworkFeature } from '@wince/networks';
import { type FeatureNetwork, networkCatalogue, openFeatureNetwork } from '../networks/index.ts';
import type { Store } from '../store/index.ts';
import type { FaceFamilyRequest } from './families.ts';
import { networkPicture } from './network-picture.ts';

/** Computes families on registered faces. Networks are opened when the first face needs them. */
export interface FamilyComputer {
  /** The values of one family; a network is opened once and gives all its features in one pass. */
  compute(request: FaceFamilyRequest, face: RegisteredFace): Promise<Float32Array>;
  close(): Promise<void>;
}

type Rows = ReadonlyMap<string, Matrix<Float32Array>>;

/** A network with all its features that are asked for, and what it gave for the face that it saw last. */
interface OpenNetwork {
  readonly names: ReadonlyMap<string, string>;
  readonly network: FeatureNetwork;
  seen?: { readonly face: RegisteredFace; readonly rows: Rows };
}

/**
 * @param requests all that will be asked for, so that a network gives all its features at once
 */
export function openFamilyComputer(store: Store, requests: readonly FaceFamilyRequest[]): FamilyComputer {
  const open = new Map<string, Promise<OpenNetwork>>();
  const widths = new Map<FaceFamilyRequest, number>();
  return {
    async compute(request, face) {
      if (request.kind === 'handcrafted') {
        const extractor = extractors.get(request.id);
        const width = widths.get(request) ?? extractor.columns(request.parameters).length;
        widths.set(request, width);
        const out = new Float32Array(width);
        extractor.extract(face, request.parameters, out);
        return out;
      }
      const id = networkOf(request.feature);
      const features = requests.flatMap((each) => (each.kind === 'network' ? [each.feature] : []));
      const opening =
        open.get(id) ??
        openFeatures(
          features.filter((each) => networkOf(each) === id),
          store,
        );
      open.set(id, opening);
      const opened = await opening;
      const { network } = opened;
      if (opened.seen?.face !== face) {
        opened.seen = { face, rows: await network.run([networkPicture(face, network.card)]) };
      }
      const row = opened.seen.rows.get(opened.names.get(request.feature) ?? '');
      if (!row) throw new Error(`the network gave no ${request.feature}`);
      return row.data;
    },
    async close() {
      for (const opening of open.values()) await (await opening).network.close();
      open.clear();
    },
  };
}

/** A feature that is no number is a defect of its extractor: it must not reach a table, nor be left out in silence. */
export function refuseNaN(values: Float32Array, identity: string, path: string): void {
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new Error(`column ${bad} of ${identity} is ${values[bad]} on ${path}`);
}

/** The network of a feature as the user wrote it. */
function networkOf(feature: string): string {
  return feature.split(/[:@]/)[0];
}

async function openFeatures(features: readonly string[], store: Store): Promise<OpenNetwork> {
  const known = await networkCatalogue();
  const specs = features.map((feature) => parseNetworkFeature(feature, known));
  const network = await openFeatureNetwork({ specs, store, threads: 1 });
  return { network, names: new Map(features.map((feature, i) => [feature, specs[i].name])) };
}
