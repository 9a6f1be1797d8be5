import type { LocateParameters } from '@wince/core';
import { type OpenedFaceNetworks, wireFaceNetworks } from '@wince/observation';
import { openNetwork } from '../../networks/session.ts';
import type { Store } from '../../store/index.ts';

/**
 * Opens the networks that find and place a face, converted at first use.
 *
 * @param options `store`: keeps converted networks; `threads`: that one run may use; `mesh`: which one
 * @throws WinceError those of `openNetwork`
 */
export function openFaceNetworks({
  store,
  threads,
  mesh,
}: {
  readonly store: Store;
  readonly threads: number;
  readonly mesh: LocateParameters['mesh'];
}): Promise<OpenedFaceNetworks> {
  return wireFaceNetworks((network, taps) => openNetwork({ network, taps, store, threads }), mesh);
}
