/** For each place of a resampled line, which samples of the line before it are summed, and with which weights. */
interface LineWeights {
  readonly first: Int32Array;
  readonly count: Int32Array;
  /** The weights of place i stand at `i * stride`. */
  readonly weights: Float64Array;
  readonly stride: number;
}

/** Reads a picture at the resolution of one level: blurred, so that nothing aliases, and sampled. */
export interface Shrinker {
  readonly width: number;
  readonly height: number;
  /** @param source `sourceWidth * sourceHeight` grey values; @param out `width * height` values */
  shrink(source: Float32Array, out: Float32Array): void;
}

/**
 * Blurs with a Gaussian and samples linearly at half-pixel centres. Both are linear and separable, so one set of weights
 * does both and no sample is computed that nobody reads.
 *
 * The deviation of the Gaussian is (1 / scale - 1) / 2 pixels, its kernel five deviations wide and at least three samples;
 * without a deviation, the kernel is 1/4, 1/2, 1/4. Beyond the border the picture is mirrored, the edge pixel not repeated.
 */
export function openShrinker(
  sourceWidth: number,
  sourceHeight: number,
  width: number,
  height: number,
  scale: number,
): Shrinker {
  const kernel = blurKernel(scale);
  const across = lineWeights(sourceWidth, width, kernel);
  const down = lineWeights(sourceHeight, height, kernel);
  const middle = new Float32Array(width * sourceHeight);
  const row = new Float64Array(width);
  return {
    width,
    height,
    shrink(source, out) {
      const { first, count, weights, stride } = across;
      for (let y = 0; y < sourceHeight; y++) {
        const line = y * sourceWidth;
        for (let x = 0, weight = 0; x < width; x++, weight += stride) {
          const from = line + first[x];
          const n = count[x];
          let sum = 0;
          for (let k = 0; k < n; k++) sum += weights[weight + k] * source[from + k];
          middle[y * width + x] = sum;
        }
      }
      for (let y = 0; y < height; y++) {
        row.fill(0);
        for (let k = 0; k < down.count[y]; k++) {
          const weight = down.weights[y * down.stride + k];
          const from = (down.first[y] + k) * width;
          for (let x = 0; x < width; x++) row[x] += weight * middle[from + x];
        }
        out.set(row, y * width);
      }
    },
  };
}

/** Half of it and its mirror image: a kernel of odd length. */
function blurKernel(scale: number): Float64Array {
  const sigma = (1 / scale - 1) * 0.5;
  const size = Math.max(roundHalfToEven(sigma * 5) | 1, 3);
  if (sigma === 0) return Float64Array.of(0.25, 0.5, 0.25);
  const kernel = Float64Array.from({ length: size }, (_, i) =>
    Math.exp(-((i - (size - 1) / 2) ** 2) / (2 * sigma * sigma)),
  );
  const sum = kernel.reduce((total, value) => total + value, 0);
  return kernel.map((value) => value / sum);
}

function lineWeights(from: number, to: number, kernel: Float64Array): LineWeights {
  const reach = (kernel.length - 1) / 2;
  const stride = Math.min(kernel.length + 1, from);
  const first = new Int32Array(to);
  const count = new Int32Array(to);
  const weights = new Float64Array(to * stride);
  for (let i = 0; i < to; i++) {
    const { below, share } = linearPlace(i, from, to);
    count[i] = Math.min(stride, share > 0 ? kernel.length + 1 : kernel.length);
    const start = Math.max(0, Math.min(below - reach, from - count[i]));
    first[i] = start;
    for (let k = -reach; k <= reach; k++) {
      const weight = kernel[k + reach];
      weights[i * stride + mirrored(below + k, from) - start] += (1 - share) * weight;
      if (share > 0) weights[i * stride + mirrored(below + 1 + k, from) - start] += share * weight;
    }
  }
  return { first, count, weights, stride };
}

/** Where sample i of a line of `to` lies in one of `from`: between `below` and the next, `share` of the way. */
export function linearPlace(i: number, from: number, to: number): { below: number; share: number } {
  const place = ((i + 0.5) * from) / to - 0.5;
  if (place <= 0) return { below: 0, share: 0 };
  if (place >= from - 1) return { below: from - 1, share: 0 };
  const below = Math.floor(place);
  return { below, share: place - below };
}

/** The index that stands in for one beyond the ends: mirrored at the end samples, again and again. */
function mirrored(index: number, length: number): number {
  if (length === 1) return 0;
  let inside = index;
  while (inside < 0 || inside >= length) inside = inside < 0 ? -inside : 2 * (length - 1) - inside;
  return inside;
}

export function roundHalfToEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}
