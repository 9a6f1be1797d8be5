import { readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  compareTap,
  IMAGE_INPUT,
  type NetworkCard,
  nodeOf,
  readOnnx,
  type TapComparison,
  type TapDifference,
  tapOnnx,
} from '@wince/networks';
import { networkPicture } from '@wince/observation';
import { ONNX, withLayersIn } from '../networks/imported.ts';
import { openNetwork, openSession } from '../networks/session.ts';
import type { Store } from '../store/index.ts';
import type { FacesFrom } from './variant-faces.ts';

/** What is compared. */
export interface CompareRequest {
  /** Of the network that the variant was made of. */
  readonly card: NetworkCard;
  /** The taps that the variant offers. */
  readonly taps: readonly string[];
  /** Where the layers and weights of the variant lie. */
  readonly folder: string;
  readonly faces: FacesFrom['faces'];
  readonly store: Store;
  readonly home: string;
  readonly onPicture?: (done: number, total: number) => void;
}

/** Runs a network and its variant on the same faces, one after the other, and compares each tap. */
export async function compareVariant(request: CompareRequest): Promise<readonly TapDifference[]> {
  const { card, taps, folder, faces, store, home, onPicture } = request;
  const { Tensor } = await import('onnxruntime-node');
  const original = await openNetwork({ network: card.id, taps, store, home });
  try {
    const nodes = [...new Set(taps.map((tap) => nodeOf(card, tap)))];
    const file = readOnnx(await readFile(path.join(folder, ONNX)), { external: 'kept' });
    const variant = await withLayersIn(folder, tapOnnx(file, nodes, card.input), openSession);
    try {
      const comparisons = new Map<string, TapComparison>();
      for (const [i, face] of faces.entries()) {
        const picture = networkPicture(face, card);
        const wanted = await original.run(picture);
        const { width, height, data } = picture;
        const found = await variant.run({ [IMAGE_INPUT]: new Tensor('uint8', data, [1, height, width, 3]) });
        for (const [tap, values] of wanted) {
          const { data: other } = found[nodeOf(card, tap)];
          if (!(other instanceof Float32Array)) throw new TypeError(`the variant gives no float32 in ${tap}`);
          const comparison = comparisons.get(tap) ?? compareTap(tap, values.data.length);
          comparisons.set(tap, comparison);
          comparison.add(values.data, other);
        }
        onPicture?.(i + 1, faces.length);
      }
      return Array.from(comparisons.values(), (each) => each.result());
    } finally {
      await variant.release();
    }
  } finally {
    await original.close();
  }
}
