import type { RgbImage } from '@wince/core';
import { WinceError } from '@wince/core';
import { FRAMES_PER_SECOND, SAMPLES_PER_SECOND } from '@wince/phantom';
import {
  ALL_FORMATS,
  AudioSample,
  AudioSampleSource,
  BufferSource,
  BufferTarget,
  canEncodeAudio,
  canEncodeVideo,
  EncodedAudioPacketSource,
  EncodedPacketSink,
  EncodedVideoPacketSource,
  Input,
  Mp4OutputFormat,
  Output,
  type OutputFormat,
  VideoSampleSource,
  WebMOutputFormat,
} from 'mediabunny';
import { registerEncoders, videoSample } from '../media/encoding.ts';
import { clearTimes } from './mp4-times.ts';
import { VIDEO_FORMATS, type VideoFormat } from './video-format.ts';

const CODECS = {
  mp4: { video: 'avc', audio: 'aac' },
  webm: { video: 'vp9', audio: 'opus' },
} as const;

const VIDEO_BITRATE = 2_500_000;
const AUDIO_BITRATE = 96_000;

/** What asks a machine whether it can encode. */
export interface EncoderProbe {
  readonly canEncodeVideo: typeof canEncodeVideo;
  readonly canEncodeAudio: typeof canEncodeAudio;
}

/**
 * @param probe asks this machine; another one stands in for a machine without codecs
 * @throws WinceError `missing-codec` when the machine cannot write the format
 */
export async function assertCodecs(
  format: VideoFormat,
  size: number,
  probe: EncoderProbe = { canEncodeVideo, canEncodeAudio },
): Promise<void> {
  registerEncoders();
  const { video, audio } = CODECS[format];
  const picture = await probe.canEncodeVideo(video, { width: size, height: size, bitrate: VIDEO_BITRATE });
  const sound = await probe.canEncodeAudio(audio, {
    numberOfChannels: 1,
    sampleRate: SAMPLES_PER_SECOND,
    bitrate: AUDIO_BITRATE,
  });
  const missing = picture ? (sound ? undefined : audio) : video;
  if (missing === undefined) return;
  const other = VIDEO_FORMATS.find((candidate) => candidate !== format);
  throw new WinceError(
    'missing-codec',
    `This machine has no encoder for ${missing}, which ${format} needs.`,
    {
      hint: `Try --video ${other}, or install again with scripts allowed for node-av, which brings the codecs.`,
    },
  );
}

/**
 * Writes frames and sound into one file in memory. The same frames and sound give the same bytes.
 *
 * @param frames called for each frame in turn
 * @param sound mono, within -1 to 1; what goes on behind the last frame is written, too
 * @param options.bitrate bits a second of the pictures: 2.5 million by default
 */
export async function encodeClip(
  format: VideoFormat,
  count: number,
  frames: (frame: number) => RgbImage,
  sound: Float32Array,
  { bitrate = VIDEO_BITRATE }: { readonly bitrate?: number } = {},
): Promise<Uint8Array> {
  registerEncoders();
  const target = new BufferTarget();
  const output = new Output({ format: formatOf(format), target });
  const video = new VideoSampleSource({
    codec: CODECS[format].video,
    bitrate,
    keyFrameInterval: 2,
    latencyMode: 'realtime',
    hardwareAcceleration: 'prefer-software',
  });
  const audio = new AudioSampleSource({ codec: CODECS[format].audio, bitrate: AUDIO_BITRATE });
  output.addVideoTrack(video, { frameRate: FRAMES_PER_SECOND });
  output.addAudioTrack(audio);
  await output.start();
  try {
    for (let frame = 0; frame < count; frame++) {
      // Sound and picture go in side by side, a second at a time.
      if (frame % FRAMES_PER_SECOND === 0) await addSecond(audio, sound, frame / FRAMES_PER_SECOND);
      await addFrame(video, frames(frame), frame);
    }
    const told = Math.ceil(count / FRAMES_PER_SECOND);
    for (let second = told; second * SAMPLES_PER_SECOND < sound.length; second++)
      await addSecond(audio, sound, second);
    await output.finalize();
  } catch (error) {
    await output.cancel();
    throw error;
  }
  const bytes = await interleave(format, bytesOf(target));
  if (format === 'mp4') clearTimes(bytes);
  return bytes;
}

function formatOf(format: VideoFormat): OutputFormat {
  return format === 'mp4' ? new Mp4OutputFormat() : new WebMOutputFormat();
}

function bytesOf({ buffer }: BufferTarget): Uint8Array {
  if (!buffer) throw new Error('the muxer gave no bytes');
  return new Uint8Array(buffer);
}

/**
 * Muxes again what was encoded, packet after packet in the order of time. Two encoders run side by side, and whose packet is
 * ready first is chance; the packets themselves are the same each time.
 */
async function interleave(format: VideoFormat, bytes: Uint8Array): Promise<Uint8Array> {
  const input = new Input({ source: new BufferSource(bytes), formats: ALL_FORMATS });
  const pictures = await input.getPrimaryVideoTrack();
  const sounds = await input.getPrimaryAudioTrack();
  if (!pictures || !sounds) throw new Error('the muxer lost a track');
  const target = new BufferTarget();
  const output = new Output({ format: formatOf(format), target });
  const video = new EncodedVideoPacketSource(CODECS[format].video);
  const audio = new EncodedAudioPacketSource(CODECS[format].audio);
  output.addVideoTrack(video, { frameRate: FRAMES_PER_SECOND });
  output.addAudioTrack(audio);
  await output.start();
  const videoMeta = { decoderConfig: (await pictures.getDecoderConfig()) ?? undefined };
  const audioMeta = { decoderConfig: (await sounds.getDecoderConfig()) ?? undefined };
  const left = new EncodedPacketSink(pictures).packets();
  const right = new EncodedPacketSink(sounds).packets();
  let picture = await left.next();
  let sound = await right.next();
  while (!picture.done || !sound.done) {
    if (!picture.done && (sound.done || picture.value.timestamp <= sound.value.timestamp)) {
      await video.add(picture.value, videoMeta);
      picture = await left.next();
    } else if (!sound.done) {
      await audio.add(sound.value, audioMeta);
      sound = await right.next();
    }
  }
  await output.finalize();
  return bytesOf(target);
}

async function addFrame(source: VideoSampleSource, image: RgbImage, frame: number): Promise<void> {
  const sample = videoSample(image, frame / FRAMES_PER_SECOND, 1 / FRAMES_PER_SECOND);
  await source.add(sample);
  sample.close();
}

async function addSecond(source: AudioSampleSource, sound: Float32Array, second: number): Promise<void> {
  const data = sound.slice(second * SAMPLES_PER_SECOND, (second + 1) * SAMPLES_PER_SECOND);
  if (data.length === 0) return;
  const sample = new AudioSample({
    data,
    format: 'f32',
    numberOfChannels: 1,
    sampleRate: SAMPLES_PER_SECOND,
    timestamp: second,
  });
  await source.add(sample);
  sample.close();
}
