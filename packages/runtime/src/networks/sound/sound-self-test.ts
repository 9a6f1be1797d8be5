import type { LayerNumbers } from '@wince/networks';
import { finiteNumbers, noiseSound } from '../self-test-input.ts';
import type { SoundNetwork } from './sound-network.ts';

/** What a network that hears makes of three windows of noise, as a family runs it. @throws WinceError `network-self-test` */
export async function soundNumbersOfNoise({ card, moments }: SoundNetwork): Promise<LayerNumbers> {
  const { data } = await moments(noiseSound(card.input.length + 2 * card.input.hop));
  return finiteNumbers(card.id, 'all outputs', data, 'scale');
}
