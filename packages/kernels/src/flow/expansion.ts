import {
  type FunctionCode,
  f32x4Add,
  f32x4Subtract,
  f32x4Times,
  functionCode,
  get,
  i32,
  i32Add,
  i32Subtract,
  lanes,
  load,
  loadFourTimes,
  move,
  set,
  store,
  zeros,
} from '../webassembly/assembler.ts';
import { addProduct, eachFour, VECTOR } from './loops.ts';
import { type FlowMemory, roundUpToFour, WORD } from './memory.ts';

/**
 * Addresses of the polynomials of a picture: four numbers of each pixel together (those of y, x, y^2, x^2), for they are
 * read where a displacement points, and the fifth (of xy) in a plane of its own. Rows are whole vectors of pixels.
 */
export interface Polynomials {
  readonly quads: number;
  readonly mixed: number;
}

export function newPolynomials(memory: FlowMemory, width: number, height: number): Polynomials {
  const pixels = roundUpToFour(width) * height;
  return { quads: memory.room(4 * pixels), mixed: memory.room(pixels) };
}

/** Fits a polynomial of second degree to the neighbourhood of each pixel. */
export interface PolynomialExpansion {
  /** The address of the picture to be expanded: rows of whole vectors. */
  readonly picture: number;
  expand(out: Polynomials): void;
}

/**
 * Polynomial expansion: the weighted least-squares fit of c + b_y y + b_x x + a_yy y^2 + a_xx x^2 + a_xy x y to the
 * `2 reach + 1` squared pixels about each pixel, with Gaussian weights. The basis is separable: three sums down each column,
 * then six across, give the right-hand side, and the inverse of the one metric that all pixels share solves it. Beyond
 * the border the edge pixel is repeated.
 *
 * @source Farneback 2003, doi:10.1007/3-540-45103-X_50; Farneback 2002 (thesis), chapter 4
 */
export function openExpansion(
  memory: FlowMemory,
  width: number,
  height: number,
  reach: number,
  sigma: number,
): PolynomialExpansion {
  const line = roundUpToFour(width);
  const step = WORD * line;
  const rows = memory.room(line * (height + 2 * reach));
  const picture = rows + reach * step;
  const { g, xg, xxg } = weightsOf(reach, sigma);
  const { linear, constantSquare, square, mixed } = inverseMetric(reach, sigma);
  const weights = memory.floats([...g, ...xg, ...xxg, linear, constantSquare, square, mixed]);
  const ends = roundUpToFour(reach);
  const pitch = WORD * (line + 2 * ends);
  const sums = memory.room((3 * pitch) / WORD) + WORD * ends;
  const [sumColumns, fitRow] = [memory.exported('sumColumns'), memory.exported('fitRow')];
  const repeatEnds = memory.exported('repeatEnds');
  const repeatRow = (from: number, to: number): void => {
    memory.floatsAt(to, line).set(memory.floatsAt(from, line));
  };
  return {
    picture,
    expand({ quads, mixed: plane }) {
      for (let k = 1; k <= reach; k++) {
        repeatRow(picture, picture - k * step);
        repeatRow(picture + (height - 1) * step, picture + (height - 1 + k) * step);
      }
      for (let y = 0; y < height; y++) {
        sumColumns(picture + y * step, step, weights, sums, pitch, width);
        repeatEnds(sums, sums + WORD * (width - 1), ends, ends, 3, pitch);
        fitRow(sums, pitch, weights, quads + 4 * y * step, plane + y * step, width);
      }
    },
  };
}

