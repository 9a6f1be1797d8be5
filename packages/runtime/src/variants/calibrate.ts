import { readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  collectLayer,
  IMAGE_INPUT,
  type LayerCollector,
  type LayerStatistics,
  type NetworkCard,
  type OnnxFile,
  readOnnx,
  tapOnnx,
} from '@wince/networks';
import { networkPicture } from '@wince/observation';
import type * as ort from 'onnxruntime-node';
import { isStored, ONNX, readStored, withLayersIn } from '../networks/imported.ts';
import { openSession } from '../networks/session.ts';
import type { FacesFrom } from './variant-faces.ts';

/**
 * What the values of every layer are like on faces.
 *
 * @param file of the network, with its weights
 * @param home the folder of imported networks
 */
export async function layerStatistics(
  card: NetworkCard,
  {
    file,
    home,
    faces,
  }: { readonly file: OnnxFile; readonly home: string; readonly faces: FacesFrom['faces'] },
  onPicture?: (done: number, total: number) => void,
): Promise<ReadonlyMap<string, LayerStatistics>> {
  const { Tensor } = await import('onnxruntime-node');
  const session = await openAllLayers(card, file, home);
  const collectors = new Map<string, LayerCollector>();
  try {
    for (const [i, face] of faces.entries()) {
      const { width, height, data } = networkPicture(face, card);
      const values = await session.run({ [IMAGE_INPUT]: new Tensor('uint8', data, [1, height, width, 3]) });
      for (const name of file.layers) {
        const { data: layer, dims } = values[name];
        // Shapes and the like are no activations.
        if (!(layer instanceof Float32Array)) continue;
        const collector = collectors.get(name) ?? collectLayer();
        collectors.set(name, collector);
        collector.add(layer, dims);
      }
      onPicture?.(i + 1, faces.length);
    }
    return new Map([...collectors].map(([name, collector]) => [name, collector.result()]));
  } finally {
    await session.release();
  }
}

/** A stored network is run with its weights where they lie: with all of them in it, a file of ONNX has a limit of 2 GB. */
async function openAllLayers(card: NetworkCard, file: OnnxFile, home: string): Promise<ort.InferenceSession> {
  if (!isStored(card)) return openSession(tapOnnx(file, file.layers, card.input));
  const { folder } = await readStored(home, card);
  const kept = readOnnx(await readFile(path.join(folder, ONNX)), { external: 'kept' });
  return withLayersIn(folder, tapOnnx(kept, file.layers, card.input), openSession);
}
