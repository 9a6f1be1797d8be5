import { damagedVideo, fieldReader } from '@wince/media';
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
import { watchSequence } from './sequence-watch.ts';
import { shownTimes } from './shown-times.ts';
import { openTimeline, type TimeNotes, watchClock } from './timeline.ts';

/** What was read, beside the frames themselves. */
export interface DecodingCount {
  /** Packets that could not be decoded, and frames that came out and cannot be trusted. */
  lost: number;
  /** libav's words, where the container could not be read to its end. */
  stopped: string | null;
  /** What was done to times. */
  times: TimeNotes;
  /** When the first frame is shown, also where it is lost; null before it is known. In ticks of the container. */
  first: bigint | null;
}

/** Before anything is read. */
export function emptyCount(): DecodingCount {
  return { lost: 0, stopped: null, times: { interpolated: 0, jumps: [] }, first: null };
}

export interface DecodeOptions {
  readonly name: string;
  readonly maximumPixels: number;
  /** The tick of the container that is time 0. */
  readonly zero: bigint;
  /** Frames a second, where the file says so. */
  readonly frameRate: number | null;
  /** Seconds: reading begins at a key frame at or before it, where the container can be searched; at the first byte if null. */
  readonly start: number | null;
  /** Whether a frame that is lost is one that was asked for. */
  readonly isWanted: (time: number) => boolean;
  readonly signal: AbortSignal;
  /** Whether reading ends when `count.first` is known. */
  readonly untilFirst?: boolean;
}

/** A frame that can be trusted. */
export interface DecodedFrame {
  /** Its `pts` counts from time 0. Valid until the next one is asked for. */
  readonly frame: Frame;
  /** In seconds. */
  readonly time: number;
}

/**
 * Codecs of which each packet gives one frame that is shown, or half of one. VP8 has hidden ones; MPEG-4 leaves out what does not
 * change.
 */
const STEADY = ['h264', 'hevc', 'vp9', 'av1', 'mjpeg'];

