import type { StoreAddress } from '../store/index.ts';
import type { Outcome } from './outcome.ts';
import type { Unit } from './unit.ts';

/** What a thread is told when it starts. */
export interface ThreadSetup {
  /** The channel over which threads are told to close what they hold, and answer with their number. */
  readonly channel: string;
}

/** The word on the channel that makes threads close what they hold. */
export const CLOSE = 'close';

/** A unit on its way to a thread. */
export interface ThreadTask {
  readonly unit: Unit;
  /** Where the store is, with those inputs that it holds in memory. */
  readonly store: StoreAddress;
  /** A number that threads share: not 0 once the whole work is to stop. */
  readonly stop: Int32Array;
}

/** What a thread hands back. */
export interface ThreadAnswer {
  readonly thread: number;
  readonly outcome: Outcome<Uint8Array>;
}
