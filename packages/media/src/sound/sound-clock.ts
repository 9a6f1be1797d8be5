/** By so much the time of a packet may differ from the end of the one before, in seconds, before it counts as a gap. */
export const SOUND_TOLERANCE = 0.01;

/** Says where decoded pieces of sound lie. Positions are in samples from time 0 of the recording. */
export interface SoundClock {
  /**
   * @param stated where the container says that the piece begins; undefined where it says nothing
   * @param count samples of the piece
   * @returns where it begins, and how many of its first samples lie in what came before and are left out
   */
  place(stated: number | undefined, count: number): { readonly position: number; readonly overlap: number };
  /** Where the last piece ended. */
  readonly end: number;
}

/**
 * Samples follow each other; containers round the times of packets (Matroska to 1 ms), and recorders let them waver. So a piece
 * begins where the one before ended, unless the container says otherwise by more than the tolerance: then something is
 * missing, and the piece begins where the container says.
 *
 * @param tolerance in samples
 */
export function soundClock(tolerance: number): SoundClock {
  let end: number | undefined;
  return {
    place(stated, count) {
      const expected = end ?? stated ?? 0;
      const differs = stated !== undefined && Math.abs(stated - expected) > tolerance;
      if (differs && stated < expected) {
        const overlap = Math.min(count, Math.round(expected - stated));
        end = expected + count - overlap;
        return { position: expected, overlap };
      }
      const position = differs ? stated : expected;
      end = position + count;
      return { position, overlap: 0 };
    },
    get end() {
      return end ?? 0;
    },
  };
}
