import {
  add,
  asF32,
  f32x4Add,
  f32x4Over,
  f32x4Subtract,
  f32x4Sum,
  f32x4Times,
  functionCode,
  get,
  i32,
  i32Add,
  i32Load,
  lanes,
  load,
  loadFourTimes,
  lowAsF64,
  move,
  set,
  store,
  subtract,
  zeros,
} from '../webassembly/assembler.ts';
import { TERMS } from './equations.ts';
import { type Loop, round } from './loop.ts';
import { roundUpToFour, WORD } from './memory.ts';
import type { FlowParameters } from './parameters.ts';
import { addProduct, eachFour, eachOne, VECTOR } from './statements.ts';

/** The loops of a window. */
export function windowLoops({
  window,
  windowKind,
}: Pick<FlowParameters, 'window' | 'windowKind'>): readonly Loop[] {
  const across = windowKind === 'box' ? boxAcross(window) : gaussianAcross(window);
  return [slideDown, weighDown, across, solveRow];
}

/** sums += enter - leave, in 64 bits, and the sums in 32 bits to `out`, whose lines have `gap` bytes between them. */
const slideDown: Loop = {
  code: functionCode('slideDown', 6, ([sums, enter, leave, out, gap, count], locals) => {
    const [terms, left] = locals.integers(2);
    const [entering, leaving, low, high] = locals.vectors(4);
    const upper = (local: number) => lowAsF64(lanes(get(local), get(local), 2, 3, 2, 3));
    return [
      set(terms, i32(TERMS)),
      eachOne(
        terms,
        set(left, get(count)),
        eachFour(
          left,
          set(entering, load(get(enter))),
          set(leaving, load(get(leave))),
          set(low, add(load(get(sums)), subtract(lowAsF64(get(entering)), lowAsF64(get(leaving))))),
          set(high, add(load(get(sums), VECTOR), subtract(upper(entering), upper(leaving)))),
          store(get(sums), get(low)),
          store(get(sums), get(high), VECTOR),
          store(get(out), asF32(get(low), get(high))),
          ...[enter, leave, out].map((address) => move(address, i32(VECTOR))),
          move(sums, i32(2 * VECTOR)),
        ),
        move(out, get(gap)),
      ),
    ];
  }),
  plain({ floats, doubles }, sums, enter, leave, out, gap, count) {
    const width = roundUpToFour(count);
    for (let t = 0; t < TERMS; t++) {
      const to = out / WORD + t * (width + gap / WORD);
      for (let x = 0, i = t * width; x < width; x++, i++) {
        doubles[sums / 8 + i] += floats[enter / WORD + i] - floats[leave / WORD + i];
        floats[to + x] = doubles[sums / 8 + i];
      }
    }
  },
};

/** The weighted sum of `taps` rows, whose addresses stand in `rows`. */
const weighDown: Loop = {
  code: functionCode('weighDown', 6, ([rows, weights, taps, out, gap, count], locals) => {
    const [terms, left, tap, row, weight, offset] = locals.integers(6);
    const [sum] = locals.vectors(1);
    return [
      set(terms, i32(TERMS)),
      set(offset, i32(0)),
      eachOne(
        terms,
        set(left, get(count)),
        eachFour(
          left,
          set(tap, get(taps)),
          set(row, get(rows)),
          set(weight, get(weights)),
          set(sum, zeros),
          eachOne(
            tap,
            addProduct(sum, loadFourTimes(get(weight)), load(i32Add(i32Load(get(row)), get(offset)))),
            move(row, i32(WORD)),
            move(weight, i32(WORD)),
          ),
          store(get(out), get(sum)),
          move(out, i32(VECTOR)),
          move(offset, i32(VECTOR)),
        ),
        move(out, get(gap)),
      ),
    ];
  }),
  plain({ floats, integers }, rows, weights, taps, out, gap, count) {
    const width = roundUpToFour(count);
    const [row, weight] = [rows / WORD, weights / WORD];
    for (let t = 0; t < TERMS; t++) {
      const to = out / WORD + t * (width + gap / WORD);
      for (let x = 0, i = t * width; x < width; x++, i++) {
        let sum = 0;
        for (let k = 0; k < taps; k++)
          sum = round(sum + round(floats[weight + k] * floats[integers[row + k] / WORD + i]));
        floats[to + x] = sum;
      }
    }
  },
};

/**
 * Sums of so many neighbours along each of `TERMS` lines, four places at once: whole vectors of four neighbours' sums are
 * kept from place to place, and only the last few neighbours are added each time.
 */