/** Decodes the frames of a video one after the other, on one thread, with the processor alone. */
export async function* decodeFrames(
  input: VideoInput,
  { name, maximumPixels, zero, frameRate, start, isWanted, signal, untilFirst }: DecodeOptions,
  count: DecodingCount,
): AsyncGenerator<DecodedFrame, void, undefined> {
  const { format, stream } = input;
  const { codec } = input.description;
  const context = await openDecoder(input, name, maximumPixels);
  const packet = new Packet();
  packet.alloc();
  const frame = new Frame();
  frame.alloc();
  const damage = damageRecord(STEADY.includes(codec));
  const fields = codec === 'h264' ? fieldReader(stream.codecpar.extradata) : null;
  const sequence = watchSequence(codec, stream.codecpar.extradata);
  const shown = shownTimes(input.description.container !== 'avi', stream.codecpar.videoDelay > 0);
  const usual = usualDuration(input, frameRate);
  const tick = stream.timeBase.num / stream.timeBase.den;
  const clock = watchClock(tick, usual);
  const timeline = openTimeline({
    tick,
    usual,
    // Behind a search, a frame without a time lies before what was looked for.
    first: start === null ? zero : null,
    clockChanges: CHANGING_CLOCKS.includes(input.description.container),
  });
  let nameless = 0;
  let keyTime: bigint | null = null;
  let hasKey = start === null;
  let sent: { readonly time: bigint | null; readonly isKey: boolean } = { time: null, isKey: false };
  const lose = (ticks: bigint | null) => {
    if (ticks === null || isWanted(seconds(timeline.of(ticks) - zero, stream.timeBase))) count.lost++;
  };
  const failed = () => {
    if (sent.isKey) count.first ??= sent.time;
    lose(sent.time);
    damage.packetFailed();
    shown.packetFailed();
  };
  const send = (): void => {
    sent = { time: known(packet.pts), isKey: packet.isKeyframe };
    const isShown = !packet.hasFlags(AV_PKT_FLAG_DISCARD);
    const isHalf = fields !== null && packet.data !== null && fields.isSecondField(packet.data);
    if (isHalf) return;
    const isNewClock = clock.isNew(known(packet.dts));
    damage.sent({ isKey: packet.isKeyframe, time: sent.time, isShown, isNewClock });
    if (isShown) shown.sent({ pts: sent.time, dts: known(packet.dts) });
  };
  async function* received(isEnd: boolean): AsyncGenerator<DecodedFrame, void, undefined> {
    for (;;) {
      const got = isEnd ? await context.receiveFrame(frame) : context.receiveFrameSync(frame);
      if (got === AVERROR_EAGAIN || got === AVERROR_EOF) return;
      if (got < 0) {
        failed();
        continue;
      }
      const isDamaged = frame.decodeErrorFlags !== 0 || frame.hasFlags(AV_FRAME_FLAG_CORRUPT);
      const own = known(frame.pts);
      const stated = shown.timeOf(own);
      if (shown.isOfDecoding()) damage.forgetOrder();
      const { isSound, missing } = damage.came({ time: own, isDamaged });
      for (const lost of missing) lose(lost);
      // Decoded behind the key frame that was looked for, and shown before it: it leans on what was not read.
      const isEarly = keyTime !== null && stated !== null && stated < keyTime;
      if (count.first === null && stated === null && nameless < MOST_NAMELESS) nameless++;
      else count.first ??= stated === null ? zero : stated - BigInt(nameless) * usual;
      const time = isEarly ? null : timeline.place(stated, frame.duration);
      if (time !== null && isSound) {
        frame.pts = time - zero;
        yield { frame, time: seconds(time - zero, stream.timeBase) };
      } else if (time !== null && isWanted(seconds(time - zero, stream.timeBase))) count.lost++;
      frame.unref();
    }
  }
  try {
    if (start !== null) await seek(input, start, zero);
    let ended = false;
    while (!ended && !(untilFirst && count.first !== null)) {
      signal.throwIfAborted();
      // At once: the decoder then begins before this thread makes a picture of the frame before.
      const read = format.readFrameSync(packet);
      if (read < 0) {
        ended = true;
        if (read !== AVERROR_EOF) count.stopped = reason(read);
      } else if (packet.streamIndex !== stream.index || packet.size === 0) {
        packet.unref();
        continue;
      } else if (!hasKey && !packet.isKeyframe) {
        // What comes before the first key frame leans on what was not read.
        packet.unref();
        continue;
      } else {
        if (!hasKey) keyTime = known(packet.pts);
        hasKey = true;
        if (packet.isKeyframe && packet.data && sequence.isOther(packet.data)) {
          await context.sendPacket(null);
          yield* received(true);
          context.flushBuffers();
        }
        send();
      }

      // Where two streams were joined, a transport stream calls a packet corrupt that may be whole: the decoder finds out.
      const broken =
        !ended && packet.hasFlags(AV_PKT_FLAG_CORRUPT) && input.description.container !== 'mpeg-ts';
      const taken = broken ? -1 : await context.sendPacket(ended ? null : packet);
      packet.unref();
      if (taken < 0 && !ended) failed();
      yield* received(ended);
    }
    for (const lost of damage.ended()) lose(lost);
  } finally {
    count.times = timeline.notes();
    frame.free();
    packet.free();
    context.freeContext();
  }
}

/** Frames without a time at the beginning that are counted back from the first one with a time. */
const MOST_NAMELESS = 64;

/** Containers whose clock a recorder or a station may set anew within a file. */
const CHANGING_CLOCKS: readonly string[] = ['mpeg-ts', 'mpeg-ps'];

function known(ticks: bigint): bigint | null {
  return ticks === AV_NOPTS_VALUE ? null : ticks;
}

/** Frames of 1/25 s where the file does not say how long they are. */
export function usualDuration(
  { stream: { timeBase } }: Pick<VideoInput, 'stream'>,
  frameRate: number | null,
): bigint {
  return BigInt(Math.max(1, Math.round(timeBase.den / timeBase.num / (frameRate ?? 25))));
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
async function seek({ format, stream }: VideoInput, start: number, zero: bigint): Promise<void> {
  const ticks = zero + BigInt(Math.floor((start * stream.timeBase.den) / stream.timeBase.num));
  await format.seekFrame(stream.index, ticks, AVSEEK_FLAG_BACKWARD);
}
