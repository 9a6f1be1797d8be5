/**
 * Tells which frames of a damaged video can be trusted, and which are missing. A frame is predicted from others, so what is decoded
 * behind a broken packet is wrong up to the next key frame; and what is decoded behind that key frame, but shown before it,
 * may lean on what was wrong.
 */
export interface DamageRecord {
  /**
   * A packet goes into the decoder: the next in the order of decoding. `time` is when its frame is shown. Of one that is not shown, or at a
   * time that is not known, no frame is missed.
   */
  sent(packet: { readonly isKey: boolean; readonly time: bigint; readonly isShown?: boolean }): void;
  /** The last packet could not be decoded. */
  packetFailed(): void;
  /**
   * A frame came out; the next in the order in which they are shown. `isDamaged`: the decoder itself says that it is broken.
   *
   * @returns whether it can be trusted, and the times of frames that should have come out before it and did not
   */
  came(frame: { readonly time: bigint; readonly isDamaged: boolean }): {
    readonly isSound: boolean;
    readonly missing: readonly bigint[];
  };
  /** The last frame came out. @returns the times of those that did not */
  ended(): readonly bigint[];
}

interface SentPacket {
  readonly time: bigint;
  readonly isKey: boolean;
  /** Whether it, or what it is predicted from, is broken. */
  isBroken: boolean;
  /** Whether its frame came out, or was told to be lost. */
  isAnswered: boolean;
}

/** Packets that are remembered; a decoder holds back far fewer frames. */
const REMEMBERED = 256;

/** @param isSteady whether each packet gives one frame that is shown: else a packet without a frame is no damage */
export function damageRecord(isSteady: boolean): DamageRecord {
  const packets: SentPacket[] = [];

  /** The packet, and what is decoded behind it up to the next key frame. */
  const markBroken = (first: number) => {
    for (let i = first; i < packets.length && (i === first || !packets[i].isKey); i++)
      packets[i].isBroken = true;
  };
  const missingBefore = (time: bigint | null): readonly bigint[] => {
    if (!isSteady) return [];
    const missing: bigint[] = [];
    for (const [i, packet] of packets.entries()) {
      if (packet.isAnswered || (time !== null && packet.time >= time)) continue;
      packet.isAnswered = true;
      missing.push(packet.time);
      markBroken(i);
    }
    return missing;
  };
  return {
    sent({ isKey, time, isShown = true }) {
      const isBroken = !isKey && (packets.at(-1)?.isBroken ?? false);
      packets.push({ time, isKey, isBroken, isAnswered: !isShown });
      if (packets.length > REMEMBERED) packets.shift();
    },
    packetFailed() {
      const last = packets.at(-1);
      if (!last) return;
      last.isAnswered = true;
      markBroken(packets.length - 1);
    },
    came({ time, isDamaged }) {
      const missing = missingBefore(time);
      const found = packets.findLastIndex((packet) => packet.time === time);
      // A frame without a time of its own is judged by the packet that went in last.
      const own = found >= 0 ? found : packets.length - 1;
      if (own < 0) return { isSound: !isDamaged, missing };
      packets[own].isAnswered = true;
      if (isDamaged) markBroken(own);
      const key = packets.findLastIndex((packet, i) => i <= own && packet.isKey);
      const leansOnBroken = key > 0 && time < packets[key].time && packets[key - 1].isBroken;
      return { isSound: !packets[own].isBroken && !leansOnBroken, missing };
    },
    ended: () => missingBefore(null),
  };
}
