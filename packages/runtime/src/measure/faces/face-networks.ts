import { DETECTOR_SIZE, type FaceNetworks, MESH_SIZE } from '@wince/core';
import { type NetworkSession, openNetwork, type TapValues } from '../../networks/session.ts';
import type { Store } from '../../store/index.ts';

const DETECTOR_TAPS = ['scores_16x16', 'scores_8x8', 'boxes_16x16', 'boxes_8x8'] as const;
const MESH_TAPS = ['mesh', 'presence'] as const;

/** Detector and mesh, held until they are closed. */
export interface OpenedFaceNetworks {
  readonly networks: FaceNetworks;
  close(): Promise<void>;
}

/**
 * Opens BlazeFace 256 and the face mesh, converted at first use.
 *
 * @param options `store`: keeps converted networks; `threads`: that one run may use
 * @throws WinceError those of `openNetwork`
 */
export async function openFaceNetworks({
  store,
  threads,
}: {
  readonly store: Store;
  readonly threads: number;
}): Promise<OpenedFaceNetworks> {
  const detector = await openNetwork({ network: 'blazeface', taps: DETECTOR_TAPS, store, threads });
  const mesh = await openNetwork({ network: 'facemesh', taps: MESH_TAPS, store, threads }).catch(
    async (error: unknown) => {
      await detector.close();
      throw error;
    },
  );
  return {
    networks: wire(detector, mesh),
    async close() {
      await Promise.all([detector.close(), mesh.close()]);
    },
  };
}

/** The networks in the form that the science takes. */
function wire(detector: NetworkSession, mesh: NetworkSession): FaceNetworks {
  checkSize(detector, DETECTOR_SIZE);
  checkSize(mesh, MESH_SIZE);
  return {
    async detect(image) {
      const values = await detector.run(image);
      const [scores16, scores8, boxes16, boxes8] = DETECTOR_TAPS.map((tap) => tapData(values, tap));
      return { scores16, scores8, boxes16, boxes8 };
    },
    async mesh(image) {
      const values = await mesh.run(image);
      const [points, presence] = MESH_TAPS.map((tap) => tapData(values, tap));
      return { points, confidence: presence[0] };
    },
  };
}

function checkSize({ card }: NetworkSession, size: number): void {
  const { width, height } = card.input;
  if (width !== size || height !== size) {
    throw new RangeError(`the network ${card.id} takes ${width} x ${height} pixels, not ${size} x ${size}`);
  }
}

function tapData(values: ReadonlyMap<string, TapValues>, tap: string): Float32Array {
  const value = values.get(tap);
  if (!value) throw new Error(`the network gave no "${tap}"`);
  return value.data;
}
