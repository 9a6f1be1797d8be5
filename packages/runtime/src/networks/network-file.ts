import { readFile } from 'node:fs/promises';
import { IMAGE_INPUT, nodeOf } from '@wince/networks';
import type { TakingPictures } from '@wince/observation';
import type { Store } from '../store/index.ts';
import { withConverted } from './converted-files.ts';
import { findNetwork } from './imported.ts';

/** A network as ONNX that takes pictures of bytes and ends at some taps, for whoever runs it elsewhere. */
export interface NetworkFile {
  readonly card: TakingPictures;
  /** The name of its input: uint8 [1, height, width, 3] in RGB. */
  readonly input: string;
  /** The name of the output of each tap. */
  readonly outputs: readonly { readonly tap: string; readonly node: string }[];
  readonly onnx: Uint8Array;
}

/**
 * A network as ONNX that gives the named taps, converted once and kept: for a runtime in a page.
 *
 * @throws WinceError `unknown-network`, `unknown-tap`, and those of a package that is missing or changed
 */
export async function networkFile(request: {
  readonly network: string;
  readonly taps: readonly string[];
  readonly store: Store;
}): Promise<NetworkFile> {
  const { network, taps, store } = request;
  const card = await findNetwork(network);
  const { id, input } = card;
  const onnx = await withConverted({ card, taps, entry: 'image', store }, (found) =>
    typeof found === 'string' ? readFile(found) : Promise.resolve(found),
  );
  return {
    card: { id, input: { width: input.width, height: input.height } },
    input: IMAGE_INPUT,
    outputs: taps.map((tap) => ({ tap, node: nodeOf(card, tap) })),
    onnx,
  };
}
