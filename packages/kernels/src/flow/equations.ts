import {
  asF32x4,
  asI32x4,
  both,
  type Code,
  choose,
  type FunctionCode,
  f32x4Add,
  f32x4AtLeast,
  f32x4Floor,
  f32x4Larger,
  f32x4Less,
  f32x4Smaller,
  f32x4Subtract,
  f32x4Times,
  functionCode,
  get,
  i32,
  i32Add,
  i32ShiftRight,
  i32Times,
  i32x4Add,
  i32x4Lane,
  i32x4Splat,
  i32x4Times,
  lanes,
  load,
  loadFourTimes,
  move,
  set,
  store,
  withLane64,
  zeros,
} from '../webassembly/assembler.ts';
import type { Polynomials } from './expansion.ts';
import { eachFour, VECTOR } from './loops.ts';
import { type FlowMemory, roundUpToFour, WORD } from './memory.ts';

/** Numbers of a pixel's normal equations: the three of A'A (symmetric) and the two of A' (b - b') / 2. */
export const TERMS = 5;

/** Where a displacement is kept: two planes, rows of whole vectors. */
export interface Planes {
  readonly u: number;
  readonly v: number;
}

/** Writes the equations of row y, as `TERMS` lines behind each other, to the address `out`. */
export type FillRow = (
  previous: Polynomials,
  next: Polynomials,
  field: Planes,
  y: number,
  out: number,
) => void;

/** Trust in the outermost five pixels, where the expansion has seen repeated edges: from the rim inwards. */
const RIM = [0.14, 0.14, 0.4472, 0.4472, 0.4472];

function rimWeights(length: number): Float64Array {
  return Float64Array.from({ length }, (_, i) => (RIM[i] ?? 1) * (RIM[length - 1 - i] ?? 1));
}

/**
 * The normal equations of each pixel of a picture. With A the mean of both pictures' and b' read, between four pixels,
 * where the last estimate points: A'A and A' (b - b') / 2. Where it points out of the next picture, b' counts as 0.
 *
 * @source Farneback 2003, doi:10.1007/3-540-45103-X_50, equations 6 to 12
 */
export function openEquations(memory: FlowMemory, width: number, height: number): FillRow {
  const step = WORD * roundUpToFour(width);
  const across = memory.floats(rimWeights(width));
  const down = memory.floats(rimWeights(height));
  const limits = memory.floats([width - 1, height - 1, width - 2, height - 2, 0.5, 0.25, 4]);
  const ramp = memory.floats([0, 1, 2, 3]);
  const fill = memory.exported('fillEquations');
  return (previous, next, { u, v }, y, out) => {
    const row = y * step;
    const tables = [across, down + WORD * y, limits, ramp] as const;
    const pictures = [previous.quads + 4 * row, previous.mixed + row, next.quads, next.mixed] as const;
    fill(...pictures, u + row, v + row, ...tables, out, step, y, width);
  };
}

