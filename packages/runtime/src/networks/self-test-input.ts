import { type RgbImage, randomFrom, WinceError } from '@wince/core';
import { type LayerNumbers, layerNumbersOf, type NetworkCard, type Preprocessing } from '@wince/networks';
import { runtimeVersion } from './device.ts';

/** The layers that a self-test looks at: those that are read by default, and the last one. */
export function testedTaps(card: NetworkCard): readonly string[] {
  return [...new Set([...card.outputs, card.taps[card.taps.length - 1].name])];
}

/** A picture of noise, the same each time. */
export function noisePicture({ width, height }: Pick<Preprocessing, 'width' | 'height'>): RgbImage {
  const random = randomFrom('self-test');
  return { width, height, data: Uint8Array.from({ length: width * height * 3 }, () => random.below(256)) };
}

/** Sound of noise, the same each time. */
export function noiseSound(length: number): Float32Array {
  const random = randomFrom('self-test');
  return Float32Array.from({ length }, () => 0.1 * random.normal());
}

/** What is kept of a layer. @param depends what else may be wrong with its input @throws WinceError `network-self-test` */
export function finiteNumbers(
  id: string,
  layer: string,
  values: Float32Array,
  depends: 'preprocessing' | 'scale' = 'preprocessing',
): LayerNumbers {
  if (values.length > 0 && values.every(Number.isFinite)) return layerNumbersOf(layer, values);
  throw new WinceError('network-self-test', `"${id}" gives numbers in "${layer}" that are not finite.`, {
    hint: `Its file may be damaged, or it may need another ${depends}.`,
  });
}

/** By what the numbers of an import are known, in words. */
export async function whenImported(): Promise<string> {
  return `what it gave when it was imported (ONNX Runtime ${await runtimeVersion()})`;
}
