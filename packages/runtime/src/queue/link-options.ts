import type { RedisAddress } from './redis-address.ts';

/** How a link is opened. */
export interface LinkOptions {
  readonly redis: RedisAddress;
  /** The beginning of all keys in Redis. */
  readonly project: string;
  /** `softwareHash` of the units' kinds. */
  readonly software: string;
  /** Seconds for which Redis may be away. */
  readonly patience: number;
}
