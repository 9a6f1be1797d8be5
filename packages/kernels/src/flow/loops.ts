import {
  type Code,
  type FunctionCode,
  f32x4Add,
  f32x4Times,
  functionCode,
  get,
  i32,
  i32Add,
  i32Less,
  i32Subtract,
  i32Times,
  load,
  loadFourTimes,
  move,
  repeatWhile,
  set,
  store,
  zeros,
} from '../webassembly/assembler.ts';

/** Bytes of a vector of four. */
export const VECTOR = 16;

/** Does the statements once for every four of `count`, which is then 0 or less. */
export const eachFour = (count: number, ...statements: readonly Code[]): Code =>
  repeatWhile(i32Less(i32(0), get(count)), ...statements, set(count, i32Subtract(get(count), i32(4))));

/** Does the statements `count` times, which is then 0. */
export const eachOne = (count: number, ...statements: readonly Code[]): Code =>
  repeatWhile(i32Less(i32(0), get(count)), ...statements, set(count, i32Subtract(get(count), i32(1))));

/** Adds a product to a vector. */
export const addProduct = (sum: number, a: Code, b: Code): Code =>
  set(sum, f32x4Add(get(sum), f32x4Times(a, b)));

/**
 * Repeats the ends of each of `planes` lines that lie `pitch` bytes apart: the value at `first` into the `before` floats
 * before it, that at `last` into the `behind` floats behind it. Both are multiples of 4.
 */
export const repeatEndsCode: FunctionCode = functionCode(
  'repeatEnds',
  6,
  ([first, last, before, behind, planes, pitch], locals) => {
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
  },
);

/** The weighted sum of `taps` lines that lie `step` bytes apart: out = sum over k of weights[k] * line k. */
export const weighLinesCode: FunctionCode = functionCode(
  'weighLines',
  6,
  ([lines, step, weights, taps, out, count], locals) => {
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
  },
);
