import {
  type Code,
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
import { blended, type Loop } from './loop.ts';
import { type FlowMemory, roundUpToFour, WORD } from './memory.ts';
import { linearPlace } from './shrink.ts';
import { blend, eachFour, VECTOR } from './statements.ts';

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
  const [rows, along] = [memory.loop('blendRows'), memory.loop('readPlaces')];
  return (source, out) => {
    down.forEach(({ below }, y) => {
      for (const plane of ['u', 'v'] as const) {
        const row = source[plane] + below * fromStep;
        rows(row, row + fromStep, downShares + WORD * y, middle, from.width);
        along(middle, offsets, shares, factorAt, out[plane] + y * toStep, to.width);
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

const blendRows: Loop = {
  code: functionCode('blendRows', 5, ([above, below, share, out, count]) => [
    eachFour(
      count,
      store(get(out), blend(load(get(above)), load(get(below)), loadFourTimes(get(share)))),
      ...[above, below, out].map((address) => move(address, i32(VECTOR))),
    ),
  ]),
  plain({ floats }, above, below, share, out, count) {
    const [a, b, to] = [above / WORD, below / WORD, out / WORD];
    for (let i = 0; i < roundUpToFour(count); i++)
      floats[to + i] = blended(floats[a + i], floats[b + i], floats[share / WORD]);
  },
};

const readPlaces: Loop = {
  code: functionCode('readPlaces', 6, ([line, offsets, shares, factor, out, count], locals) => {
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
  }),
  plain({ floats, integers }, line, offsets, shares, factor, out, count) {
    const [offset, share, to] = [offsets / WORD, shares / WORD, out / WORD];
    for (let i = 0; i < roundUpToFour(count); i++) {
      const from = (line + integers[offset + i]) / WORD;
      floats[to + i] = blended(floats[from], floats[from + 1], floats[share + i]) * floats[factor / WORD];
    }
  },
};

/** The loops of enlarging. */
export const enlargeLoops: readonly Loop[] = [blendRows, readPlaces];
