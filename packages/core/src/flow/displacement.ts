import { TERMS } from './expansion.ts';
import type { FlowParameters } from './parameters.ts';

/** How far each pixel moved to the right (`u`) and down (`v`), in pixels; `width * height` values each. */
export interface FlowField {
  readonly width: number;
  readonly height: number;
  readonly u: Float32Array;
  readonly v: Float32Array;
}

/** Improves a field between two expanded pictures of one size. */
export interface DisplacementEstimator {
  estimate(previous: Float32Array, next: Float32Array, field: FlowField): void;
}

/** Trust in the outermost five pixels, where the expansion has seen repeated edges: from the rim inwards. */
const RIM = [0.14, 0.14, 0.4472, 0.4472, 0.4472];

/** Keeps the 2 x 2 system of a window without texture solvable: the displacement goes to 0 there. Of grey levels ^ 4. */
const REGULARISER = 1e-3;

/**
 * Displacement by the change of polynomials: where a neighbourhood moves by d, b' = b - 2 A d, so a window's least
 * squares over A d = (b - b') / 2, with A the mean of both pictures' and b' read where the last estimate points, gives d.
 *
 * @source Farneback 2003, doi:10.1007/3-540-45103-X_50, equations 6 to 12
 */
export function openEstimator(
  width: number,
  height: number,
  { window, windowKind, iterations }: FlowParameters,
): DisplacementEstimator {
  const half = (window - 1) / 2;
  const fillRow = openEquations(width, height);
  const equations = new Float32Array(width * height * TERMS);
  const average = (windowKind === 'box' ? openBoxAverage : openGaussianAverage)(width, height, half);
  return {
    estimate(previous, next, field) {
      for (let y = 0; y < height; y++) fillRow(previous, next, field, y, equations);
      for (let i = 0; i < iterations; i++) {
        const last = i === iterations - 1;
        average(equations, field, (y) => {
          if (!last) fillRow(previous, next, field, y, equations);
        });
      }
    },
  };
}

/** Solves all windows for the field. Calls `done` once for each row whose equations are not needed any more. */
type Average = (equations: Float32Array, field: FlowField, done: (y: number) => void) => void;

/** The normal equations of each pixel: the three numbers of A'A (symmetric) and the two of A' (b - b') / 2. */
function openEquations(width: number, height: number) {
  const across = rimWeights(width);
  const down = rimWeights(height);
  return (
    previous: Float32Array,
    next: Float32Array,
    { u, v }: FlowField,
    y: number,
    out: Float32Array,
  ): void => {
    const lastX = width - 1;
    const lastY = height - 1;
    const line = width * TERMS;
    const downWeight = down[y];
    for (let x = 0, pixel = y * width, at = pixel * TERMS; x < width; x++, pixel++, at += TERMS) {
      const dx = u[pixel];
      const dy = v[pixel];
      const toX = x + dx;
      const toY = y + dy;
      let by = previous[at];
      let bx = previous[at + 1];
      let ayy = previous[at + 2];
      let axx = previous[at + 3];
      let axy = previous[at + 4];
      if (toX >= 0 && toX < lastX && toY >= 0 && toY < lastY) {
        // Truncated, which for what is not negative is the floor, and cheaper.
        const left = toX | 0;
        const top = toY | 0;
        const p = (top * width + left) * TERMS;
        const q = p + line;
        const right = toX - left;
        const below = toY - top;
        const w11 = right * below;
        const w10 = below - w11;
        const w01 = right - w11;
        const w00 = 1 - below - w01;
        by -= w00 * next[p] + w01 * next[p + 5] + w10 * next[q] + w11 * next[q + 5];
        bx -= w00 * next[p + 1] + w01 * next[p + 6] + w10 * next[q + 1] + w11 * next[q + 6];
        ayy = (ayy + w00 * next[p + 2] + w01 * next[p + 7] + w10 * next[q + 2] + w11 * next[q + 7]) * 0.5;
        axx = (axx + w00 * next[p + 3] + w01 * next[p + 8] + w10 * next[q + 3] + w11 * next[q + 8]) * 0.5;
        axy = (axy + w00 * next[p + 4] + w01 * next[p + 9] + w10 * next[q + 4] + w11 * next[q + 9]) * 0.25;
      } else {
        axy *= 0.5;
      }
      by = by * 0.5 + ayy * dy + axy * dx;
      bx = bx * 0.5 + axy * dy + axx * dx;
      const weight = downWeight * across[x];
      if (weight !== 1) {
        by *= weight;
        bx *= weight;
        ayy *= weight;
        axx *= weight;
        axy *= weight;
      }
      out[at] = ayy * ayy + axy * axy;
      out[at + 1] = (ayy + axx) * axy;
      out[at + 2] = axx * axx + axy * axy;
      out[at + 3] = ayy * by + axy * bx;
      out[at + 4] = axy * by + axx * bx;
    }
  };
}

function rimWeights(length: number): Float64Array {
  return Float64Array.from({ length }, (_, i) => (RIM[i] ?? 1) * (RIM[length - 1 - i] ?? 1));
}

