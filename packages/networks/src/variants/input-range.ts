import type { Preprocessing } from '../preprocessing.ts';
import type { Range } from './quantisation.ts';

/** Between what the values lie that preprocessing makes of bytes. */
export function inputRange({ mean, scale }: Preprocessing): Range {
  let [least, most] = mean === null ? [0, 0] : [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const each of mean ?? []) [least, most] = [Math.min(least, each), Math.max(most, each)];
  return { least: -most * scale, most: (255 - least) * scale };
}
