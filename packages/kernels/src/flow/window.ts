import {
  add,
  asF32,
  type FunctionCode,
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
import { addProduct, eachFour, eachOne, VECTOR } from './loops.ts';
import { type FlowMemory, roundUpToFour, WORD } from './memory.ts';
import type { FlowParameters } from './parameters.ts';

/** Solves the equations of all windows about the pixels of a row. */
export interface WindowSolver {
  /** Rows that a window needs at once: the equations of row y stand at `rowAt(y)` while a window reaches it. */
  rowAt(y: number): number;
  /** To be called for y from 0, when the rows up to y + half of the window, or the last, are there. */
  solve(y: number, u: number, v: number): void;
}

/** Keeps the 2 x 2 system of a window without texture solvable: the displacement goes to 0 there. Of grey levels ^ 4. */
const REGULARISER = 1e-3;

/** Solves windows of the wanted kind. Beyond the border the edge is repeated. */
export function openWindowSolver(
  memory: FlowMemory,
  width: number,
  height: number,
  { window, windowKind }: Pick<FlowParameters, 'window' | 'windowKind'>,
): WindowSolver {
  const half = (window - 1) / 2;
  const line = roundUpToFour(width);
  const step = WORD * line;
  const kept = window + 1;
  const ring = memory.room(kept * TERMS * line);
  const rowAt = (y: number): number => ring + (y % kept) * TERMS * step;
  const inside = (y: number): number => Math.min(Math.max(y, 0), height - 1);
  const ends = roundUpToFour(half);
  const pitch = WORD * (line + 2 * ends + 4);
  const columns = memory.room((TERMS * pitch) / WORD) + WORD * ends;
  const windows = memory.room(TERMS * line);
  const repeatEnds = memory.exported('repeatEnds');
  const sumDown = (windowKind === 'box' ? openRunningSums : openWeightedRows)(memory, {
    half,
    line,
    width,
    pitch,
    columns,
  });
  const [sumAcross, solveRow] = [memory.exported('sumAcross'), memory.exported('solveRow')];
  const { weights, factor } = windowWeights(half, windowKind);
  const [weightsAt, factorAt] = [memory.floats(weights), memory.floats([factor, REGULARISER])];
  return {
    rowAt,
    solve(y, u, v) {
      sumDown(y, (row) => rowAt(inside(row)));
      repeatEnds(columns, columns + WORD * (width - 1), ends, ends, TERMS, pitch);
      sumAcross(columns - WORD * half, pitch, weightsAt, windows, step, width);
      solveRow(windows, step, factorAt, u, v, width);
    },
  };
}

/** The weights of the middle of a window and of 1 to `half` pixels beside it, and what their sums are multiplied by. */
function windowWeights(half: number, kind: FlowParameters['windowKind']) {
  if (kind === 'box') return { weights: new Float64Array(half + 1).fill(1), factor: 1 / (2 * half + 1) ** 2 };
  const sigma = half * 0.3;
  const raw = Float64Array.from({ length: half + 1 }, (_, i) => Math.exp(-(i * i) / (2 * sigma * sigma)));
  const total = 2 * raw.reduce((sum, weight) => sum + weight, 0) - raw[0];
  return { weights: raw.map((weight) => weight / total), factor: 1 };
}

/** Sums the equations down the windows of row y, each of `TERMS` lines to `columns` and `pitch` bytes on. */
type SumDown = (y: number, rowAt: (y: number) => number) => void;

interface Lines {
  readonly half: number;
  readonly line: number;
  readonly width: number;
  readonly pitch: number;
  readonly columns: number;
}

/** All rows alike: one enters, one leaves. In 64 bits, so that nothing is left behind by what has gone. */
function openRunningSums(memory: FlowMemory, { half, line, width, pitch, columns }: Lines): SumDown {
  const words = 2 * TERMS * line;
  const sums = memory.room(words);
  const nothing = memory.room(TERMS * line);
  const slide = memory.exported('slideDown');
  const move = (enter: number, leave: number): void =>
    slide(sums, enter, leave, columns, pitch - WORD * line, width);
  return (y, rowAt) => {
    if (y > 0) return move(rowAt(y + half), rowAt(y - 1 - half));
    memory.floatsAt(sums, words).fill(0);
    for (let k = -half; k <= half; k++) move(rowAt(k), nothing);
  };
}

/** Weights that fall off from the middle. */
function openWeightedRows(memory: FlowMemory, { half, line, width, pitch, columns }: Lines): SumDown {
  const { weights } = windowWeights(half, 'gaussian');
  const taps = 2 * half + 1;
  const all = memory.floats(Float64Array.from({ length: taps }, (_, k) => weights[Math.abs(k - half)]));
  const rows = memory.room(taps);
  const weighDown = memory.exported('weighDown');
  return (y, rowAt) => {
    const table = memory.integersAt(rows, taps);
    for (let k = 0; k < taps; k++) table[k] = rowAt(y + k - half);
    weighDown(rows, all, taps, columns, pitch - WORD * line, width);
  };
}

/** The loops of a window. */
export function windowCode({
  window,
  windowKind,
}: Pick<FlowParameters, 'window' | 'windowKind'>): readonly FunctionCode[] {
  const across = windowKind === 'box' ? boxAcross(window) : gaussianAcross(window);
  return [slideDown, weighDown, across, solveRow];
}

/** sums += enter - leave, in 64 bits, and the sums in 32 bits to `out`, whose lines have `gap` bytes between them. */
const slideDown = functionCode('slideDown', 6, ([sums, enter, leave, out, gap, count], locals) => {
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
});

/** The weighted sum of `taps` rows, whose addresses stand in `rows`. */
const weighDown = functionCode('weighDown', 6, ([rows, weights, taps, out, gap, count], locals) => {
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
});

/**
 * Sums of so many neighbours along each of `TERMS` lines, four places at once: whole vectors of four neighbours' sums are
 * kept from place to place, and only the last few neighbours are added each time.
 */
function boxAcross(window: number): FunctionCode {
  return functionCode('sumAcross', 6, ([lines, pitch, , out, , count], locals) => {
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
}

/** Weighted sums of neighbours along each of `TERMS` lines. */
function gaussianAcross(window: number): FunctionCode {
  const half = (window - 1) / 2;
  return functionCode('sumAcross', 6, ([lines, pitch, weights, out, , count], locals) => {
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
}

/** Cramer's rule for four windows at once. */
const solveRow = functionCode('solveRow', 6, ([sums, step, factors, u, v, count], locals) => {
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
});
