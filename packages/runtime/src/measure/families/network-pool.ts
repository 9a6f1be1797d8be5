import type { Matrix, RegisteredFace } from '@wince/core';
import type { FeatureSpec } from '@wince/networks';
import { networkPicture, type TapValues } from '@wince/observation';
import {
  type FeatureNetwork,
  type NetworkSession,
  openFeatureNetwork,
  openNetwork,
} from '../../networks/index.ts';
import type { Store } from '../../store/index.ts';

/**
 * Networks for the families of one worker. A network is opened when the first face needs it, and gives all its features that are
 * wanted in one pass over its layers.
 */
export interface NetworkPool {
  /** Says that a feature will be asked for: before the first face. */
  want(spec: FeatureSpec): void;
  /** The values of a feature that is wanted, on one face. */
  describe(spec: FeatureSpec, face: RegisteredFace): Promise<Float32Array>;
  /** The values of a whole layer on one face. */
  layer(network: string, tap: string, face: RegisteredFace): Promise<TapValues>;
  close(): Promise<void>;
}

/** An open network, and what it gave for the face that it saw last. */
interface OpenNetwork {
  readonly network: FeatureNetwork;
  seen?: { readonly face: RegisteredFace; readonly rows: Promise<ReadonlyMap<string, Matrix<Float32Array>>> };
}

/** @param store keeps converted networks */
export function openNetworkPool(store: Store): NetworkPool {
  const wanted = new Map<string, Map<string, FeatureSpec>>();
  const open = new Map<string, Promise<OpenNetwork>>();
  const layers = new Map<string, Promise<NetworkSession>>();
  const openOne = async (id: string): Promise<OpenNetwork> => {
    const specs = [...(wanted.get(id)?.values() ?? [])];
    return { network: await openFeatureNetwork({ specs, store, threads: 1 }) };
  };
  return {
    want(spec) {
      const { network } = spec;
      const own = wanted.get(network) ?? new Map<string, FeatureSpec>();
      if (own.has(spec.name)) return;
      if (open.has(network)) throw new Error(`${spec.name} is wanted after its network was opened`);
      own.set(spec.name, spec);
      wanted.set(network, own);
    },
    async describe(spec, face) {
      const opening = open.get(spec.network) ?? openOne(spec.network);
      open.set(spec.network, opening);
      const opened = await opening;
      const { network } = opened;
      if (opened.seen?.face !== face) {
        opened.seen = { face, rows: network.run([networkPicture(face, network.card)]) };
      }
      const row = (await opened.seen.rows).get(spec.name);
      if (!row) throw new Error(`the network gave no ${spec.name}`);
      return row.data;
    },
    async layer(network, tap, face) {
      const key = `${network} ${tap}`;
      const opening = layers.get(key) ?? openNetwork({ network, taps: [tap], store, threads: 1 });
      layers.set(key, opening);
      const session = await opening;
      const values = (await session.run(networkPicture(face, session.card))).get(tap);
      if (!values) throw new Error(`the network gave no ${tap}`);
      return values;
    },
    async close() {
      for (const opening of layers.values()) await (await opening.catch(() => undefined))?.close();
      layers.clear();
      // What could not be opened has been told already, and holds nothing.
      for (const opening of open.values()) await (await opening.catch(() => undefined))?.network.close();
      open.clear();
    },
  };
}
