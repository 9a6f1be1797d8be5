import { availableParallelism } from 'node:os';

/** How many workers run where the user names no number. */
export function defaultWorkers(): number {
  return Math.max(1, availableParallelism());
}
