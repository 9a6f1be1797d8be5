/** Numbers that a pixel's polynomial has without its constant: y, x, y^2, x^2, xy. */
export const TERMS = 5;

/** Fits a polynomial of second degree to the neighbourhood of each pixel. */
export interface PolynomialExpansion {
  /** @param picture `width * height` values; @param out `width * height * TERMS` coefficients, a pixel's together */
  expand(picture: Float32Array, out: Float32Array): void;
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
  width: number,
  height: number,
  reach: number,
  sigma: number,
): PolynomialExpansion {
  const { g, xg, xxg } = weightsOf(reach, sigma);
  const { linear, constantSquare, square, mixed } = inverseMetric(reach, sigma);
  // The sums down a column, with room for the repeated edge on both sides.
  const padded = width + 2 * reach;
  const sum0 = new Float64Array(padded);
  const sum1 = new Float64Array(padded);
  const sum2 = new Float64Array(padded);
  const columnSums = (picture: Float32Array, y: number): void => {
    const middle = y * width;
    for (let x = 0; x < width; x++) {
      sum0[x + reach] = picture[middle + x] * g[0];
      sum1[x + reach] = 0;
      sum2[x + reach] = 0;
    }
    for (let k = 1; k <= reach; k++) {
      const above = Math.max(y - k, 0) * width;
      const below = Math.min(y + k, height - 1) * width;
      const weight = g[k];
      const weightY = xg[k];
      const weightYY = xxg[k];
      for (let x = 0; x < width; x++) {
        const a = picture[above + x];
        const b = picture[below + x];
        const both = a + b;
        sum0[x + reach] += weight * both;
        sum1[x + reach] += weightY * (b - a);
        sum2[x + reach] += weightYY * both;
      }
    }
    for (const sum of [sum0, sum1, sum2]) {
      sum.fill(sum[reach], 0, reach);
      sum.fill(sum[reach + width - 1], reach + width, padded);
    }
  };
  return {
    expand(picture, out) {
      for (let y = 0; y < height; y++) {
        columnSums(picture, y);
        for (let x = 0, at = y * width * TERMS; x < width; x++, at += TERMS) {
          const middle = x + reach;
          let sum = sum0[middle] * g[0];
          let sumX = 0;
          let sumY = sum1[middle] * g[0];
          let sumXX = 0;
          let sumYY = sum2[middle] * g[0];
          let sumXY = 0;
          for (let k = 1; k <= reach; k++) {
            const weight = g[k];
            const weightX = xg[k];
            const left = sum0[middle - k];
            const right = sum0[middle + k];
            const leftY = sum1[middle - k];
            const rightY = sum1[middle + k];
            const both = left + right;
            sum += both * weight;
            sumX += (right - left) * weightX;
            sumXX += both * xxg[k];
            sumY += (leftY + rightY) * weight;
            sumXY += (rightY - leftY) * weightX;
            sumYY += (sum2[middle - k] + sum2[middle + k]) * weight;
          }
          out[at] = sumY * linear;
          out[at + 1] = sumX * linear;
          out[at + 2] = sum * constantSquare + sumYY * square;
          out[at + 3] = sum * constantSquare + sumXX * square;
          out[at + 4] = sumXY * mixed;
        }
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