function boxAcross(window: number): Loop {
  const code = functionCode('sumAcross', 6, ([lines, pitch, , out, , count], locals) => {
    const [terms, left, at] = locals.integers(3);
    const kept = locals.vectors(Math.floor(window / 4));
    const [tail] = locals.vectors(1);
    const sumOf = (from: number, to: number) =>
      f32x4Sum(...Array.from({ length: to - from }, (_, k) => load(get(at), WORD * (from + k))));
    const whole = 4 * kept.length;
    return [
      set(terms, i32(TERMS)),
      eachOne(
        terms,
        set(left, get(count)),
        set(at, get(lines)),
        ...kept.map((local, i) => set(local, sumOf(4 * i, 4 * i + 4))),
        eachFour(
          left,
          set(tail, sumOf(whole, window)),
          store(get(out), f32x4Sum(...kept.map((local) => get(local)), get(tail))),
          ...kept.map((local, i) =>
            set(
              local,
              i + 1 < kept.length ? get(kept[i + 1]) : f32x4Add(get(tail), sumOf(window, whole + 4)),
            ),
          ),
          move(at, i32(VECTOR)),
          move(out, i32(VECTOR)),
        ),
        move(lines, get(pitch)),
      ),
    ];
  });
  const kept = Math.floor(window / 4);
  return {
    code,
    plain({ floats }, lines, pitch, _weights, out, _step, count) {
      const width = roundUpToFour(count);
      // The sums of four that WebAssembly keeps: those that it does not begin with are added up in two parts.
      const fours = new Float32Array(width + 4 * kept);
      for (let t = 0; t < TERMS; t++) {
        const [from, to] = [(lines + t * pitch) / WORD, out / WORD + t * width];
        const sumOf = (first: number, last: number): number => {
          let sum = floats[from + first];
          for (let i = first + 1; i < last; i++) sum = round(sum + floats[from + i]);
          return sum;
        };
        const split = window - 4 * kept;
        for (let x = 0; x < fours.length; x++) {
          fours[x] = x < 4 * kept ? sumOf(x, x + 4) : sumOf(x, x + split) + sumOf(x + split, x + 4);
        }
        for (let x = 0; x < width; x++) {
          const tail = sumOf(x + 4 * kept, x + window);
          let sum = kept > 0 ? fours[x] : tail;
          for (let k = 1; k < kept; k++) sum = round(sum + fours[x + 4 * k]);
          floats[to + x] = kept > 0 ? sum + tail : sum;
        }
      }
    },
  };
}

/** Weighted sums of neighbours along each of `TERMS` lines. */
function gaussianAcross(window: number): Loop {
  const half = (window - 1) / 2;
  const code = functionCode('sumAcross', 6, ([lines, pitch, weights, out, , count], locals) => {
    const [terms, left, at] = locals.integers(3);
    const [sum] = locals.vectors(1);
    const sample = (k: number) => load(get(at), WORD * (half + k));
    const weight = (k: number) => loadFourTimes(get(weights), WORD * k);
    return [
      set(terms, i32(TERMS)),
      eachOne(
        terms,
        set(left, get(count)),
        set(at, get(lines)),
        eachFour(
          left,
          set(sum, f32x4Times(sample(0), weight(0))),
          ...Array.from({ length: half }, (_, k) =>
            addProduct(sum, f32x4Add(sample(-k - 1), sample(k + 1)), weight(k + 1)),
          ),
          store(get(out), get(sum)),
          move(at, i32(VECTOR)),
          move(out, i32(VECTOR)),
        ),
        move(lines, get(pitch)),
      ),
    ];
  });
  return {
    code,
    plain({ floats }, lines, pitch, weights, out, _step, count) {
      const width = roundUpToFour(count);
      const weight = weights / WORD;
      for (let t = 0; t < TERMS; t++) {
        const [middle, to] = [(lines + t * pitch) / WORD + half, out / WORD + t * width];
        for (let x = 0; x < width; x++) {
          let sum = round(floats[middle + x] * floats[weight]);
          for (let k = 1; k <= half; k++) {
            const pair = round(floats[middle + x - k] + floats[middle + x + k]);
            sum = round(sum + round(pair * floats[weight + k]));
          }
          floats[to + x] = sum;
        }
      }
    },
  };
}

/** Cramer's rule for four windows at once. */
const solveRow: Loop = {
  code: functionCode('solveRow', 6, ([sums, step, factors, u, v, count], locals) => {
    const lines = locals.integers(TERMS - 1);
    const [g11, g12, g22, h1, h2, over, factor] = locals.vectors(7);
    const all = [sums, ...lines];
    const difference = (a: number, b: number, c: number, d: number) =>
      f32x4Subtract(f32x4Times(get(a), get(b)), f32x4Times(get(c), get(d)));
    return [
      ...lines.map((line, i) => set(line, i32Add(get(all[i]), get(step)))),
      set(factor, loadFourTimes(get(factors))),
      eachFour(
        count,
        ...[g11, g12, g22, h1, h2].map((local, i) => set(local, f32x4Times(load(get(all[i])), get(factor)))),
        set(over, f32x4Add(difference(g11, g22, g12, g12), loadFourTimes(get(factors), WORD))),
        store(get(u), f32x4Over(difference(g11, h2, g12, h1), get(over))),
        store(get(v), f32x4Over(difference(g22, h1, g12, h2), get(over))),
        ...[...all, u, v].map((address) => move(address, i32(VECTOR))),
      ),
    ];
  }),
  plain({ floats }, sums, step, factors, u, v, count) {
    const [factor, regulariser] = floats.subarray(factors / WORD, factors / WORD + 2);
    for (let i = 0; i < roundUpToFour(count); i++) {
      const term = (t: number): number => round(floats[(sums + t * step) / WORD + i] * factor);
      const [g11, g12, g22, h1, h2] = [term(0), term(1), term(2), term(3), term(4)];
      const over = round(differenceOf(g11, g22, g12, g12) + regulariser);
      floats[u / WORD + i] = differenceOf(g11, h2, g12, h1) / over;
      floats[v / WORD + i] = differenceOf(g22, h1, g12, h2) / over;
    }
  },
};

function differenceOf(a: number, b: number, c: number, d: number): number {
  return round(round(a * b) - round(c * d));
}
