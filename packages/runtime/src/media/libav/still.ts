import type { RgbImage } from '@wince/core';
import { Codec, CodecContext, Dictionary, Frame, Log, Packet, Rational } from 'node-av';
import {
  AV_CODEC_ID_HEVC,
  AV_LOG_QUIET,
  AVCOL_RANGE_JPEG,
  AVCOL_RANGE_MPEG,
  AVCOL_RANGE_UNSPECIFIED,
  AVCOL_SPC_BT709,
  AVCOL_SPC_BT2020_NCL,
  AVCOL_SPC_SMPTE170M,
  AVCOL_SPC_UNSPECIFIED,
  type AVColorSpace,
  AVERROR_EAGAIN,
  AVERROR_EOF,
} from 'node-av/constants';
import type { CodedColours } from '../heif.ts';
import { reason } from './input.ts';
import { FrameScaler } from './scaler.ts';

/** The matrices of ITU-T H.273 that pictures use. */
const MATRICES: ReadonlyMap<number, AVColorSpace> = new Map([
  [1, AVCOL_SPC_BT709],
  [5, AVCOL_SPC_SMPTE170M],
  [6, AVCOL_SPC_SMPTE170M],
  [9, AVCOL_SPC_BT2020_NCL],
]);

/**
 * Decodes pictures that are coded as HEVC, each on its own, on one thread.
 *
 * @param coded each an access unit with lengths in front of its units
 * @param options.configuration hvcC (ISO 14496-15)
 * @param options.colours as the file names them; null: as the stream does
 * @throws RangeError where one cannot be decoded
 */
export async function decodeHevcStills(
  coded: readonly Uint8Array[],
  options: {
    readonly configuration: Uint8Array;
    readonly colours: CodedColours | null;
    readonly maximumPixels: number;
  },
): Promise<readonly RgbImage[]> {
  Log.setLevel(AV_LOG_QUIET);
  const context = await openDecoder(options.configuration, options.maximumPixels);
  const packet = new Packet();
  packet.alloc();
  const frame = new Frame();
  frame.alloc();
  const timeBase = new Rational(1, 25);
  const scaler = new FrameScaler({
    timeBase,
    turn: { mirrored: false, rotation: 0 },
    sizeOf: ({ width, height }) => ({ width, height }),
  });
  const images: RgbImage[] = [];
  const drain = async (): Promise<void> => {
    for (;;) {
      const got = await context.receiveFrame(frame);
      if (got === AVERROR_EAGAIN || got === AVERROR_EOF) return;
      if (got < 0) throw new RangeError(reason(got));
      if (frame.decodeErrorFlags !== 0) throw new RangeError('a part of the picture is damaged');
      nameColours(frame, options.colours);
      frame.pts = BigInt(images.length);
      images.push(...(await scaler.add(frame)).map(({ image }) => image));
      frame.unref();
    }
  };
  try {
    for (const [i, unit] of coded.entries()) {
      packet.data = Buffer.from(unit);
      packet.pts = BigInt(i);
      packet.dts = BigInt(i);
      packet.isKeyframe = true;
      const sent = await context.sendPacket(packet);
      packet.unref();
      if (sent < 0) throw new RangeError(reason(sent));
      await drain();
    }
    await context.sendPacket(null);
    await drain();
  } finally {
    scaler.close();
    frame.free();
    packet.free();
    context.freeContext();
  }
  if (images.length !== coded.length)
    throw new RangeError(`${images.length} of ${coded.length} parts of the picture can be decoded`);
  return images;
}

/** Where nothing is said, a picture has the matrix of JPEG and its full range. */
function nameColours(frame: Frame, colours: CodedColours | null): void {
  const matrix = colours && MATRICES.get(colours.matrix);
  if (matrix) frame.colorSpace = matrix;
  else if (frame.colorSpace === AVCOL_SPC_UNSPECIFIED) frame.colorSpace = AVCOL_SPC_SMPTE170M;
  if (colours) frame.colorRange = colours.fullRange ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG;
  else if (frame.colorRange === AVCOL_RANGE_UNSPECIFIED) frame.colorRange = AVCOL_RANGE_JPEG;
}

async function openDecoder(configuration: Uint8Array, maximumPixels: number): Promise<CodecContext> {
  const decoder = Codec.findDecoder(AV_CODEC_ID_HEVC);
  if (!decoder) throw new RangeError('this machine has no decoder for HEVC');
  const context = new CodecContext();
  context.allocContext3(decoder);
  const settings = Dictionary.fromObject({ max_pixels: maximumPixels });
  try {
    context.extraData = Buffer.from(configuration);
    context.threadCount = 1;
    const opened = await context.open2(decoder, settings);
    if (opened < 0) throw new RangeError(`its decoder does not start: ${reason(opened)}`);
    return context;
  } catch (error) {
    context.freeContext();
    throw error;
  } finally {
    settings.free();
  }
}
