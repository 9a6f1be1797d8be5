/**
 * Tells which frames of a damaged video can be trusted, and which are missing. A frame is predicted from others, so what is decoded
 * behind a broken packet is wrong up to the next key frame; and what is decoded behind that key frame, but shown before it,
 * may lean on what was wrong. Nothing that is shown behind a key frame leans on what is shown before it.
 */
export interface DamageRecord {
  /**
   * A packet goes into the decoder: the next in the order of decoding. `time` is when its frame is shown; null where that is not
   * known. Of one that is not shown, or at a time that is not known, no frame is missed.
   */
  sent(packet: {
    readonly isKey: boolean;
    readonly time: bigint | null;
    readonly isShown?: boolean;
    /** Whether the clock of the container begins anew, or jumps, with this packet. */
    readonly isNewClock?: boolean;
  }): void;
  /** The last packet could not be decoded. */
  packetFailed(): void;
  /**
   * A frame came out; the next in the order in which they are shown. `isDamaged`: the decoder itself says that it is broken.
   *
   * @returns whether it can be trusted, and the times of frames that should have come out before it and did not
   */
  came(frame: { readonly time: bigint | null; readonly isDamaged: boolean }): {
    readonly isSound: boolean;
    readonly missing: readonly bigint[];
  };
  /** The last frame came out. @returns the times of those that did not */
  ended(): readonly bigint[];
  /** Times of packets are not those at which their frames are shown: from here on a frame that stays away is not noticed. */
  forgetOrder(): void;
}

interface SentPacket {
  readonly time: bigint | null;
  /** The so-manieth clock of the container. */
  readonly clock: number;
  readonly isKey: boolean;
  /** Whether it is decoded behind a key frame and shown before it. */
  readonly isLeading: boolean;
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
  let expectsAll = isSteady;
  let began = false;
  let clock = 0;

  const keyBefore = (index: number) => packets.findLastIndex((packet, i) => i <= index && packet.isKey);
  /** The packet, and what is decoded behind it up to the next key frame and may lean on it. */
  const markBroken = (first: number) => {
    const { isLeading } = packets[first];
    for (let i = first; i < packets.length && (i === first || !packets[i].isKey); i++)
      if (!isLeading || packets[i].isLeading) packets[i].isBroken = true;
  };
  /** Whether a packet that comes behind these leans on a broken one. */
  const leans = (isLeading: boolean): boolean => {
    for (let i = packets.length - 1; i >= 0; i--) {
      const packet = packets[i];
      if (packet.isBroken && (isLeading || !packet.isLeading)) return true;
      if (packet.isKey) return false;
    }
    return false;
  };
  /** Of the packets that are shown before a time, or at any, those whose frames did not come. */
  const missingBefore = (frame: { time: bigint; clock: number } | null): readonly bigint[] => {
    if (!expectsAll) return [];
    const missing: bigint[] = [];
    for (const [i, packet] of packets.entries()) {
      if (packet.isAnswered || packet.time === null) continue;
      if (
        frame &&
        (packet.clock > frame.clock || (packet.clock === frame.clock && packet.time >= frame.time))
      )
        continue;
      packet.isAnswered = true;
      // Where decoding begins, what leans on frames that were never read does not come out.
      if (!began && !packet.isBroken) continue;
      missing.push(packet.time);
      markBroken(i);
    }
    return missing;
  };
  /** Whether what is shown behind the key frame before this one is broken. */
  const isGroupBroken = (key: number): boolean => {
    for (let i = key - 1; i >= 0; i--) {
      if (packets[i].isBroken && !packets[i].isLeading) return true;
      if (packets[i].isKey) return false;
    }
    return false;
  };
  return {
    sent({ isKey, time, isShown = true, isNewClock = false }) {
      if (isNewClock) clock++;
      const key = isKey ? undefined : packets[keyBefore(packets.length - 1)];
      const isLeading =
        time !== null && key !== undefined && key.clock === clock && key.time !== null && time < key.time;
      const isBroken = !isKey && leans(isLeading);
      packets.push({ time, clock, isKey, isLeading, isBroken, isAnswered: !isShown || time === null });
      if (packets.length > REMEMBERED) packets.shift();
    },
    packetFailed() {
      const last = packets.at(-1);
      if (!last) return;
      last.isAnswered = true;
      markBroken(packets.length - 1);
    },
    came({ time, isDamaged }) {
      const isOwn = (packet: SentPacket) => packet.time === time && !packet.isAnswered;
      const found = time === null ? -1 : packets.findIndex(isOwn);
      // A frame without a time of its own is judged by the packet that went in last.
      const own = found >= 0 ? found : packets.length - 1;
      const missing = time === null || own < 0 ? [] : missingBefore({ time, clock: packets[own].clock });
      began = true;
      if (own < 0) return { isSound: !isDamaged, missing };
      packets[own].isAnswered = true;
      if (isDamaged) markBroken(own);
      const leansOnBroken = packets[own].isLeading && isGroupBroken(keyBefore(own));
      return { isSound: !packets[own].isBroken && !leansOnBroken, missing };
    },
    ended() {
      const missing = missingBefore(null);
      began = true;
      return missing;
    },
    forgetOrder() {
      expectsAll = false;
    },
  };
}
