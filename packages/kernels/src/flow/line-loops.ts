import {
  type Code,
  functionCode,
  get,
  i32,
  i32Add,
  i32Subtract,
  i32Times,
  load,
  loadFourTimes,
  move,
  set,
  store,
  zeros,
} from '../webassembly/assembler.ts';
import { type Loop, round } from './loop.ts';
import { roundUpToFour, WORD } from './memory.ts';
import { addProduct, eachFour, eachOne, VECTOR } from './statements.ts';

/**
 * Repeats the ends of each of `planes` lines that lie `pitch` bytes apart: the value at `first` into the `before` floats
 * before it, that at `last` into the `behind` floats behind it. Both are multiples of 4.
 */
export const repeatEnds: Loop = {
  code: functionCode('repeatEnds', 6, ([first, last, before, behind, planes, pitch], locals) => {
    const [to, left] = locals.integers(2);
    const [value] = locals.vectors(1);
    const fill = (from: Code, count: number): Code => [
      ...set(to, from),
      ...set(left, get(count)),
      ...eachFour(left, store(get(to), get(value)), move(to, i32(VECTOR))),
    ];
    return [
      eachOne(
        planes,
        set(value, loadFourTimes(get(first))),
        fill(i32Subtract(get(first), i32Times(get(before), i32(4))), before),
        set(value, loadFourTimes(get(last))),
        fill(i32Add(get(last), i32(4)), behind),
        move(first, get(pitch)),
        move(last, get(pitch)),
      ),
    ];
  }),
  plain({ floats }, first, last, before, behind, planes, pitch) {
    for (let p = 0; p < planes; p++) {
      const [start, end] = [(first + p * pitch) / WORD, (last + p * pitch) / WORD];
      floats.fill(floats[start], start - before, start);
      floats.fill(floats[end], end + 1, end + 1 + behind);
    }
  },
};

/** The weighted sum of `taps` lines that lie `step` bytes apart: out = sum over k of weights[k] * line k. */
export const weighLines: Loop = {
  code: functionCode('weighLines', 6, ([lines, step, weights, taps, out, count], locals) => {
    const [line, weight, left] = locals.integers(3);
    const [sum] = locals.vectors(1);
    return [
      eachFour(
        count,
        set(line, get(lines)),
        set(weight, get(weights)),
        set(left, get(taps)),
        set(sum, zeros),
        eachOne(
          left,
          addProduct(sum, loadFourTimes(get(weight)), load(get(line))),
          move(line, get(step)),
          move(weight, i32(4)),
        ),
        store(get(out), get(sum)),
        move(lines, i32(VECTOR)),
        move(out, i32(VECTOR)),
      ),
    ];
  }),
  plain({ floats }, lines, step, weights, taps, out, count) {
    const [from, to, next, weight] = [lines / WORD, out / WORD, step / WORD, weights / WORD];
    for (let i = 0; i < roundUpToFour(count); i++) {
      let sum = 0;
      for (let k = 0; k < taps; k++)
        sum = round(sum + round(floats[weight + k] * floats[from + k * next + i]));
      floats[to + i] = sum;
    }
  },
};
