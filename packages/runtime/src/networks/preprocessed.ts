import type { RgbImage } from '@wince/core';
import { type Graph, IMAGE_INPUT, type Preprocessing, writeOnnx } from '@wince/networks';
import { openSession } from './session.ts';

const LAYER = 'preprocessed';

/**
 * What the preprocessing that is built into networks makes of a picture.
 *
 * @returns float32 [colours, height, width], row-major
 * @throws RangeError where the picture is not of the size of the preprocessing
 */
export async function preprocessed(preprocessing: Preprocessing, image: RgbImage): Promise<Float32Array> {
  const { width, height, colour } = preprocessing;
  if (image.width !== width || image.height !== height) {
    throw new RangeError(`a picture of ${image.width} x ${image.height} for ${width} x ${height}`);
  }
  const graph: Graph = {
    input: 'data',
    inputShape: [colour === 'grey' ? 1 : 3, height, width],
    layers: [{ name: LAYER, inputs: ['data'], operation: { kind: 'identity' } }],
  };
  const session = await openSession(writeOnnx({ graph, taps: [LAYER], preprocessing }));
  try {
    const { Tensor } = await import('onnxruntime-node');
    const bytes = new Tensor('uint8', image.data, [1, height, width, 3]);
    const { data } = (await session.run({ [IMAGE_INPUT]: bytes }))[LAYER];
    if (!(data instanceof Float32Array)) throw new TypeError('the preprocessing gives no float32');
    return data;
  } finally {
    await session.release();
  }
}
