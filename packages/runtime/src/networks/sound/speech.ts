import { resample } from '@wince/core';
import { soundNetworks } from '@wince/networks';
import type * as ort from 'onnxruntime-node';
import { networkHome } from '../home.ts';
import { openSession } from '../session.ts';
import { soundNetworkBytes } from './sound-store.ts';

/** How probable speech is, over time. */
export interface SpeechCourse {
  /** Probabilities a second. */
  readonly rate: number;
  readonly probabilities: Float32Array;
}

/** Tells speech from other sound. Holds memory of the runtime until it is closed. */
export interface SpeechDetector {
  /**
   * The probability of speech in every 32 ms, from the beginning on.
   *
   * @param samples in [-1, 1]
   * @param sampleRate 8,000 Hz or more: it is brought to 16,000 Hz, or to 8,000 where it is lower than that
   */
  hear(samples: Float32Array, sampleRate: number): Promise<SpeechCourse>;
  close(): Promise<void>;
}

/** Samples of a step, by the two rates that the network takes. */
const STEPS = [
  [16_000, 512],
  [8000, 256],
] as const;
/** The shape of its two states. */
const STATE = [2, 1, 64] as const;

/** Opens the network that tells speech from other sound. @throws WinceError `network-package-missing`, `network-weights-changed` */
export async function openSpeechDetector(): Promise<SpeechDetector> {
  const card = soundNetworks.get('silero-vad');
  const session = await openSession(await soundNetworkBytes(card, networkHome()), 1, 'cpu');
  const { Tensor } = await import('onnxruntime-node');
  return {
    async hear(samples, sampleRate) {
      const [rate, step] = STEPS.find(([least]) => sampleRate >= least) ?? STEPS[1];
      const sound = resample(samples, sampleRate, rate);
      const probabilities = new Float32Array(Math.floor(sound.length / step));
      const empty = () => new Tensor('float32', new Float32Array(128), [...STATE]);
      let [h, c]: ort.Tensor[] = [empty(), empty()];
      const sr = new Tensor('int64', BigInt64Array.of(BigInt(rate)), []);
      for (const i of probabilities.keys()) {
        const input = new Tensor('float32', sound.slice(i * step, (i + 1) * step), [1, step]);
        const { output, hn, cn } = await session.run({ [card.input.tensor.name]: input, sr, h, c });
        probabilities[i] = Number(output.data[0]);
        [h, c] = [hn, cn];
      }
      return { rate: rate / step, probabilities };
    },
    close: () => session.release(),
  };
}
