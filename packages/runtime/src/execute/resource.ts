/** Where a worker holds what it has opened. */
export interface Holder {
  /** Called when the worker has nothing more to do, the last one first. */
  atEnd(close: () => Promise<void>): void;
  /** Closes everything. */
  close(): Promise<void>;
}

/** Opens something for a holder, or gives what the holder has under the same key already. */
export type Resource<Opened> = (holder: Holder, key: string, open: () => Promise<Opened>) => Promise<Opened>;

/** An empty holder: each worker has one. */
export function openHolder(): Holder {
  const closings: (() => Promise<void>)[] = [];
  return {
    atEnd: (close) => closings.push(close),
    async close() {
      for (let close = closings.pop(); close; close = closings.pop()) await close();
    },
  };
}

/**
 * Declares what is costly to open and serves many units: a network's session, a joined table.
 *
 * @param options `keep`: how many of them a worker holds at once, the last ones used; all by default.
 *   `close`: what is done when one is let go
 */
export function defineResource<Opened>({
  keep = Number.POSITIVE_INFINITY,
  close = async () => {},
}: {
  readonly keep?: number;
  readonly close?: (opened: Opened) => Promise<void>;
} = {}): Resource<Opened> {
  const held = new WeakMap<Holder, Map<string, Promise<Opened>>>();
  return async (holder, key, open) => {
    const own = held.get(holder) ?? new Map<string, Promise<Opened>>();
    if (!held.has(holder)) {
      held.set(holder, own);
      holder.atEnd(async () => {
        // What could not be opened has been told already, and holds nothing.
        for (const opening of own.values()) await opening.then(close, () => {});
        own.clear();
      });
    }
    const known = own.get(key);
    own.delete(key);
    for (const [oldest, opening] of own) {
      if (own.size < keep) break;
      own.delete(oldest);
      await opening.then(close);
    }
    const opening = known ?? open();
    own.set(key, opening);
    try {
      return await opening;
    } catch (error) {
      own.delete(key);
      throw error;
    }
  };
}
