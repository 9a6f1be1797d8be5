import { damagedSound, SOUND_TOLERANCE, type SoundPiece, soundClock } from '@wince/media';
import { CodecContext, Dictionary, Frame, Packet } from 'node-av';
import {
  AV_FRAME_FLAG_CORRUPT,
  AV_NOPTS_VALUE,
  AV_PKT_FLAG_CORRUPT,
  AVERROR_EAGAIN,
  AVERROR_EOF,
  AVSEEK_FLAG_BACKWARD,
} from 'node-av/constants';
import type { SoundCount } from '../recorded-sound.ts';
import { reason, seconds } from './input.ts';
import type { SoundInput } from './sound-input.ts';
import { monoOf } from './sound-samples.ts';

export interface SoundDecodeOptions {
  readonly name: string;
  /** Reading begins at or before it, in seconds. */
  readonly start: number;
  /** Whether sound that is lost at this time is sound that was asked for. */
  readonly isWanted: (time: number) => boolean;
  readonly signal: AbortSignal;
}

/** Bytes of a packet of plain samples in WAV, which libav would cut into a tenth of a second or less. */
const PLAIN_PACKET = '16384';

/** Packets from one turn of other work to the next. */
const TURN = 16;

/** Decodes the sound of a file, one packet after the other, on one thread. */
export async function* decodeSound(
  input: SoundInput,
  { name, start, isWanted, signal }: SoundDecodeOptions,
  count: SoundCount,
): AsyncGenerator<SoundPiece, void, undefined> {
  const { format, stream, zero } = input;
  const { sampleRate } = input.description;
  const { num, den } = stream.timeBase;
  const isPlain = input.description.codec.startsWith('pcm_');
  const context = await openDecoder(input, name);
  const packet = new Packet();
  packet.alloc();
  const frame = new Frame();
  frame.alloc();
  try {
    if (isPlain && input.description.container === 'wav') format.setOption('max_size', PLAIN_PACKET);
    if (start > 0) await seek(input, start);
    const clock = soundClock(SOUND_TOLERANCE * sampleRate);
    let sentTime = AV_NOPTS_VALUE;
    const lose = (time: number | undefined) => {
      if (time === undefined || isWanted(time)) count.lost++;
    };
    const failed = () =>
      lose(sentTime === AV_NOPTS_VALUE ? undefined : seconds(sentTime - zero, stream.timeBase));
    let packets = 0;
    let ended = false;
    while (!ended) {
      signal.throwIfAborted();
      // A packet of sound is small: most are read at once, and now and then other work has its turn.
      const read = packets++ % TURN === 0 ? await format.readFrame(packet) : format.readFrameSync(packet);
      if (read < 0) {
        ended = true;
        if (read !== AVERROR_EOF) count.stopped = reason(read);
      } else if (packet.streamIndex !== stream.index || packet.size === 0) {
        packet.unref();
        continue;
      } else sentTime = packet.pts;

      // Of plain samples that were cut off, those that are there are good.
      const broken = !ended && packet.hasFlags(AV_PKT_FLAG_CORRUPT) && !isPlain;
      const sent = broken ? -1 : context.sendPacketSync(ended ? null : packet);
      packet.unref();
      if (sent < 0 && !ended) failed();
      for (;;) {
        const got = context.receiveFrameSync(frame);
        if (got === AVERROR_EAGAIN || got === AVERROR_EOF) break;
        if (got < 0 || frame.decodeErrorFlags !== 0 || frame.hasFlags(AV_FRAME_FLAG_CORRUPT)) {
          failed();
          frame.unref();
          continue;
        }
        if (frame.sampleRate !== sampleRate)
          throw damagedSound(name, `its sample rate changes from ${sampleRate} to ${frame.sampleRate} Hz`);
        const samples = monoOf(frame);
        // In one fraction, so that whole samples stay whole.
        const stated =
          frame.pts === AV_NOPTS_VALUE ? undefined : (Number(frame.pts - zero) * num * sampleRate) / den;
        frame.unref();
        const { position, overlap } = clock.place(stated, samples.length);
        count.end = clock.end / sampleRate;
        if (overlap < samples.length) yield { position, samples: samples.subarray(overlap) };
        else if (samples.length > 0) lose(position / sampleRate);
      }
    }
    count.reachedEnd = true;
  } finally {
    frame.free();
    packet.free();
    context.freeContext();
  }
}

async function openDecoder(
  { stream, decoder, description }: SoundInput,
  name: string,
): Promise<CodecContext> {
  const context = new CodecContext();
  context.allocContext3(decoder);
  // FLAC holds a checksum of each packet; the decoder looks at it only when asked.
  const settings = Dictionary.fromObject(
    description.codec === 'flac' ? { err_detect: 'crccheck+explode' } : {},
  );
  try {
    context.parametersToContext(stream.codecpar);
    context.pktTimebase = stream.timeBase;
    context.threadCount = 1;
    const opened = await context.open2(decoder, settings);
    if (opened < 0) throw damagedSound(name, `its decoder does not start: ${reason(opened)}`);
    return context;
  } catch (error) {
    context.freeContext();
    throw error;
  } finally {
    settings.free();
  }
}

async function seek({ format, stream, zero }: SoundInput, start: number): Promise<void> {
  const ticks = zero + BigInt(Math.floor((start * stream.timeBase.den) / stream.timeBase.num));
  await format.seekFrame(stream.index, ticks, AVSEEK_FLAG_BACKWARD);
}
