import { type DecodedPicture, decodePicture } from '@wince/runtime';
import {
  AudioSample,
  AudioSampleSource,
  BufferTarget,
  Mp4OutputFormat,
  Output,
  VideoSampleSource,
} from 'mediabunny';
import { registerEncoders, videoSample } from '../packages/runtime/src/media/encoding.ts';

/**
 * A film of pictures of one size, each shown for the same share of the frames, as MP4.
 *
 * @param files null for a picture without anything on it
 * @param times seconds, of each frame
 * @param sound mono, 48,000 samples a second. Default: none
 */
export async function slides(
  files: readonly (string | null)[],
  times: readonly number[],
  sound?: Float32Array,
): Promise<Uint8Array> {
  registerEncoders();
  const target = new BufferTarget();
  const output = new Output({ format: new Mp4OutputFormat(), target });
  const source = new VideoSampleSource({ codec: 'avc', bitrate: 2_000_000 });
  output.addVideoTrack(source);
  const audio = sound && new AudioSampleSource({ codec: 'aac', bitrate: 96_000 });
  if (audio) output.addAudioTrack(audio);
  await output.start();
  if (audio) {
    const heard = new AudioSample({
      ...{ data: sound, format: 'f32', sampleRate: 48_000, numberOfChannels: 1, timestamp: 0 },
    });
    await audio.add(heard);
    heard.close();
  }
  const decoded = await Promise.all(files.map((file) => (file === null ? null : decodePicture(file))));
  const first = decoded.find((each): each is DecodedPicture => each !== null);
  const { width, height } = first?.image ?? { width: 320, height: 240 };
  const empty = { width, height, data: new Uint8Array(width * height * 3).fill(90) };
  for (const [i, time] of times.entries()) {
    const shown = decoded[Math.floor((i * files.length) / times.length)];
    const next = times[i + 1] ?? time + (time - (times[i - 1] ?? time - 0.1));
    const sample = videoSample(shown?.image ?? empty, time, next - time);
    await source.add(sample);
    sample.close();
  }
  await output.finalize();
  if (!target.buffer) throw new Error('the muxer gave no bytes');
  return new Uint8Array(target.buffer);
}
