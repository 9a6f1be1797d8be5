import type { Pair } from '../graph/graph.ts';
import { type Message, numberIn, numbersIn } from './message.ts';
import type { CaffeReading } from './reading.ts';

/** One number for both directions, one for each, or a field for each. */
export function spatial(
  reading: CaffeReading,
  parameters: Message,
  [both, vertical, horizontal]: readonly [string, string, string],
  otherwise: number,
): Pair {
  const given = numbersIn(parameters, both);
  const first = given[0] ?? otherwise;
  const pair: Pair = [
    numberIn(parameters, vertical, first),
    numberIn(parameters, horizontal, given[1] ?? first),
  ];
  if (given.length > 2) reading.unsupported(`${both} with ${given.length} dimensions cannot be read.`);
  const least = both === 'pad' ? 0 : 1;
  if (!pair.every((size) => Number.isSafeInteger(size) && size >= least && size < 2 ** 20)) {
    reading.fail(`${both} is ${pair.join(' x ')}, but whole numbers from ${least} are expected.`);
  }
  return pair;
}