/** All pixels of a window alike, by running sums. Beyond the border the edge is repeated. */
function openBoxAverage(width: number, height: number, half: number): Average {
  const line = width * TERMS;
  const before = (half + 1) * TERMS;
  // Sums down the columns, with room for the repeated edge on both sides.
  const sums = new Float64Array(line + before + half * TERMS);
  const scale = 1 / (2 * half + 1) ** 2;
  const addRow = (equations: Float32Array, y: number): void => {
    for (let i = 0, from = Math.min(Math.max(y, 0), height - 1) * line; i < line; i++) {
      sums[before + i] += equations[from + i];
    }
  };
  const moveDown = (equations: Float32Array, y: number): void => {
    const enter = Math.min(y + half, height - 1) * line;
    const leave = Math.max(y - 1 - half, 0) * line;
    for (let i = 0; i < line; i++) sums[before + i] += equations[enter + i] - equations[leave + i];
  };
  const repeatEdges = (): void => {
    for (let i = 0; i < before; i++) sums[i] = sums[before + (i % TERMS)];
    for (let i = 0, end = before + line; i < half * TERMS; i++)
      sums[end + i] = sums[end - TERMS + (i % TERMS)];
  };
  const solveRow = ({ u, v }: FlowField, y: number): void => {
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    let e = 0;
    const window = (2 * half + 1) * TERMS;
    // The window of the pixel left of the first, whose place in `sums` is 0.
    for (let i = 0; i < window; i += TERMS) {
      a += sums[i];
      b += sums[i + 1];
      c += sums[i + 2];
      d += sums[i + 3];
      e += sums[i + 4];
    }
    for (
      let x = 0, leave = 0, enter = window, at = y * width;
      x < width;
      x++, leave += TERMS, enter += TERMS
    ) {
      a += sums[enter] - sums[leave];
      b += sums[enter + 1] - sums[leave + 1];
      c += sums[enter + 2] - sums[leave + 2];
      d += sums[enter + 3] - sums[leave + 3];
      e += sums[enter + 4] - sums[leave + 4];
      const g11 = a * scale;
      const g12 = b * scale;
      const g22 = c * scale;
      const over = scale / (g11 * g22 - g12 * g12 + REGULARISER);
      u[at + x] = (g11 * e - g12 * d) * over;
      v[at + x] = (g22 * d - g12 * e) * over;
    }
  };
  return (equations, field, done) => {
    sums.fill(0);
    for (let y = -half; y <= half; y++) addRow(equations, y);
    for (let y = 0; y < height; y++) {
      if (y > 0) {
        moveDown(equations, y);
        if (y - 1 - half >= 0) done(y - 1 - half);
      }
      repeatEdges();
      solveRow(field, y);
    }
    for (let y = Math.max(0, height - 1 - half); y < height; y++) done(y);
  };
}

/** Weights that fall off from the middle of a window. Beyond the border the edge is repeated. */
function openGaussianAverage(width: number, height: number, half: number): Average {
  const line = width * TERMS;
  const before = half * TERMS;
  const sums = new Float64Array(line + 2 * before);
  const sigma = half * 0.3;
  const raw = Float64Array.from({ length: half + 1 }, (_, i) => Math.exp(-(i * i) / (2 * sigma * sigma)));
  const total = 2 * raw.reduce((sum, weight) => sum + weight, 0) - raw[0];
  const weights = raw.map((weight) => weight / total);
  const sumColumns = (equations: Float32Array, y: number): void => {
    for (let i = 0; i < line; i++) sums[before + i] = weights[0] * equations[y * line + i];
    for (let k = 1; k <= half; k++) {
      const above = Math.max(y - k, 0) * line;
      const below = Math.min(y + k, height - 1) * line;
      const weight = weights[k];
      for (let i = 0; i < line; i++)
        sums[before + i] += weight * (equations[above + i] + equations[below + i]);
    }
    for (let i = 0, end = before + line; i < before; i++) {
      sums[i] = sums[before + (i % TERMS)];
      sums[end + i] = sums[end - TERMS + (i % TERMS)];
    }
  };
  const solveRow = ({ u, v }: FlowField, y: number): void => {
    for (let x = 0, at = y * width; x < width; x++) {
      const middle = before + x * TERMS;
      let a = weights[0] * sums[middle];
      let b = weights[0] * sums[middle + 1];
      let c = weights[0] * sums[middle + 2];
      let d = weights[0] * sums[middle + 3];
      let e = weights[0] * sums[middle + 4];
      for (let k = 1, p = middle - TERMS, q = middle + TERMS; k <= half; k++, p -= TERMS, q += TERMS) {
        const weight = weights[k];
        a += weight * (sums[p] + sums[q]);
        b += weight * (sums[p + 1] + sums[q + 1]);
        c += weight * (sums[p + 2] + sums[q + 2]);
        d += weight * (sums[p + 3] + sums[q + 3]);
        e += weight * (sums[p + 4] + sums[q + 4]);
      }
      const over = 1 / (a * c - b * b + REGULARISER);
      u[at + x] = (a * e - b * d) * over;
      v[at + x] = (c * d - b * e) * over;
    }
  };
  return (equations, field, done) => {
    for (let y = 0; y < height; y++) {
      sumColumns(equations, y);
      solveRow(field, y);
      if (y - half >= 0) done(y - half);
    }
    for (let y = Math.max(0, height - half); y < height; y++) done(y);
  };
}
