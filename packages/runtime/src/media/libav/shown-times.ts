import { AV_NOPTS_VALUE } from 'node-av/constants';

/** Gives each decoded frame the time at which it is shown. */
export interface ShownTimes {
  /** A packet goes into the decoder. */
  sent(packet: { readonly pts: bigint; readonly dts: bigint }): void;
  /** The last packet could not be decoded. */
  packetFailed(): void;
  /** Frames are given in the order in which they are shown. Undefined where the file says nothing of times. */
  timeOf(pts: bigint): bigint | undefined;
}

/**
 * Most containers say when a frame is shown. AVI says only when one is decoded, and libav guesses the rest; as many frames are shown
 * as are decoded, so the frame that is shown as the n-th has the n-th time.
 *
 * @param hasTimes whether the container says when frames are shown
 */
export function shownTimes(hasTimes: boolean): ShownTimes {
  const decoded: bigint[] = [];
  return {
    sent({ pts, dts }) {
      const time = dts === AV_NOPTS_VALUE ? pts : dts;
      if (!hasTimes && time !== AV_NOPTS_VALUE) decoded.push(time);
    },
    packetFailed() {
      decoded.pop();
    },
    timeOf(pts) {
      if (!hasTimes) return decoded.shift();
      return pts === AV_NOPTS_VALUE ? undefined : pts;
    },
  };
}
