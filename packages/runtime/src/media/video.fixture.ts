import { openAsBlob } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { VideoFrame } from '@wince/core';
import { type OpenVideoOptions, openVideoBlob, type Video } from '@wince/media';
import { Logging, LogLevel } from 'mediabunny';
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
  AV_CODEC_FLAG_BITEXACT,
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AV_CODEC_FLAG_INTERLACED_DCT,
  AV_CODEC_FLAG_INTERLACED_ME,
  AV_FRAME_FLAG_INTERLACED,
  AV_FRAME_FLAG_TOP_FIELD_FIRST,
  AV_LOG_QUIET,
  AV_PIX_FMT_YUV420P,
  AV_PIX_FMT_YUV420P10LE,
  AV_PKT_DATA_DISPLAYMATRIX,
  AVCOL_RANGE_JPEG,
  type AVColorSpace,
  type AVColorTransferCharacteristic,
  AVERROR_EAGAIN,
  AVERROR_EOF,
  type AVPixelFormat,
  FF_ENCODER_LIBX265,
} from 'node-av/constants';
import { registerEncoders } from './encoding.ts';
import { openVideo } from './open-video.ts';

/** A drawn video, for tests. */
export interface DrawnVideo {
  /** Name of libav's encoder. */
  readonly encoder: FFEncoderCodec;
  /** Default: 64 x 48. */
  readonly width?: number;
  readonly height?: number;
  /** Times of the frames in ticks of `timeBase`. Default: 25 frames, one each 1/25 s. */
  readonly times?: readonly number[];
  /** Default: [1, 25]. */
  readonly timeBase?: readonly [number, number];
  /** Default: 8 bits, 4:2:0. */
  readonly pixelFormat?: AVPixelFormat;
  readonly settings?: Readonly<Record<string, string>>;
  /** Settings of the container's writer. */
  readonly muxing?: Readonly<Record<string, string>>;
  /** A display matrix, 9 numbers. */
  readonly matrix?: readonly number[];
  /** Width of a pixel over its height. */
  readonly pixelAspect?: readonly [number, number];
  /** The luma of frame `k`; default {@link drawLuma}. */
  readonly luma?: (k: number, width: number, height: number) => Uint8Array;
  /** Whether there are colours: reds, greens and blues that change over the picture. Default: greys alone. */
  readonly coloured?: boolean;
  /** The matrix that the file names. Default: none. */
  readonly colorSpace?: AVColorSpace;
  /** How the file says that light is coded. Default: it does not. */
  readonly colorTransfer?: AVColorTransferCharacteristic;
  /** Whether luma is 0 to 255, not 16 to 235. */
  readonly fullRange?: boolean;
  /** Whether even and odd rows are of different times, the upper ones first. */
  readonly interlaced?: boolean;
  /** Whether packets are written with the times at which they are decoded alone, as an MP4 without `ctts` has them. */
  readonly decodingTimes?: boolean;
}

/** Frame `k`: a grey that rises with time, and a bright bar that moves to the right, two pixels a frame. */
export function drawLuma(k: number, width: number, height: number): Uint8Array {
  const luma = new Uint8Array(width * height).fill(greyOf(k));
  for (let y = 0; y < height; y++) luma.fill(235, y * width + 2 * k, y * width + Math.min(width, 2 * k + 6));
  return luma;
}

/** Luma of the ground of frame `k`. */
export function greyOf(k: number): number {
  return 30 + 6 * (k % 30);
}

