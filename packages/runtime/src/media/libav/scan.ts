import { setImmediate } from 'node:timers/promises';
import { Packet } from 'node-av';
import { AV_NOPTS_VALUE } from 'node-av/constants';
import { usualDuration } from './decode.ts';
import { seconds, type VideoInput } from './input.ts';
import { openTimeline } from './timeline.ts';

/** What a look at the times of all packets tells, without decoding any. */
export interface PacketScan {
  /** Whether the clock begins anew, or jumps: such a file cannot be searched by time. */
  readonly hasJumps: boolean;
  /** Seconds from the first packet to the end of the last one, with jumps closed; null where there is none with a time. */
  readonly length: number | null;
}

/** Packets between two looks at what else is to be done. */
const AT_ONCE = 1000;

/** Reads the times of all packets of the video track. */
export async function scanPackets(input: VideoInput, signal: AbortSignal): Promise<PacketScan> {
  const { format, stream } = input;
  const usual = usualDuration(input, input.description.frameRate);
  const tick = stream.timeBase.num / stream.timeBase.den;
  const timeline = openTimeline({ tick, usual, first: null, clockChanges: true });
  const packet = new Packet();
  packet.alloc();
  let first: bigint | null = null;
  let end: bigint | null = null;
  try {
    for (let packets = 0; format.readFrameSync(packet) >= 0; packets++) {
      if (packets % AT_ONCE === 0) {
        signal.throwIfAborted();
        await setImmediate();
      }
      if (packet.streamIndex === stream.index && packet.dts !== AV_NOPTS_VALUE) {
        const at = timeline.place(packet.dts, packet.duration);
        first ??= at;
        if (at !== null) end = at + (packet.duration > 0n ? packet.duration : usual);
      }
      packet.unref();
    }
  } finally {
    packet.free();
  }
  return {
    hasJumps: timeline.notes().jumps.length > 0,
    length: first === null || end === null ? null : seconds(end - first, stream.timeBase),
  };
}