/** The loops of the expansion, for a neighbourhood of `reach` pixels to each side. */
export function expansionCode(reach: number): readonly FunctionCode[] {
  const taps = Array.from({ length: reach }, (_, k) => k + 1);
  // Where the weights stand: three lists of `reach + 1`, then four numbers.
  const list = (kind: number, k: number): number => WORD * (kind * (reach + 1) + k);
  const entry = (index: number): number => WORD * (3 * (reach + 1) + index);
  const sumColumns = functionCode('sumColumns', 6, ([row, step, weights, out, pitch, count], locals) => {
    const [above, below, second, third] = locals.integers(4);
    const [sum, sumY, sumYY, a, b] = locals.vectors(5);
    const weight = (kind: number, k: number) => loadFourTimes(get(weights), list(kind, k));
    return [
      set(second, i32Add(get(out), get(pitch))),
      set(third, i32Add(get(second), get(pitch))),
      eachFour(
        count,
        set(above, get(row)),
        set(below, get(row)),
        set(sum, f32x4Times(load(get(row)), weight(0, 0))),
        set(sumY, zeros),
        set(sumYY, zeros),
        ...taps.flatMap((k) => [
          set(above, i32Subtract(get(above), get(step))),
          move(below, get(step)),
          set(a, load(get(above))),
          set(b, load(get(below))),
          addProduct(sumY, f32x4Subtract(get(b), get(a)), weight(1, k)),
          set(a, f32x4Add(get(a), get(b))),
          addProduct(sum, get(a), weight(0, k)),
          addProduct(sumYY, get(a), weight(2, k)),
        ]),
        store(get(out), get(sum)),
        store(get(second), get(sumY)),
        store(get(third), get(sumYY)),
        ...[row, out, second, third].map((address) => move(address, i32(VECTOR))),
      ),
    ];
  });
  const fitRow = functionCode('fitRow', 6, ([sums, pitch, weights, quads, mixed, count], locals) => {
    const lines = locals.integers(3);
    const [sum, sumX, sumXX, sumY, sumXY, sumYY, a, b] = locals.vectors(8);
    const weight = (kind: number, k: number) => loadFourTimes(get(weights), list(kind, k));
    const inverse = (index: number) => loadFourTimes(get(weights), entry(index));
    const pair = (line: number, k: number) => [
      set(a, load(get(lines[line]), WORD * (reach - k))),
      set(b, load(get(lines[line]), WORD * (reach + k))),
    ];
    const middle = (line: number) => f32x4Times(load(get(lines[line]), WORD * reach), weight(0, 0));
    const quad = (pairs: readonly number[]) =>
      [0, 1].map((half) =>
        lanes(get(pairs[0]), get(pairs[1]), 2 * half, 4 + 2 * half, 1 + 2 * half, 5 + 2 * half),
      );
    const [firstHalf, secondHalf] = [quad([sumY, sumX]), quad([sumYY, sumXX])];
    const together = [0, 1].flatMap((half) => [
      set(a, firstHalf[half]),
      set(b, secondHalf[half]),
      store(get(quads), lanes(get(a), get(b), 0, 1, 4, 5), 2 * half * VECTOR),
      store(get(quads), lanes(get(a), get(b), 2, 3, 6, 7), (2 * half + 1) * VECTOR),
    ]);
    return [
      // Offsets into memory have no sign: lines begin at their leftmost tap.
      set(lines[0], i32Subtract(get(sums), i32(WORD * reach))),
      set(lines[1], i32Add(get(lines[0]), get(pitch))),
      set(lines[2], i32Add(get(lines[1]), get(pitch))),
      eachFour(
        count,
        set(sum, middle(0)),
        set(sumY, middle(1)),
        set(sumYY, middle(2)),
        ...[sumX, sumXX, sumXY].map((local) => set(local, zeros)),
        ...taps.flatMap((k) => [
          ...pair(0, k),
          addProduct(sumX, f32x4Subtract(get(b), get(a)), weight(1, k)),
          set(a, f32x4Add(get(a), get(b))),
          addProduct(sum, get(a), weight(0, k)),
          addProduct(sumXX, get(a), weight(2, k)),
          ...pair(1, k),
          addProduct(sumXY, f32x4Subtract(get(b), get(a)), weight(1, k)),
          addProduct(sumY, f32x4Add(get(a), get(b)), weight(0, k)),
          ...pair(2, k),
          addProduct(sumYY, f32x4Add(get(a), get(b)), weight(0, k)),
        ]),
        set(sum, f32x4Times(get(sum), inverse(1))),
        set(sumYY, f32x4Add(get(sum), f32x4Times(get(sumYY), inverse(2)))),
        set(sumXX, f32x4Add(get(sum), f32x4Times(get(sumXX), inverse(2)))),
        set(sumY, f32x4Times(get(sumY), inverse(0))),
        set(sumX, f32x4Times(get(sumX), inverse(0))),
        store(get(mixed), f32x4Times(get(sumXY), inverse(3))),
        ...together,
        ...[...lines, mixed].map((address) => move(address, i32(VECTOR))),
        move(quads, i32(4 * VECTOR)),
      ),
    ];
  });
  return [sumColumns, fitRow];
}

/** Gaussian weights of 0 to `reach`, which sum to 1 over both sides, and their products with x and x^2. */
function weightsOf(reach: number, sigma: number) {
  const raw = Float64Array.from({ length: reach + 1 }, (_, x) => Math.exp(-(x * x) / (2 * sigma * sigma)));
  const total = 2 * raw.reduce((sum, weight) => sum + weight, 0) - raw[0];
  const g = raw.map((weight) => weight / total);
  return { g, xg: g.map((weight, x) => x * weight), xxg: g.map((weight, x) => x * x * weight) };
}

/**
 * The entries of the inverse metric that the fit needs. The metric of the basis 1, x, y, x^2, y^2, xy is diagonal but for the
 * block of 1, x^2, y^2, which is [[1, a, a], [a, c, a^2], [a, a^2, c]] with the second and fourth moments a, c of the
 * weights: its square coefficients decouple into (sum of squares - a * sum) / (c - a^2).
 */
function inverseMetric(reach: number, sigma: number) {
  const { g } = weightsOf(reach, sigma);
  let a = 0;
  let c = 0;
  for (let x = 1; x <= reach; x++) {
    a += 2 * g[x] * x ** 2;
    c += 2 * g[x] * x ** 4;
  }
  const square = 1 / (c - a * a);
  return { linear: 1 / a, constantSquare: -a * square, square, mixed: 1 / (a * a) };
}
