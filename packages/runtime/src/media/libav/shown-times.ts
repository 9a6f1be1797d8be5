/** Gives each decoded frame the time at which it is shown. */
export interface ShownTimes {
  /** A packet goes into the decoder. */
  sent(packet: { readonly pts: bigint | null; readonly dts: bigint | null }): void;
  /** The last packet could not be decoded. */
  packetFailed(): void;
  /** Frames are given in the order in which they are shown. Null where the file says nothing of the time. */
  timeOf(pts: bigint | null): bigint | null;
  /** Whether the file says when frames are decoded, and not when they are shown. Known when the first frame is given. */
  isOfDecoding(): boolean;
}

/**
 * Most containers say when a frame is shown. AVI says only when one is decoded, and libav guesses the rest; and so does an MP4
 * that lacks the table of the differences. As many frames are shown as are decoded, so the frame that is shown as the
 * n-th has the n-th time.
 *
 * @param hasTimes whether the container can say when frames are shown
 * @param isReordered whether the codec says that frames are shown in another order than they are decoded
 */
export function shownTimes(hasTimes: boolean, isReordered: boolean): ShownTimes {
  const decoded: bigint[] = [];
  let packets = 0;
  let alike = true;
  let ofDecoding: boolean | null = hasTimes ? null : true;
  return {
    sent({ pts, dts }) {
      packets++;
      if (pts === null || pts !== dts) alike = false;
      const time = dts ?? pts;
      if (time !== null && ofDecoding !== false) decoded.push(time);
    },
    packetFailed() {
      decoded.pop();
    },
    timeOf(pts) {
      // With frames that are shown out of order, the two times of some packet differ.
      ofDecoding ??= isReordered && alike && packets > 1;
      return ofDecoding ? (decoded.shift() ?? null) : pts;
    },
    isOfDecoding: () => ofDecoding === true,
  };
}
