import { randomFrom } from '@wince/core';
import type { NetworkCard } from '@wince/networks';
import * as ort from 'onnxruntime-node';
import { layersOfNetwork } from './layers.ts';

/** How far a layer may be off, as a share of its largest absolute value. */
export const TOLERANCE = 1e-5;

/** A picture of noise, channels first. */
export function noise(shape: readonly number[], seed = 'agreement'): Float32Array {
  const random = randomFrom(seed);
  const length = shape.reduce((product, size) => product * size, 1);
  return Float32Array.from({ length }, () => random.normal());
}

/**
 * Compares layers of an imported network with what its original file gives for them in ONNX Runtime.
 *
 * @param original the file, whose outputs are those layers
 * @returns the layers with how far they are off; one that has another number of values is infinitely far off
 */
export async function offFromOriginal(
  card: NetworkCard,
  home: string,
  original: Uint8Array | string,
  isChannelsLast = false,
): Promise<ReadonlyMap<string, number>> {
  const layers = await layersOfNetwork(card, home);
  const [channels, height, width] = layers.inputShape;
  const input = noise(layers.inputShape);
  const pixels = height * width;
  const turned = Float32Array.from(
    input,
    (_, i) => input[(i % channels) * pixels + Math.floor(i / channels)],
  );
  const session = await (typeof original === 'string'
    ? ort.InferenceSession.create(original)
    : ort.InferenceSession.create(original));
  const tensor = isChannelsLast
    ? new ort.Tensor('float32', turned, [1, height, width, channels])
    : new ort.Tensor('float32', input, [1, channels, height, width]);
  const wanted = await session.run({ [session.inputNames[0]]: tensor });
  const names = session.outputNames.filter((name) => wanted[name].type === 'float32');
  const found = await layers.read(names, input);
  const off = new Map(
    names.map((name) => [name, offBy(found.get(name)?.data ?? [], wanted[name].data)] as const),
  );
  await session.release();
  return off;
}

/** The largest difference as a share of the largest absolute value. */
export function offBy(found: ArrayLike<number>, wanted: ArrayLike<unknown>): number {
  if (found.length !== wanted.length) return Number.POSITIVE_INFINITY;
  let [largest, difference] = [0, 0];
  for (let i = 0; i < wanted.length; i++) {
    largest = Math.max(largest, Math.abs(Number(wanted[i])));
    const each = Math.abs(found[i] - Number(wanted[i]));
    if (!(each <= difference)) difference = Number.isNaN(each) ? Number.POSITIVE_INFINITY : each;
  }
  return difference === 0 ? 0 : difference / largest;
}
