import { damagedVideo } from '@wince/media';
import { CodecContext, Dictionary, Frame, Packet } from 'node-av';
import {
  AV_FRAME_FLAG_CORRUPT,
  AV_NOPTS_VALUE,
  AV_PKT_FLAG_CORRUPT,
  AV_PKT_FLAG_DISCARD,
  AVERROR_EAGAIN,
  AVERROR_EOF,
  AVSEEK_FLAG_BACKWARD,
} from 'node-av/constants';
import { damageRecord } from './damage.ts';
import { reason, seconds, type VideoInput } from './input.ts';
import { shownTimes } from './shown-times.ts';

/** What was read, beside the frames themselves. */
export interface DecodingCount {
  /** Packets that could not be decoded, and frames that came out and cannot be trusted. */
  lost: number;
  /** libav's words, where the container could not be read to its end. */
  stopped: string | null;
}

export interface DecodeOptions {
  readonly name: string;
  readonly maximumPixels: number;
  /** Reading begins at the key frame at or before it, where the container can be searched. In seconds. */
  readonly start: number;
  /** Whether a frame that is lost is one that was asked for. */
  readonly isWanted: (time: number) => boolean;
  readonly signal: AbortSignal;
}

/** Codecs of which each packet gives one frame that is shown. VP8 has hidden ones; MPEG-4 leaves out what does not change. */
const STEADY = ['h264', 'hevc', 'vp9', 'av1', 'mjpeg'];

/**
 * Decodes the frames of a video one after the other, on one thread, with the processor alone. The frame that is given is
 * valid until the next one is asked for.
 */
export async function* decodeFrames(
  input: VideoInput,
  { name, maximumPixels, start, isWanted, signal }: DecodeOptions,
  count: DecodingCount,
): AsyncGenerator<{ readonly frame: Frame; readonly time: number }, void, undefined> {
  const { format, stream } = input;
  const context = await openDecoder(input, name, maximumPixels);
  const packet = new Packet();
  packet.alloc();
  const frame = new Frame();
  frame.alloc();
  try {
    if (start > 0) await seek(input, start);
    const damage = damageRecord(STEADY.includes(input.description.codec));
    const times = shownTimes(input.description.container !== 'avi');
    let sentTime = AV_NOPTS_VALUE;
    const lose = (ticks: bigint) => {
      if (ticks === AV_NOPTS_VALUE) count.lost++;
      else if (isWanted(seconds(ticks, stream.timeBase))) count.lost++;
    };
    const failed = () => {
      lose(sentTime);
      damage.packetFailed();
      times.packetFailed();
    };
    let ended = false;
    while (!ended) {
      signal.throwIfAborted();
      const read = await format.readFrame(packet);
      if (read < 0) {
        ended = true;
        if (read !== AVERROR_EOF) count.stopped = reason(read);
      } else if (packet.streamIndex !== stream.index || packet.size === 0) {
        packet.unref();
        continue;
      } else {
        sentTime = packet.pts;
        damage.sent({
          isKey: packet.isKeyframe,
          time: packet.pts,
          isShown: packet.pts !== AV_NOPTS_VALUE && !packet.hasFlags(AV_PKT_FLAG_DISCARD),
        });
        times.sent(packet);
      }

      const broken = !ended && packet.hasFlags(AV_PKT_FLAG_CORRUPT);
      const sent = broken ? -1 : await context.sendPacket(ended ? null : packet);
      packet.unref();
      if (sent < 0 && !ended) failed();
      for (;;) {
        const got = ended ? await context.receiveFrame(frame) : context.receiveFrameSync(frame);
        if (got === AVERROR_EAGAIN || got === AVERROR_EOF) break;
        if (got < 0) {
          failed();
          continue;
        }
        const isDamaged = frame.decodeErrorFlags !== 0 || frame.hasFlags(AV_FRAME_FLAG_CORRUPT);
        const { isSound, missing } = damage.came({ time: frame.pts, isDamaged });
        for (const lost of missing) lose(lost);
        const time = times.timeOf(frame.pts);
        if (time === undefined) throw damagedVideo(name, 'its frames have no times');
        if (isSound) {
          frame.pts = time;
          yield { frame, time: seconds(time, stream.timeBase) };
        } else lose(time);
        frame.unref();
      }
    }
    for (const lost of damage.ended()) lose(lost);
  } finally {
    frame.free();
    packet.free();
    context.freeContext();
  }
}

async function openDecoder(
  { stream, decoder }: VideoInput,
  name: string,
  maximumPixels: number,
): Promise<CodecContext> {
  const context = new CodecContext();
  context.allocContext3(decoder);
  const settings = Dictionary.fromObject({ max_pixels: maximumPixels });
  try {
    context.parametersToContext(stream.codecpar);
    context.pktTimebase = stream.timeBase;
    // One thread: what a broken packet makes of its neighbours would else depend on their number.
    context.threadCount = 1;
    const opened = await context.open2(decoder, settings);
    if (opened < 0) throw damagedVideo(name, `its decoder does not start: ${reason(opened)}`);
    return context;
  } catch (error) {
    context.freeContext();
    throw error;
  } finally {
    settings.free();
  }
}

/** A container that cannot be searched is read from its beginning. */
async function seek({ format, stream }: VideoInput, start: number): Promise<void> {
  const ticks = BigInt(Math.floor((start * stream.timeBase.den) / stream.timeBase.num));
  await format.seekFrame(stream.index, ticks, AVSEEK_FLAG_BACKWARD);
}
