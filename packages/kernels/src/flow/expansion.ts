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
  const [sumColumns, fitRow] = [memory.loop('sumColumns'), memory.loop('fitRow')];
  const repeatEnds = memory.loop('repeatEnds');
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
