import { WinceError } from '@wince/core';
import {
  type AudioSample,
  AudioSampleSink,
  getDecodableAudioCodecs,
  type Input,
  type InputAudioTrack,
  InputDisposedError,
} from 'mediabunny';
import { firstFrameOf, openPageInput } from '../mediabunny-input.ts';
import type { OpenVideoOptions } from '../video.ts';
import { unsupportedCodec } from '../video-errors.ts';
import type { BlobSound } from './blob-sound.ts';
import { blocksOf, type SoundPiece } from './sound-blocks.ts';
import { SOUND_TOLERANCE, soundClock } from './sound-clock.ts';
import { damagedSound, noSoundTrack } from './sound-errors.ts';

/** Opens the sound of a video as `openSoundBlob` does. */
export async function openSoundWithMediabunny(
  blob: Blob,
  { name = 'the video', clock }: Pick<OpenVideoOptions, 'name' | 'clock'>,
): Promise<BlobSound> {
  const { input } = await openPageInput(blob, name);
  try {
    return await inspect(input, name, clock === 'container');
  } catch (error) {
    input.dispose();
    throw typed(error, name);
  }
}

async function inspect(input: Input, name: string, containerClock: boolean): Promise<BlobSound> {
  const track = await input.getPrimaryAudioTrack();
  if (!track) throw noSoundTrack(name);
  const codec = await track.getCodec();
  if (codec === null || !(await track.canDecode()))
    throw unsupportedCodec(name, codec ?? 'an unknown codec', await getDecodableAudioCodecs());
  const pictures = await input.getPrimaryVideoTrack();
  const zero = containerClock || !pictures ? 0 : (await firstFrameOf(pictures)).firstTime;
  const sampleRate = await track.getSampleRate();
  return {
    ...{ codec, sampleRate },
    blocks: () =>
      blocksOf(decoded(track, { name, zero, sampleRate }), sampleRate, 0, Number.POSITIVE_INFINITY),
    close: async () => input.dispose(),
  };
}

interface Decoding {
  readonly name: string;
  /** Seconds of the container's clock that are time 0. */
  readonly zero: number;
  readonly sampleRate: number;
}

async function* decoded(
  track: InputAudioTrack,
  { name, zero, sampleRate }: Decoding,
): AsyncGenerator<SoundPiece, void, undefined> {
  const clock = soundClock(SOUND_TOLERANCE * sampleRate);
  try {
    for await (const sample of new AudioSampleSink(track).samples()) {
      try {
        if (sample.sampleRate !== sampleRate)
          throw damagedSound(name, `its sample rate changes from ${sampleRate} to ${sample.sampleRate} Hz`);
        const samples = monoOf(sample);
        const { position, overlap } = clock.place((sample.timestamp - zero) * sampleRate, samples.length);
        if (samples.some(Number.isNaN))
          throw damagedSound(name, `a sample near ${(position / sampleRate).toFixed(2)} s is not a number`);
        if (overlap < samples.length) yield { position, samples: samples.subarray(overlap) };
      } finally {
        sample.close();
      }
    }
  } catch (error) {
    throw typed(error, name);
  }
}

function typed(error: unknown, name: string): unknown {
  if (error instanceof WinceError || error instanceof InputDisposedError) return error;
  return damagedSound(name, error instanceof Error ? error.message : String(error));
}

/** The mean over the channels, in [-1, 1]; louder samples are cut to that. NaN stays NaN. */
function monoOf(sample: AudioSample): Float32Array {
  const { numberOfFrames: count, numberOfChannels: channels } = sample;
  const sums = new Float64Array(count);
  const plane = new Float32Array(count);
  for (let planeIndex = 0; planeIndex < channels; planeIndex++) {
    sample.copyTo(plane, { planeIndex, format: 'f32-planar' });
    for (let i = 0; i < count; i++) sums[i] += plane[i];
  }
  return Float32Array.from(sums, (sum) => Math.max(-1, Math.min(1, sum / channels)));
}
