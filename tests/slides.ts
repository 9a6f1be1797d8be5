import { type DecodedPicture, decodePicture } from '@wince/runtime';
import { BufferTarget, Mp4OutputFormat, Output, VideoSampleSource } from 'mediabunny';
import { registerEncoders, videoSample } from '../packages/runtime/src/media/encoding.ts';

/**
 * A film of pictures of one size, each shown for the same share of the frames, as MP4.
 *
 * @param files null for a picture without anything on it
 * @param times seconds, of each frame
 */
export async function slides(
  files: readonly (string | null)[],
  times: readonly number[],
): Promise<Uint8Array> {
  registerEncoders();
  const target = new BufferTarget();
  const output = new Output({ format: new Mp4OutputFormat(), target });
  const source = new VideoSampleSource({ codec: 'avc', bitrate: 2_000_000 });
  output.addVideoTrack(source);
  await output.start();
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