/** The loop over a row. A picture's planes have `step` bytes a row, its quads four times as many. */
export const equationsCode: FunctionCode = functionCode('fillEquations', 14, (parameters, locals) => {
  const [quads, mixed, nextQuads, nextMixed, u, v, across, down, limits, ramp, out, step, y, count] =
    parameters;
  const [quadStep, line, place, under, second, third, fourth, fifth] = locals.integers(8);
  const [dx, dy, toX, toY, row, inside, right, below, index, a, b, c, d] = locals.vectors(13);
  const pixels = locals.vectors(4);
  const [by, bx, ayy, axx, axy] = locals.vectors(5);
  const [nextBy, nextBx, nextAyy, nextAxx] = locals.vectors(4);
  const limit = (i: number): Code => loadFourTimes(get(limits), WORD * i);
  const [lastX, lastY, leftmost, topmost] = [0, 1, 2, 3].map(limit);
  const [half, quarter, four] = [4, 5, 6].map(limit);
  const blend = (from: Code, to: Code, share: Code): Code =>
    f32x4Add(from, f32x4Times(share, f32x4Subtract(to, from)));
  const byteOf = (lane: number, bytes: number): Code => i32Times(i32x4Lane(get(index), lane), i32(bytes));
  /** The four numbers of the polynomial between four pixels, where lane `lane` points. */
  const readQuad = (lane: number): Code => {
    const same = [lane, lane, lane, lane];
    return [
      ...set(place, i32Add(get(nextQuads), byteOf(lane, VECTOR))),
      ...set(under, i32Add(get(place), get(quadStep))),
      ...set(d, lanes(get(right), get(right), ...same)),
      ...set(a, load(get(place))),
      ...set(a, blend(get(a), load(get(place), VECTOR), get(d))),
      ...set(b, load(get(under))),
      ...set(b, blend(get(b), load(get(under), VECTOR), get(d))),
      ...set(pixels[lane], blend(get(a), get(b), lanes(get(below), get(below), ...same))),
    ];
  };
  /** Four pixels' four numbers as a vector of each number. */
  const transpose = (to: readonly number[]): Code => {
    const [p, q, r, s] = pixels.map((local) => get(local));
    return [
      ...set(a, lanes(p, q, 0, 4, 1, 5)),
      ...set(b, lanes(r, s, 0, 4, 1, 5)),
      ...set(c, lanes(p, q, 2, 6, 3, 7)),
      ...set(d, lanes(r, s, 2, 6, 3, 7)),
      ...set(to[0], lanes(get(a), get(b), 0, 1, 4, 5)),
      ...set(to[1], lanes(get(a), get(b), 2, 3, 6, 7)),
      ...set(to[2], lanes(get(c), get(d), 0, 1, 4, 5)),
      ...set(to[3], lanes(get(c), get(d), 2, 3, 6, 7)),
    ];
  };
  /** The fifth number: pairs of neighbours of four places, above into a and b, below into c and d. */
  const readMixed: Code = [
    ...[a, b, c, d].flatMap((local) => set(local, zeros)),
    ...[0, 1, 2, 3].flatMap((lane) => {
      const side = lane % 2 === 0 ? 0 : 1;
      const [upper, lower] = lane < 2 ? [a, c] : [b, d];
      return [
        ...set(place, i32Add(get(nextMixed), byteOf(lane, WORD))),
        ...set(upper, withLane64(get(upper), get(place), side)),
        ...set(lower, withLane64(get(lower), i32Add(get(place), get(step)), side)),
      ];
    }),
    ...set(pixels[0], lanes(get(a), get(b), 0, 2, 4, 6)),
    ...set(pixels[0], blend(get(pixels[0]), lanes(get(a), get(b), 1, 3, 5, 7), get(right))),
    ...set(pixels[1], lanes(get(c), get(d), 0, 2, 4, 6)),
    ...set(pixels[1], blend(get(pixels[1]), lanes(get(c), get(d), 1, 3, 5, 7), get(right))),
    ...set(pixels[0], blend(get(pixels[0]), get(pixels[1]), get(below))),
  ];
  const meanInside = (own: number, other: Code, share: Code): Code =>
    f32x4Times(f32x4Add(get(own), other), share);
  const sumOfProducts = (p: Code, q: Code, r: Code, s: Code): Code =>
    f32x4Add(f32x4Times(p, q), f32x4Times(r, s));
  return [
    set(quadStep, i32Times(get(step), i32(4))),
    set(line, i32ShiftRight(get(step), 2)),
    set(second, i32Add(get(out), get(step))),
    set(third, i32Add(get(second), get(step))),
    set(fourth, i32Add(get(third), get(step))),
    set(fifth, i32Add(get(fourth), get(step))),
    set(toX, load(get(ramp))),
    set(row, asF32x4(i32x4Splat(get(y)))),
    // `toX` runs along the row; the places that displacements point to are made from it in every round.
    eachFour(
      count,
      set(dx, load(get(u))),
      set(dy, load(get(v))),
      set(right, f32x4Add(get(toX), get(dx))),
      set(below, f32x4Add(get(row), get(dy))),
      set(
        inside,
        both(
          both(f32x4AtLeast(get(right), zeros), f32x4Less(get(right), lastX)),
          both(f32x4AtLeast(get(below), zeros), f32x4Less(get(below), lastY)),
        ),
      ),
      set(a, f32x4Larger(zeros, f32x4Smaller(f32x4Floor(get(right)), leftmost))),
      set(toY, f32x4Larger(zeros, f32x4Smaller(f32x4Floor(get(below)), topmost))),
      set(right, f32x4Subtract(get(right), get(a))),
      set(below, f32x4Subtract(get(below), get(toY))),
      set(index, asI32x4(get(toY))),
      set(index, i32x4Add(i32x4Times(get(index), i32x4Splat(get(line))), asI32x4(get(a)))),
      ...[0, 1, 2, 3].map(readQuad),
      transpose([nextBy, nextBx, nextAyy, nextAxx]),
      readMixed,
      set(axy, load(get(mixed))),
      set(axy, choose(meanInside(axy, get(pixels[0]), quarter), f32x4Times(get(axy), half), get(inside))),
      ...[0, 1, 2, 3].map((pixel) => set(pixels[pixel], load(get(quads), pixel * VECTOR))),
      transpose([by, bx, ayy, axx]),
      set(by, f32x4Subtract(get(by), both(get(nextBy), get(inside)))),
      set(bx, f32x4Subtract(get(bx), both(get(nextBx), get(inside)))),
      set(ayy, choose(meanInside(ayy, get(nextAyy), half), get(ayy), get(inside))),
      set(axx, choose(meanInside(axx, get(nextAxx), half), get(axx), get(inside))),
      set(by, f32x4Add(f32x4Times(get(by), half), sumOfProducts(get(ayy), get(dy), get(axy), get(dx)))),
      set(bx, f32x4Add(f32x4Times(get(bx), half), sumOfProducts(get(axy), get(dy), get(axx), get(dx)))),
      set(a, f32x4Times(load(get(across)), loadFourTimes(get(down)))),
      ...[by, bx, ayy, axx, axy].map((local) => set(local, f32x4Times(get(local), get(a)))),
      store(get(out), sumOfProducts(get(ayy), get(ayy), get(axy), get(axy))),
      store(get(second), f32x4Times(f32x4Add(get(ayy), get(axx)), get(axy))),
      store(get(third), sumOfProducts(get(axx), get(axx), get(axy), get(axy))),
      store(get(fourth), sumOfProducts(get(ayy), get(by), get(axy), get(bx))),
      store(get(fifth), sumOfProducts(get(axy), get(by), get(axx), get(bx))),
      set(toX, f32x4Add(get(toX), four)),
      ...[u, v, across, mixed, out, second, third, fourth, fifth].map((address) =>
        move(address, i32(VECTOR)),
      ),
      move(quads, i32(4 * VECTOR)),
    ),
  ];
});
