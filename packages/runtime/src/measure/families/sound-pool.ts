import type { Matrix } from '@wince/core';
import type { SoundNetworkCard } from '@wince/networks';
import { openSoundNetwork, type SoundNetwork } from '../../networks/index.ts';

/** Networks that hear, for the families of one worker: each is opened when the first sound needs it. */
export interface SoundPool {
  /** See `SoundNetwork`. @param samples at the rate of the card */
  moments(card: SoundNetworkCard, samples: Float32Array): Promise<Matrix<Float32Array>>;
  close(): Promise<void>;
}

export function openSoundPool(): SoundPool {
  const open = new Map<string, Promise<SoundNetwork>>();
  return {
    async moments(card, samples) {
      const opening = open.get(card.id) ?? openSoundNetwork(card);
      open.set(card.id, opening);
      return (await opening).moments(samples);
    },
    async close() {
      // What could not be opened has been told already, and holds nothing.
      for (const opening of open.values()) await (await opening.catch(() => undefined))?.close();
      open.clear();
    },
  };
}