/** Writes a drawn video to a file; the ending names the container. */
export async function writeDrawnVideo(path: string, video: DrawnVideo): Promise<void> {
  Log.setLevel(AV_LOG_QUIET);
  // SVT-AV1 has words of its own.
  process.env.SVT_LOG = '-2';
  const { width = 64, height = 48, pixelFormat = AV_PIX_FMT_YUV420P } = video;
  const [num, den] = video.timeBase ?? [1, 25];
  const timeBase = new Rational(num, den);
  const times = video.times ?? Array.from({ length: 25 }, (_, k) => k);
  const durations = times.map((time, k) =>
    k + 1 < times.length ? times[k + 1] - time : time - (times[k - 1] ?? 0),
  );
  const codec = Codec.findEncoderByName(video.encoder);
  if (!codec) throw new Error(`libav has no encoder ${video.encoder}`);
  const encoder = new CodecContext();
  encoder.allocContext3(codec);
  Object.assign(encoder, { width, height, pixelFormat, timeBase, threadCount: 1, gopSize: 12 });
  if (video.pixelAspect) encoder.sampleAspectRatio = new Rational(...video.pixelAspect);
  encoder.setFlags(AV_CODEC_FLAG_BITEXACT);
  // A stream without a container has nowhere else to put them.
  if (!path.endsWith('.h264')) encoder.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER);
  if (video.interlaced) encoder.setFlags(AV_CODEC_FLAG_INTERLACED_DCT, AV_CODEC_FLAG_INTERLACED_ME);
  if (video.colorSpace !== undefined) encoder.colorSpace = video.colorSpace;
  if (video.colorTransfer !== undefined) encoder.colorTrc = video.colorTransfer;
  if (video.fullRange) encoder.colorRange = AVCOL_RANGE_JPEG;
  const quiet = video.encoder === FF_ENCODER_LIBX265 ? { 'x265-params': 'log-level=none' } : {};
  const settings = Dictionary.fromObject({ ...quiet, ...video.settings });
  ok(await encoder.open2(codec, settings), 'opening the encoder');
  const output = new FormatContext();
  ok(output.allocOutputContext2(null, null, path), 'the container');
  const stream = output.newStream(codec);
  stream.codecpar.fromContext(encoder);
  stream.timeBase = timeBase;
  if (video.pixelAspect) stream.sampleAspectRatio = new Rational(...video.pixelAspect);
  if (video.matrix) {
    const matrix = Buffer.from(Int32Array.from(video.matrix).buffer);
    stream.codecpar.addCodedSideData(AV_PKT_DATA_DISPLAYMATRIX, matrix);
  }
  ok(await output.openOutput(), 'opening the file');
  ok(await output.writeHeader(Dictionary.fromObject({ ...video.muxing })), 'writing the header');
  const packet = new Packet();
  packet.alloc();
  let earliest: bigint | undefined;
  const drain = async () => {
    for (;;) {
      const got = await encoder.receivePacket(packet);
      if (got === AVERROR_EAGAIN || got === AVERROR_EOF) return;
      ok(got, 'encoding');
      // Not every encoder passes it on, and a last packet without one lies outside of an MP4.
      packet.duration = BigInt(durations[times.findIndex((time) => BigInt(time) === packet.pts)]);
      if (video.decodingTimes) {
        earliest ??= packet.dts;
        packet.dts -= earliest;
        packet.pts = packet.dts;
      }
      packet.streamIndex = stream.index;
      packet.rescaleTs(timeBase, stream.timeBase);
      ok(await output.interleavedWriteFrame(packet), 'writing a packet');
      packet.unref();
    }
  };
  for (const [k, time] of times.entries()) {
    const luma = (video.luma ?? drawLuma)(k, width, height);
    const buffer = planes(luma, { width, height, format: pixelFormat, coloured: video.coloured });
    const frame = Frame.fromVideoBuffer(buffer, {
      width,
      height,
      format: pixelFormat,
      timeBase,
      pts: BigInt(time),
    });
    if (video.interlaced) frame.setFlags(AV_FRAME_FLAG_INTERLACED, AV_FRAME_FLAG_TOP_FIELD_FIRST);
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

/** Writes the packets of a video so many times one behind the other: a long video, encoded once. */
export async function repeatVideo(from: string, to: string, repetitions: number): Promise<void> {
  const output = new FormatContext();
  ok(output.allocOutputContext2(null, null, to), 'the container');
  const packet = new Packet();
  packet.alloc();
  let offset = 0n;
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const input = new FormatContext();
    ok(await input.openInput(from), 'opening the file');
    ok(await input.findStreamInfo(), 'looking at the file');
    const [source] = input.streams;
    if (repetition === 0) {
      ok(source.codecpar.copy(output.newStream().codecpar), 'describing the track');
      output.streams[0].timeBase = source.timeBase;
      ok(await output.openOutput(), 'opening the copy');
      ok(await output.writeHeader(), 'writing the header');
    }
    while ((await input.readFrame(packet)) >= 0) {
      packet.pts += offset;
      packet.dts += offset;
      packet.rescaleTs(source.timeBase, output.streams[0].timeBase);
      packet.streamIndex = 0;
      ok(await output.interleavedWriteFrame(packet), 'writing a packet');
      packet.unref();
    }
    offset += source.duration;
    await input.closeInput();
  }
  ok(await output.writeTrailer(), 'writing the end');
  await output.closeOutput();
  output.freeContext();
  packet.free();
}

