import {
  asF32x4,
  asI32x4,
  both,
  type Code,
  choose,
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
import { blended, type Loop, round } from './loop.ts';
import { roundUpToFour, WORD } from './memory.ts';
import { blend, eachFour, VECTOR } from './statements.ts';

/** The equations of a row. A picture's planes have `step` bytes a row, its quads four times as many. */
export const equationsLoop: Loop = {
  code: functionCode('fillEquations', 14, (parameters, locals) => {
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
  }),
  plain({ floats }, ...addresses) {
    const [quads, mixed, nextQuads, nextMixed, u, v, across, down, limits, , out, step] = addresses.map(
      (bytes) => bytes / WORD,
    );
    const [y, count] = addresses.slice(-2);
    const [lastX, lastY, leftmost, topmost] = floats.subarray(limits, limits + 4);
    for (let x = 0; x < roundUpToFour(count); x++) {
      const [dx, dy] = [floats[u + x], floats[v + x]];
      const [toX, toY] = [round(x + dx), round(y + dy)];
      const inside = toX >= 0 && toX < lastX && toY >= 0 && toY < lastY;
      const left = Math.max(0, Math.min(Math.floor(toX), leftmost));
      const top = Math.max(0, Math.min(Math.floor(toY), topmost));
      const [right, below] = [round(toX - left), round(toY - top)];
      // What is not a number is 0 here, as it is in WebAssembly.
      const pixel = (top | 0) * step + (left | 0);
      /** What stands between four pixels of a plane of so many numbers a pixel. */
      const between = (plane: number, numbers: number): number => {
        const [at, under] = [plane + numbers * pixel, plane + numbers * (pixel + step)];
        const upper = blended(floats[at], floats[at + numbers], right);
        return blended(upper, blended(floats[under], floats[under + numbers], right), below);
      };
      const own = quads + 4 * x;
      let [by, bx, ayy, axx] = [floats[own], floats[own + 1], floats[own + 2], floats[own + 3]];
      let axy = floats[mixed + x];
      if (inside) {
        by = round(by - between(nextQuads, 4));
        bx = round(bx - between(nextQuads + 1, 4));
        ayy = round(round(ayy + between(nextQuads + 2, 4)) * 0.5);
        axx = round(round(axx + between(nextQuads + 3, 4)) * 0.5);
        axy = round(round(axy + between(nextMixed, 1)) * 0.25);
      } else {
        axy = round(axy * 0.5);
      }
      by = round(round(by * 0.5) + sumOfTwo(ayy, dy, axy, dx));
      bx = round(round(bx * 0.5) + sumOfTwo(axy, dy, axx, dx));
      const weight = round(floats[across + x] * floats[down]);
      by = round(by * weight);
      bx = round(bx * weight);
      ayy = round(ayy * weight);
      axx = round(axx * weight);
      axy = round(axy * weight);
      floats[out + x] = sumOfTwo(ayy, ayy, axy, axy);
      floats[out + step + x] = round(ayy + axx) * axy;
      floats[out + 2 * step + x] = sumOfTwo(axx, axx, axy, axy);
      floats[out + 3 * step + x] = sumOfTwo(ayy, by, axy, bx);
      floats[out + 4 * step + x] = sumOfTwo(axy, by, axx, bx);
    }
  },
};

function sumOfTwo(p: number, q: number, r: number, s: number): number {
  return round(round(p * q) + round(r * s));
}
