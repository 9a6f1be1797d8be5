import { unitsWithLengths, unitsWithStartCodes } from '@wince/media';

/**
 * Tells packets with which a stream says anew what its frames are like, as where two recordings were joined. A decoder forgets what
 * it still holds of the frames before such a packet.
 */
export interface SequenceWatch {
  /** Whether the packet, the next in the order of decoding, is a key frame of another kind than those before it. */
  isOther(packet: Uint8Array): boolean;
}

/** What a stream says of its frames: the first unit of this kind in a packet. */
interface Header {
  readonly isHeader: (unit: Uint8Array) => boolean;
  /** How much of it says how large the frames are. */
  readonly length: number;
}

const HEADERS: Readonly<Record<string, Header>> = {
  h264: { isHeader: (unit) => (unit[0] & 31) === 7, length: 64 },
  hevc: { isHeader: (unit) => ((unit[0] >> 1) & 63) === 33, length: 64 },
  // The code of a sequence, then the width and height of its frames.
  mpeg2video: { isHeader: (unit) => unit[0] === 0xb3, length: 4 },
  mpeg1video: { isHeader: (unit) => unit[0] === 0xb3, length: 4 },
};

/** @param extra the codec's parameter sets as the container has them */
export function watchSequence(codec: string, extra: Uint8Array | null): SequenceWatch {
  const header = HEADERS[codec];
  if (!header) return { isOther: () => false };
  const hasLengths = extra !== null && extra[0] === 1;
  const lengthBytes = hasLengths ? (extra[codec === 'hevc' ? 21 : 4] & 3) + 1 : 0;
  let known: string | null = null;
  return {
    isOther(packet) {
      const units = lengthBytes > 0 ? unitsWithLengths(packet, lengthBytes) : unitsWithStartCodes(packet);
      for (const unit of units) {
        if (!header.isHeader(unit)) continue;
        const found = unit.subarray(0, header.length).join();
        const isOther = known !== null && known !== found;
        known = found;
        return isOther;
      }
      return false;
    },
  };
}
