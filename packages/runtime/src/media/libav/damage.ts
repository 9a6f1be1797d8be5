/**
 * Tells which frames of a damaged video can be trusted. A frame is predicted from others, so what follows a broken packet is
 * wrong up to the next key frame; and frames that are decoded behind a key frame, but shown before it, may still lean
 * on what was before it.
 */
export interface DamageRecord {
  /** A packet went into the decoder: the next in the order of decoding. */
  sent(packet: { readonly isKey: boolean; readonly time: bigint }): void;
  /** The last packet could not be decoded. */
  packetFailed(): void;
  /** Whether a frame that came out can be trusted. */
  isSound(frame: { readonly time: bigint; readonly isKey: boolean; readonly isDamaged: boolean }): boolean;
}

interface SentPacket {
  readonly time: bigint;
  readonly isKey: boolean;
  /** Whether it, or one before it back to its key frame, is broken. */
  isBroken: boolean;
  /** The key frame that it stands on, if any was sent. */
  readonly key: SentPacket | undefined;
  /** Whether what was shown before its key frame is broken: what is decoded behind it and shown before it is so too. */
  readonly startedBroken: boolean;
}

/** A decoder holds back fewer frames than this. */
const REMEMBERED = 256;

export function damageRecord(): DamageRecord {
  const packets: SentPacket[] = [];
  let failing = false;

  const markFrom = (at: number): void => {
    for (let i = at; i < packets.length && (i === at || !packets[i].isKey); i++) packets[i].isBroken = true;
  };
  return {
    sent({ isKey, time }) {
      const before = packets.at(-1);
      const broken = before?.isBroken ?? failing;
      const packet: SentPacket = {
        time,
        isKey,
        isBroken: isKey ? false : broken,
        key: isKey ? undefined : before?.isKey ? before : before?.key,
        startedBroken: broken,
      };
      packets.push(packet);
      if (packets.length > REMEMBERED) packets.shift();
      failing = false;
    },
    packetFailed() {
      failing = true;
      markFrom(packets.length - 1);
    },
    isSound({ time, isKey, isDamaged }) {
      const at = packets.findLastIndex((packet) => packet.time === time);
      // A frame without a time of its own is judged by the packet that went in last.
      const i = at >= 0 ? at : packets.length - 1;
      if (i < 0) return !isDamaged;
      if (isDamaged) {
        markFrom(i);
        return false;
      }
      const packet = packets[i];
      if (packet.isKey || (isKey && at >= 0)) return !packet.isBroken;
      const { key } = packet;
      if (key?.startedBroken && time < key.time) return false;
      return !packet.isBroken;
    },
  };
}
