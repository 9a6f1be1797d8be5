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

/** How often something may be done for each of many names. */
export interface RateLimits {
  take(name: string): boolean;
  /** Begins anew for a name. */
  forget(name: string): void;
}

/** Names that are remembered: whoever invents more makes the oldest ones forgotten, and has a limit of the address. */
const NAMES = 10_000;

/** A bucket for each name. */
export function openRateLimits(burst: number, perSecond: number, now: () => number = Date.now): RateLimits {
  const limits = new Map<string, RateLimit>();
  return {
    take(name) {
      const own = limits.get(name) ?? openRateLimit(burst, perSecond, now);
      limits.delete(name);
      limits.set(name, own);
      for (const oldest of limits.keys()) {
        if (limits.size <= NAMES) break;
        limits.delete(oldest);
      }
      return own.take();
    },
    forget: (name) => void limits.delete(name),
  };
}
