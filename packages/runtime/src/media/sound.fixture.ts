import type { SoundBlock } from '@wince/core';
import {
  Codec,
  CodecContext,
  Dictionary,
  type FFEncoderCodec,
  FFmpegError,
  FormatContext,
  Frame,
  Log,
  Packet,
  Rational,
} from 'node-av';
import {
  AV_CHANNEL_LAYOUT_MONO,
  AV_CHANNEL_LAYOUT_STEREO,
  AV_CODEC_FLAG_BITEXACT,
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AV_LOG_QUIET,
  AV_SAMPLE_FMT_FLT,
  AV_SAMPLE_FMT_FLTP,
  AV_SAMPLE_FMT_S16,
  AV_SAMPLE_FMT_S16P,
  AV_SAMPLE_FMT_S32,
  AVERROR_EAGAIN,
  AVERROR_EOF,
  type AVSampleFormat,
} from 'node-av/constants';
import type { SoundOptions } from './opened-sound.ts';
import { type OpenSoundOptions, openSound } from './sound.ts';

/** A sweep from 200 Hz to 2 kHz that swells, in [-0.8, 0.8]: no part of it is like another. */
export function drawSound(sampleRate: number, seconds: number): Float64Array {
  return Float64Array.from({ length: Math.round(sampleRate * seconds) }, (_, n) => {
    const t = n / sampleRate;
    const swell = 0.4 + 0.4 * Math.sin(2 * Math.PI * 1.7 * t) ** 2;
    return swell * Math.sin(2 * Math.PI * (200 * t + (900 * t * t) / seconds));
  });
}

/** Numbers as a WAV file stores them. */
export const WAV_FORMATS = {
  u8: {
    bytes: 1,
    code: 1,
    put: (view: DataView, at: number, x: number) => view.setUint8(at, clip(x, 128) + 128),
  },
  s16: {
    bytes: 2,
    code: 1,
    put: (view: DataView, at: number, x: number) => view.setInt16(at, clip(x, 2 ** 15), true),
  },
  s24: {
    ...{ bytes: 3, code: 1 },
    put(view: DataView, at: number, x: number) {
      const value = clip(x, 2 ** 23);
      view.setUint16(at, value & 0xffff, true);
      view.setInt8(at + 2, value >> 16);
    },
  },
  s32: {
    bytes: 4,
    code: 1,
    put: (view: DataView, at: number, x: number) => view.setInt32(at, clip(x, 2 ** 31), true),
  },
  f32: { bytes: 4, code: 3, put: (view: DataView, at: number, x: number) => view.setFloat32(at, x, true) },
  f64: { bytes: 8, code: 3, put: (view: DataView, at: number, x: number) => view.setFloat64(at, x, true) },
} as const;

function clip(x: number, full: number): number {
  return Math.max(-full, Math.min(full - 1, Math.round(x * full)));
}

/** A WAV file, byte by byte as Microsoft's "Multimedia Programming Interface and Data Specifications 1.0" has it. */
export function wavBytes(
  channels: readonly Float64Array[],
  sampleRate: number,
  format: keyof typeof WAV_FORMATS,
): Uint8Array {
  const { bytes, code, put } = WAV_FORMATS[format];
  const frame = bytes * channels.length;
  const size = frame * channels[0].length;
  const file = new Uint8Array(44 + size);
  const view = new DataView(file.buffer);
  const words = { 0: 'RIFF', 8: 'WAVE', 12: 'fmt ', 36: 'data' };
  for (const [at, word] of Object.entries(words)) file.set(Buffer.from(word), Number(at));
  view.setUint32(4, 36 + size, true);
  view.setUint32(16, 16, true);
  view.setUint16(20, code, true);
  view.setUint16(22, channels.length, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * frame, true);
  view.setUint16(32, frame, true);
  view.setUint16(34, 8 * bytes, true);
  view.setUint32(40, size, true);
  for (const [c, samples] of channels.entries())
    for (const [n, x] of samples.entries()) put(view, 44 + n * frame + c * bytes, x);
  return file;
}

