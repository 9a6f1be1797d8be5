import type { LocateParameters } from '@wince/core';
import { faceNetworkNames, type OpenedFaceNetworks, wireFaceNetworks } from '@wince/observation';
import { openNetwork } from '../../networks/session.ts';
import type { Store } from '../../store/index.ts';

/**
 * Opens the networks that find and place a face, converted at first use.
 *
 * @param options `store`: keeps converted networks; `threads`: that one run may use; `mesh`: which one; `apart`: whether the mesh runs in a
 *   thread of its own, so that the caller can work meanwhile
 * @throws WinceError those of `openNetwork`
 */
export function openFaceNetworks({
  store,
  threads,
  mesh,
  apart = false,
}: {
  readonly store: Store;
  readonly threads: number;
  readonly mesh: LocateParameters['mesh'];
  readonly apart?: boolean;
}): Promise<OpenedFaceNetworks> {
  const [, placing] = faceNetworkNames({ mesh });
  return wireFaceNetworks(
    (network, taps) => openNetwork({ network, taps, store, threads, apart: apart && network === placing }),
    mesh,
  );
}