/** Where each packet of a file stands, in the order of decoding. */
export async function packetsOf(path: string): Promise<
  readonly {
    readonly first: number;
    readonly length: number;
    readonly isKey: boolean;
    readonly time: number;
  }[]
> {
  const bytes = await readFile(path);
  const input = new FormatContext();
  ok(await input.openInput(path), 'opening the file');
  const packet = new Packet();
  packet.alloc();
  const packets: { first: number; length: number; isKey: boolean; time: number }[] = [];
  let from = 0;
  while ((await input.readFrame(packet)) >= 0) {
    const first = bytes.indexOf(packet.data ?? '', from);
    if (first < 0) throw new Error(`a packet of ${path} is not found in it`);
    const { num, den } = input.streams[packet.streamIndex].timeBase;
    packets.push({
      first,
      length: packet.size,
      isKey: packet.isKeyframe,
      time: (Number(packet.pts) * num) / den,
    });
    from = first + packet.size;
    packet.unref();
  }
  packet.free();
  await input.closeInput();
  return packets;
}

/** Luma, and colours that are none, as 4:2:0. */
function planes(
  luma: Uint8Array,
  {
    width,
    height,
    format,
    coloured = false,
  }: {
    readonly width: number;
    readonly height: number;
    readonly format: AVPixelFormat;
    readonly coloured?: boolean;
  },
): Buffer {
  const [columns, rows] = [Math.ceil(width / 2), Math.ceil(height / 2)];
  const chroma = Uint8Array.from({ length: 2 * columns * rows }, (_, i) =>
    coloured ? 40 + ((11 * (i % columns) + 5 * Math.floor(i / columns)) % 176) : 128,
  );
  if (format === AV_PIX_FMT_YUV420P) return Buffer.concat([luma, chroma]);
  if (format !== AV_PIX_FMT_YUV420P10LE) throw new Error(`no planes are drawn for pixel format ${format}`);
  const deep = Uint16Array.from([...luma, ...chroma], (value) => value * 4);
  return Buffer.from(deep.buffer);
}

function ok(code: number, what: string): void {
  if (code < 0) throw new Error(`${what}: ${FFmpegError.strerror(code)}`);
}

/** `libav`: as files are read here. `mediabunny`: as a page reads them. */
export const READERS = ['libav', 'mediabunny'] as const;

export async function openWith(
  reader: (typeof READERS)[number],
  path: string,
  options: OpenVideoOptions = {},
): Promise<Video> {
  if (reader === 'libav') return openVideo(path, options);
  registerEncoders();
  // What cannot be read is told by an error of its own.
  Logging.level = LogLevel.Errors;
  return openVideoBlob(await openAsBlob(path), { name: path, ...options });
}

/** All of a video's frames. */
export async function collect(frames: AsyncIterable<VideoFrame>): Promise<readonly VideoFrame[]> {
  const all: VideoFrame[] = [];
  for await (const frame of frames) all.push(frame);
  return all;
}

/** 8-bit grey that luma stands for in limited range. */
export const shown = (luma: number) => Math.min(255, ((luma - 16) * 255) / 219);

/** Mean distance of a frame from the grey that frame `k` was drawn with. */
export function distance({ image }: VideoFrame, k: number, grey: (luma: number) => number): number {
  const luma = drawLuma(k, image.width, image.height);
  let sum = 0;
  for (let i = 0; i < image.data.length; i++) sum += Math.abs(image.data[i] - grey(luma[Math.floor(i / 3)]));
  return sum / image.data.length;
}