/** Sound that is written by libav. */
export interface DrawnSound {
  /** Name of libav's encoder. */
  readonly encoder: FFEncoderCodec;
  readonly sampleRate: number;
  /** One or two, in [-1, 1]. */
  readonly channels: readonly Float64Array[];
  /** Default: 16 bits, packed. */
  readonly format?: AVSampleFormat;
  readonly settings?: Readonly<Record<string, string>>;
  readonly muxing?: Readonly<Record<string, string>>;
  /** Seconds at which the sound begins. Default: 0. */
  readonly begins?: number;
  /** A video whose pictures go beside the sound, packet by packet. */
  readonly pictures?: string;
  /** Packets of sound that are not written. */
  readonly leftOut?: (packet: number) => boolean;
}

/** Writes drawn sound to a file; the ending names the container. */
export async function writeDrawnSound(path: string, sound: DrawnSound): Promise<void> {
  Log.setLevel(AV_LOG_QUIET);
  const { sampleRate, channels, format = AV_SAMPLE_FMT_S16, begins = 0 } = sound;
  const codec = Codec.findEncoderByName(sound.encoder);
  if (!codec) throw new Error(`libav has no encoder ${sound.encoder}`);
  const channelLayout = channels.length === 1 ? AV_CHANNEL_LAYOUT_MONO : AV_CHANNEL_LAYOUT_STEREO;
  const timeBase = new Rational(1, sampleRate);
  const encoder = new CodecContext();
  encoder.allocContext3(codec);
  Object.assign(encoder, { sampleRate, channelLayout, sampleFormat: format, timeBase, threadCount: 1 });
  encoder.setFlags(AV_CODEC_FLAG_BITEXACT, AV_CODEC_FLAG_GLOBAL_HEADER);
  ok(await encoder.open2(codec, Dictionary.fromObject({ ...sound.settings })), 'opening the encoder');

  const output = new FormatContext();
  ok(output.allocOutputContext2(null, null, path), 'the container');
  const pictures = await openPictures(sound.pictures, output);
  const stream = output.newStream(codec);
  stream.codecpar.fromContext(encoder);
  stream.timeBase = timeBase;
  ok(await output.openOutput(), 'opening the file');
  ok(await output.writeHeader(Dictionary.fromObject({ ...sound.muxing })), 'writing the header');
  await pictures?.copy();
  const packet = new Packet();
  packet.alloc();
  let packets = 0;
  const drain = async () => {
    for (;;) {
      const got = await encoder.receivePacket(packet);
      if (got === AVERROR_EAGAIN || got === AVERROR_EOF) return;
      ok(got, 'encoding');
      packet.streamIndex = stream.index;
      packet.rescaleTs(timeBase, stream.timeBase);
      if (!sound.leftOut?.(packets++)) ok(await output.interleavedWriteFrame(packet), 'writing a packet');
      packet.unref();
    }
  };
  const step = encoder.frameSize > 0 ? encoder.frameSize : 1000;
  for (let first = 0; first < channels[0].length; first += step) {
    const parts = channels.map((samples) => samples.subarray(first, first + step));
    const frame = Frame.fromAudioBuffer(stored(parts, format), {
      ...{ nbSamples: parts[0].length, format, sampleRate, channelLayout, timeBase },
      pts: BigInt(Math.round(begins * sampleRate) + first),
    });
    ok(await encoder.sendFrame(frame), 'sending a frame');
    frame.free();
    await drain();
  }
  ok(await encoder.sendFrame(null), 'the last frame');
  await drain();
  ok(await output.writeTrailer(), 'writing the end');
  await output.closeOutput();
  output.freeContext();
  packet.free();
  encoder.freeContext();
}

