import { useEffect, useRef } from 'react';
import type { MicrophoneSound } from '../../watch/microphone-sound.ts';

/** Sound of a microphone, on the clock of the camera that was asked for at the same moment. */
export interface HeardSound {
  /** Seconds. */
  readonly time: number;
  readonly sampleRate: number;
  readonly samples: Float32Array<ArrayBuffer>;
}

/**
 * Sends the sound of the microphone to whoever hears it, as it comes: nothing takes echoes or noise off it, or makes it louder. It stays in
 * the page.
 *
 * @param isOn whether the microphone is wanted
 * @param onFailure told why there is no microphone
 */
export function useMicrophone(
  isOn: boolean,
  send: (sound: HeardSound) => void,
  onFailure: (why: string) => void,
): void {
  const failed = useRef(onFailure);
  failed.current = onFailure;
  useEffect(() => {
    if (!isOn) return;
    const ending = new AbortController();
    hearMicrophone(send, ending.signal).catch((error: unknown) => {
      if (!ending.signal.aborted) failed.current(error instanceof Error ? error.message : String(error));
    });
    return () => ending.abort();
  }, [isOn, send]);
}

async function hearMicrophone(send: (sound: HeardSound) => void, signal: AbortSignal): Promise<void> {
  const began = performance.now();
  const asItComes = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
  const stream = await navigator.mediaDevices.getUserMedia({ video: false, audio: asItComes });
  const context = new AudioContext();
  const end = () => {
    for (const track of stream.getTracks()) track.stop();
    void context.close();
  };
  if (signal.aborted) return end();
  signal.addEventListener('abort', end);
  await context.audioWorklet.addModule('/microphone.js');
  const node = new AudioWorkletNode(context, 'wince-microphone', { numberOfOutputs: 0 });
  const { sampleRate } = context;
  let zero: number | undefined;
  node.port.onmessage = ({ data: { first, samples } }: MessageEvent<MicrophoneSound>) => {
    // The samples came just now; from here on the clock of the sound counts.
    zero ??= (performance.now() - began) / 1000 - (first + samples.length) / sampleRate;
    send({ time: zero + first / sampleRate, sampleRate, samples });
  };
  context.createMediaStreamSource(stream).connect(node);
  await context.resume();
}
