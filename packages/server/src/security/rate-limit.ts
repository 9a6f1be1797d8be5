/** How often something may be done. */
export interface RateLimit {
  /** Takes one of what is left. @returns false where nothing is left */
  take(): boolean;
}

/**
 * A bucket that fills again with time.
 *
 * @param burst how much it holds
 * @param perSecond how much comes back in a second
 * @param now milliseconds; the clock of the machine where nothing is said
 */
export function openRateLimit(burst: number, perSecond: number, now: () => number = Date.now): RateLimit {
  let left = burst;
  let last = now();
  return {
    take() {
      const time = now();
      left = Math.min(burst, left + (Math.max(0, time - last) / 1000) * perSecond);
      last = time;
      if (left < 1) return false;
      left -= 1;
      return true;
    },
  };
}