/** A track of pictures that is copied as it is. */
async function openPictures(path: string | undefined, output: FormatContext) {
  if (path === undefined) return undefined;
  const input = new FormatContext();
  ok(await input.openInput(path), 'opening the pictures');
  ok(await input.findStreamInfo(), 'looking at the pictures');
  const [source] = input.streams;
  const stream = output.newStream();
  ok(source.codecpar.copy(stream.codecpar), 'describing the pictures');
  stream.timeBase = source.timeBase;
  return {
    async copy() {
      const packet = new Packet();
      packet.alloc();
      while ((await input.readFrame(packet)) >= 0) {
        packet.rescaleTs(source.timeBase, stream.timeBase);
        packet.streamIndex = stream.index;
        ok(await output.interleavedWriteFrame(packet), 'writing a picture');
        packet.unref();
      }
      packet.free();
      await input.closeInput();
    },
  };
}

function stored(channels: readonly Float64Array[], format: AVSampleFormat): Buffer {
  const [{ length }] = channels;
  const packed = (n: number) => channels[n % channels.length][Math.floor(n / channels.length)];
  const planar = (n: number) => channels[Math.floor(n / length)][n % length];
  const all = (value: (n: number) => number) =>
    Array.from({ length: length * channels.length }, (_, n) => value(n));
  switch (format) {
    case AV_SAMPLE_FMT_S16:
      return Buffer.from(Int16Array.from(all(packed), (x) => clip(x, 2 ** 15)).buffer);
    case AV_SAMPLE_FMT_S16P:
      return Buffer.from(Int16Array.from(all(planar), (x) => clip(x, 2 ** 15)).buffer);
    case AV_SAMPLE_FMT_S32:
      return Buffer.from(Int32Array.from(all(packed), (x) => clip(x, 2 ** 31)).buffer);
    case AV_SAMPLE_FMT_FLT:
      return Buffer.from(Float32Array.from(all(packed)).buffer);
    case AV_SAMPLE_FMT_FLTP:
      return Buffer.from(Float32Array.from(all(planar)).buffer);
    default:
      throw new Error(`no sound is drawn in sample format ${format}`);
  }
}

function ok(code: number, what: string): void {
  if (code < 0) throw new Error(`${what}: ${FFmpegError.strerror(code)}`);
}

/** All that was read of a sound. */
export async function readSound(path: string, options: SoundOptions & OpenSoundOptions = {}) {
  const sound = await openSound(path, options);
  try {
    const blocks: SoundBlock[] = [];
    for await (const block of sound.blocks(options)) blocks.push(block);
    const { description, completeness } = sound;
    return { description, completeness, blocks, samples: joined(blocks) };
  } finally {
    await sound.close();
  }
}

/** The samples of blocks one behind the other. */
export function joined(blocks: readonly SoundBlock[]): Float32Array {
  const all = new Float32Array(blocks.reduce((sum, { samples }) => sum + samples.length, 0));
  let at = 0;
  for (const { samples } of blocks) {
    all.set(samples, at);
    at += samples.length;
  }
  return all;
}

/** The mean over channels. */
export function meanOf(channels: readonly Float64Array[]): Float64Array {
  return channels[0].map((_, n) => channels.reduce((sum, samples) => sum + samples[n], 0) / channels.length);
}

/** Root mean square of a difference, over what both have. */
export function rmsError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const length = Math.min(a.length, b.length);
  let sum = 0;
  for (let n = 0; n < length; n++) sum += (a[n] - b[n]) ** 2;
  return Math.sqrt(sum / length);
}

/** By how many samples `heard` is later than `drawn`: the lag, within `most`, at which they are most alike. */
export function lagOf(heard: ArrayLike<number>, drawn: ArrayLike<number>, most: number): number {
  let [best, highest] = [0, Number.NEGATIVE_INFINITY];
  for (let lag = -most; lag <= most; lag++) {
    let sum = 0;
    for (let n = most; n < drawn.length - most && n + lag < heard.length; n++)
      sum += drawn[n] * heard[n + lag];
    if (sum > highest) [best, highest] = [lag, sum];
  }
  return best;
}
