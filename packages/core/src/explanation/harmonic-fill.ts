/** A picture whose hole is filled: numbers in [0, 255], `channels` a pixel, interleaved. */
interface Level {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly values: Float64Array;
  /** 1 for each pixel that is to be filled. */
  readonly hole: Uint8Array;
}

/** Grey levels: a round that moves no pixel further is the last one. */
const STILL = 0.1;

/** Rounds at a resolution: the start from half the resolution is near already. */
const MOST_ROUNDS = 100;

/** Between 1 (Gauss and Seidel) and 2: what is left after the coarse start is mostly local. */
const RELAXATION = 1.5;

/**
 * Fills a hole of a picture smoothly from its border: each pixel of the hole becomes the mean of its neighbours (Laplace's equation). No
 * edge is drawn about the hole, and nothing within it is darker or brighter than its border. At the edge of the picture only the
 * neighbours that are there count. A picture that is all hole stays as it is.
 *
 * From coarse to fine, with successive over-relaxation in the order of the pixels, so that the same hole gives the same bytes.
 *
 * @param data `channels` numbers a pixel, interleaved
 * @param hole 1 for each pixel that is to be filled
 * @returns the picture with its hole filled
 */
export function harmonicFill(
  data: Uint8Array,
  hole: Uint8Array,
  { width, height, channels }: { readonly width: number; readonly height: number; readonly channels: number },
): Uint8Array {
  if (!hole.includes(1) || !hole.includes(0)) return data.slice();
  const values = Float64Array.from(data);
  fill({ width, height, channels, values, hole });
  return Uint8Array.from(values, (value) => Math.min(255, Math.max(0, Math.round(value))));
}

/** Fills the hole of a level in place. */
function fill(level: Level): void {
  const { width, height, channels, values, hole } = level;
  const pixels = Int32Array.from(hole.keys()).filter((pixel) => hole[pixel] === 1);
  if (pixels.length === 0) return;
  if (width > 1 || height > 1) {
    const half = halved(level);
    fill(half);
    for (const pixel of pixels) {
      const at = ((Math.floor(pixel / width) >> 1) * half.width + ((pixel % width) >> 1)) * channels;
      for (let c = 0; c < channels; c++) values[pixel * channels + c] = half.values[at + c];
    }
  }
  const { from, neighbours } = neighboursOf(pixels, width, height);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    let furthest = 0;
    for (let i = 0; i < pixels.length; i++) {
      const at = pixels[i] * channels;
      const share = RELAXATION / (from[i + 1] - from[i]);
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        for (let n = from[i]; n < from[i + 1]; n++) sum += values[neighbours[n] * channels + c];
        const move = share * sum - RELAXATION * values[at + c];
        values[at + c] += move;
        furthest = Math.max(furthest, Math.abs(move));
      }
    }
    if (furthest < STILL) break;
  }
}

/** The picture at half its size: the mean of those of four pixels that are no hole; a hole where all of them are. */
function halved({ width, height, channels, values, hole }: Level): Level {
  const [across, down] = [(width + 1) >> 1, (height + 1) >> 1];
  const sums = new Float64Array(across * down * channels);
  const counts = new Uint8Array(across * down);
  for (let pixel = 0; pixel < hole.length; pixel++) {
    if (hole[pixel] === 1) continue;
    const at = (Math.floor(pixel / width) >> 1) * across + ((pixel % width) >> 1);
    counts[at]++;
    for (let c = 0; c < channels; c++) sums[at * channels + c] += values[pixel * channels + c];
  }
  const means = sums.map((sum, i) => sum / Math.max(1, counts[Math.floor(i / channels)]));
  return {
    width: across,
    height: down,
    channels,
    values: means,
    hole: counts.map((count) => (count === 0 ? 1 : 0)),
  };
}

/** The neighbours of each pixel: those of pixel i from `from[i]` to before `from[i + 1]`. */
function neighboursOf(pixels: Int32Array, width: number, height: number) {
  const from = new Int32Array(pixels.length + 1);
  const neighbours = new Int32Array(4 * pixels.length);
  let to = 0;
  pixels.forEach((pixel, i) => {
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    if (x > 0) neighbours[to++] = pixel - 1;
    if (x < width - 1) neighbours[to++] = pixel + 1;
    if (y > 0) neighbours[to++] = pixel - width;
    if (y < height - 1) neighbours[to++] = pixel + width;
    from[i + 1] = to;
  });
  return { from, neighbours };
}
