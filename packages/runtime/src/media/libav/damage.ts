/**
 * Tells which frames of a damaged video can be trusted. A frame is predicted from others, so what is decoded behind a broken
 * packet is wrong up to the next key frame; and what is decoded behind that key frame, but shown before it, may lean on
 * what was wrong.
 */
export interface DamageRecord {
  /** A packet goes into the decoder: the next in the order of decoding. `time` is when its frame is shown. */
  sent(packet: { readonly isKey: boolean; readonly time: bigint }): void;
  /** The last packet could not be decoded. */
  packetFailed(): void;
  /** Whether a frame that came out can be trusted. `isDamaged`: the decoder itself says that it is broken. */
  isSound(frame: { readonly time: bigint; readonly isDamaged: boolean }): boolean;
}

/** Packets that are remembered; a decoder holds back far fewer frames. */
const REMEMBERED = 256;

export function damageRecord(): DamageRecord {
  const packets: { readonly time: bigint; readonly isKey: boolean; isBroken: boolean }[] = [];

  /** The packet, and what is decoded behind it up to the next key frame. */
  const markBroken = (first: number) => {
    for (let i = first; i < packets.length && (i === first || !packets[i].isKey); i++)
      packets[i].isBroken = true;
  };
  return {
    sent({ isKey, time }) {
      packets.push({ time, isKey, isBroken: !isKey && (packets.at(-1)?.isBroken ?? false) });
      if (packets.length > REMEMBERED) packets.shift();
    },
    packetFailed() {
      markBroken(packets.length - 1);
    },
    isSound({ time, isDamaged }) {
      const found = packets.findLastIndex((packet) => packet.time === time);
      // A frame without a time of its own is judged by the packet that went in last.
      const own = found >= 0 ? found : packets.length - 1;
      if (own < 0) return !isDamaged;
      if (isDamaged) markBroken(own);
      if (packets[own].isBroken) return false;
      const key = packets.findLastIndex((packet, i) => i <= own && packet.isKey);
      const leansOnBefore = key > 0 && time < packets[key].time;
      return !(leansOnBefore && packets[key - 1].isBroken);
    },
  };
}
