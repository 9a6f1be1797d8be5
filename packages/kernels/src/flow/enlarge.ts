import {
  type Code,
  type FunctionCode,
  f32x4Add,
  f32x4Subtract,
  f32x4Times,
  functionCode,
  get,
  i32,
  i32Add,
  i32Load,
  lanes,
  load,
  loadFourTimes,
  move,
  set,
  store,
  withLane64,
  zeros,
} from '../webassembly/assembler.ts';
import type { Planes } from './equations.ts';
import { eachFour, VECTOR } from './loops.ts';
import { type FlowMemory, roundUpToFour, WORD } from './memory.ts';
import { linearPlace } from './shrink.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Reads a field at the resolution of a finer level, linearly at half-pixel centres, its vectors made longer alike. */
export function openEnlarger(
  memory: FlowMemory,
  from: Size,
  to: Size,
  factor: number,
): (source: Planes, out: Planes) => void {
  const across = places(from.width, to.width);
  const down = places(from.height, to.height);
  const [fromStep, toStep] = [from.width, to.width].map((width) => WORD * roundUpToFour(width));
  const downShares = memory.floats(down.map(({ share }) => share));
  const offsets = memory.integers(across.map(({ below }) => WORD * below));
  const shares = memory.floats(across.map(({ share }) => share));
  const factorAt = memory.floats([factor]);
  const middle = memory.room(fromStep / WORD);
  const [blendRows, readPlaces] = [memory.exported('blendRows'), memory.exported('readPlaces')];
  return (source, out) => {
    down.forEach(({ below }, y) => {
      for (const plane of ['u', 'v'] as const) {
        const row = source[plane] + below * fromStep;
        blendRows(row, row + fromStep, downShares + WORD * y, middle, from.width);
        readPlaces(middle, offsets, shares, factorAt, out[plane] + y * toStep, to.width);
      }
    });
  };
}

/** Places between two samples: the last sample is the whole way from the one before it. */
function places(from: number, to: number) {
  return Array.from({ length: to }, (_, i) => {
    const { below, share } = linearPlace(i, from, to);
    return below === from - 1 && from > 1 ? { below: from - 2, share: 1 } : { below, share };
  });
}

const blend = (from: Code, to: Code, share: Code): Code =>
  f32x4Add(from, f32x4Times(share, f32x4Subtract(to, from)));

const blendRows = functionCode('blendRows', 5, ([above, below, share, out, count]) => [
  eachFour(
    count,
    store(get(out), blend(load(get(above)), load(get(below)), loadFourTimes(get(share)))),
    ...[above, below, out].map((address) => move(address, i32(VECTOR))),
  ),
]);

const readPlaces = functionCode('readPlaces', 6, ([line, offsets, shares, factor, out, count], locals) => {
  const [first, second] = locals.vectors(2);
  const pair = (local: number, lane: number): Code => [
    ...set(local, withLane64(zeros, i32Add(get(line), i32Load(get(offsets), WORD * lane)), 0)),
    ...set(local, withLane64(get(local), i32Add(get(line), i32Load(get(offsets), WORD * (lane + 1))), 1)),
  ];
  const places = (...picked: readonly number[]): Code => lanes(get(first), get(second), ...picked);
  return [
    eachFour(
      count,
      pair(first, 0),
      pair(second, 2),
      store(
        get(out),
        f32x4Times(
          blend(places(0, 2, 4, 6), places(1, 3, 5, 7), load(get(shares))),
          loadFourTimes(get(factor)),
        ),
      ),
      ...[offsets, shares, out].map((address) => move(address, i32(VECTOR))),
    ),
  ];
});

/** The loops of enlarging. */
export const enlargeCode: readonly FunctionCode[] = [blendRows, readPlaces];
