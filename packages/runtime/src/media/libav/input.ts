import {
  type ContainerStructure,
  damagedVideo,
  encryptedVideo,
  noFrames,
  noVideoTrack,
  shownSize,
  type Turn,
  unsupportedCodec,
  type VideoDescription,
  videoTooLarge,
  videoWithoutIndex,
} from '@wince/media';
import { Codec, Dictionary, FFmpegError, FormatContext, Log, type Rational, type Stream } from 'node-av';
import {
  AV_DISPOSITION_ATTACHED_PIC,
  AV_LOG_QUIET,
  AV_NOPTS_VALUE,
  AV_PKT_DATA_DISPLAYMATRIX,
  AVDISCARD_ALL,
  AVERROR_EOF,
  AVMEDIA_TYPE_AUDIO,
  AVMEDIA_TYPE_VIDEO,
} from 'node-av/constants';
import { turnOf } from './display-matrix.ts';

/** Containers that libav may open: none that leads to another file or to the network. */
const CONTAINERS =
  'mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,asf,flv,ogg,mxf,h264,hevc,mpegvideo,m4v,dv,ivf,yuv4mpegpipe';

/** An opened container, with the track whose frames are wanted. */
export interface VideoInput {
  readonly format: FormatContext;
  readonly stream: Stream;
  readonly decoder: Codec;
  readonly description: VideoDescription;
  readonly turn: Turn;
  /** Width of a stored pixel over its height. */
  readonly pixelAspect: number;
}

export interface InputOptions {
  readonly name: string;
  readonly maximumPixels: number;
  readonly structure: ContainerStructure;
  /** Whether times are those that the file states alone, and none that libav guesses. */
  readonly asStored?: boolean;
}

/**
 * Opens a video file with libav, up to its first frames. Close it with {@link closeInput}.
 *
 * @throws WinceError `video-without-index`, `damaged-video`, `no-video-track`, `encrypted-video`, `unsupported-codec`,
 *   `video-too-large`
 */
export async function openInput(path: string, options: InputOptions): Promise<VideoInput> {
  // What goes wrong is told by codes; libav's own words would go to standard error.
  Log.setLevel(AV_LOG_QUIET);
  const format = new FormatContext();
  // A program stream states the time of one frame in several: what libav makes of the others depends on where it begins to read.
  const isPart = options.asStored && options.structure.container === 'mpeg-ps';
  const fillIn = isPart ? { fflags: 'nofillin' } : {};
  const settings = Dictionary.fromObject({
    ...{ protocol_whitelist: 'file', format_whitelist: CONTAINERS },
    ...fillIn,
  });
  try {
    // With "file:" in front, no path is taken for an address.
    const opened = await format.openInput(`file:${path}`, null, settings);
    if (opened < 0) {
      if (options.structure.withoutIndex) throw videoWithoutIndex(options.name);
      if (opened === AVERROR_EOF && options.structure.missingBytes === 0) throw noFrames(options.name, 0);
      throw damagedVideo(options.name, reason(opened));
    }
  } finally {
    settings.free();
  }
  try {
    return await inspect(format, options);
  } catch (error) {
    await format.closeInput();
    throw error;
  }
}

export async function closeInput({ format }: VideoInput): Promise<void> {
  await format.closeInput();
}

/** libav's words for a code that it returned. */
export function reason(code: number): string {
  return FFmpegError.strerror(code);
}

async function inspect(format: FormatContext, options: InputOptions): Promise<VideoInput> {
  const { name, maximumPixels, structure } = options;
  const found = await format.findStreamInfo();
  if (found < 0) throw damagedVideo(name, reason(found));
  const { streams } = format;
  const hasSound = streams.some(({ codecpar }) => codecpar.codecType === AVMEDIA_TYPE_AUDIO);
  const moving = streams.filter(
    (stream) =>
      stream.codecpar.codecType === AVMEDIA_TYPE_VIDEO && !stream.hasDisposition(AV_DISPOSITION_ATTACHED_PIC),
  );
  // libav prefers the default track, then the larger one; a cover picture is none of them.
  const best = format.findBestStream(AVMEDIA_TYPE_VIDEO);
  const stream = moving.find(({ index }) => index === best) ?? moving.at(0);
  if (!stream) {
    if (structure.withoutIndex) throw videoWithoutIndex(name);
    if (structure.missingBytes > 0) throw damagedVideo(name, 'no track is found in the part that exists');
    throw noVideoTrack(name, hasSound);
  }
  for (const other of streams) if (other.index !== stream.index) other.discard = AVDISCARD_ALL;

  const { codecpar } = stream;
  if (structure.isEncrypted) throw encryptedVideo(name);
  const decoder = Codec.findDecoder(codecpar.codecId);
  if (!decoder) {
    throw unsupportedCodec(name, codecpar.codecTagString ?? `codec ${codecpar.codecId}`, [
      'h264',
      'hevc',
      'vp9',
      'av1',
    ]);
  }
  const stored = { width: codecpar.width, height: codecpar.height };
  if (!(stored.width > 0 && stored.height > 0)) {
    throw damagedVideo(name, 'it does not give the size of its frames');
  }
  const pixelAspect = aspectOf(stream);
  const matrix = codecpar.getCodedSideData(AV_PKT_DATA_DISPLAYMATRIX);
  const turn = turnOf(matrix);
  const shown = shownSize(stored, pixelAspect, turn.rotation);
  if (Math.max(stored.width * stored.height, shown.width * shown.height) > maximumPixels)
    throw videoTooLarge(name, stored, maximumPixels);
  return {
    format,
    stream,
    decoder,
    turn,
    pixelAspect,
    description: {
      container: structure.container,
      codec: decoderName(decoder),
      ...shown,
      rotation: turn.rotation,
      duration: lengthOf(format, stream),
      firstTime: 0,
      frameRate: positive(stream.avgFrameRate),
      hasSound,
      isCutOff: structure.missingBytes > 0,
      reader: 'libav',
    },
  };
}

/** The codec's own name, also where a library of another name decodes it. */
function decoderName(decoder: Codec): string {
  const name = decoder.name ?? String(decoder.id);
  return name === 'libdav1d' || name === 'libaom-av1' ? 'av1' : name;
}

/** The container's word counts before the codec's. */
function aspectOf({ sampleAspectRatio, codecpar }: Stream): number {
  return positive(sampleAspectRatio) ?? positive(codecpar.sampleAspectRatio) ?? 1;
}

function positive({ num, den }: Rational): number | null {
  return num > 0 && den > 0 ? num / den : null;
}

/** Seconds from the beginning of the stream to the end of its last frame. */
function lengthOf(format: FormatContext, stream: Stream): number | null {
  if (stream.duration !== AV_NOPTS_VALUE && stream.duration > 0n)
    return seconds(stream.duration, stream.timeBase);
  if (format.duration === AV_NOPTS_VALUE || format.duration <= 0n) return null;
  return Number(format.duration) / 1e6;
}

/** The tick at which the stream begins, as far as its first packets tell. */
export function streamStart({ stream }: Pick<VideoInput, 'stream'>): bigint {
  return stream.startTime === AV_NOPTS_VALUE ? 0n : stream.startTime;
}

export function seconds(ticks: bigint, { num, den }: Rational): number {
  return (Number(ticks) * num) / den;
}
