import { fillBlockMeans, warpedPixels } from '@wince/kernels';
import type { GreyImage, RgbImage } from './image.ts';
import { checkSize, greySamples, rgbSamples, type Samples } from './samples.ts';

/**
 * An affine map of the plane: (x, y) goes to (a x + b y + c, d x + e y + f).
 * Positions are in pixels, with pixel centres at whole numbers.
 */
export interface Affine {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly e: number;
  readonly f: number;
}

/** What stands outside the picture: its nearest pixel, or one value. */
export type Border = 'replicate' | number;

/**
 * Warps a colour picture: the new pixel at (x, y) is the old picture at `toSource(x, y)`, by bilinear sampling.
 *
 * Where the map makes the picture smaller, a new pixel is the mean of a grid of samples that covers it, so that nothing
 * aliases; from a shrinkage of more than 3 they are taken in the picture averaged over whole blocks. Where it does not
 * make it smaller, this is plain bilinear sampling.
 *
 * @param toSource where each new pixel comes from (the inverse of the movement that one sees)
 * @throws RangeError when a size is no positive whole number or the map is not finite.
 */
export function warpRgb(
  image: RgbImage,
  toSource: Affine,
  width: number,
  height: number,
  border: Border = 0,
): RgbImage {
  return { width, height, data: warp(rgbSamples(image), toSource, width, height, border) };
}

/** Warps a grey picture; see {@link warpRgb}. */
export function warpGrey(
  image: GreyImage,
  toSource: Affine,
  width: number,
  height: number,
  border: Border = 0,
): GreyImage {
  return { width, height, data: warp(greySamples(image), toSource, width, height, border) };
}

/** A part of a colour picture. What lies outside the picture is `border`. */
export function cropRgb(
  image: RgbImage,
  left: number,
  top: number,
  width: number,
  height: number,
  border: Border = 0,
): RgbImage {
  return warpRgb(image, { a: 1, b: 0, c: left, d: 0, e: 1, f: top }, width, height, border);
}

/**
 * A colour picture turned about its centre, on a canvas that holds all of it.
 *
 * @param degrees clockwise as one sees it (x to the right, y down)
 */
export function rotateRgb(image: RgbImage, degrees: number, border: Border = 0): RgbImage {
  const { cos, sin } = turn(degrees);
  const width = Math.ceil(Math.abs(cos) * image.width + Math.abs(sin) * image.height - 1e-9);
  const height = Math.ceil(Math.abs(sin) * image.width + Math.abs(cos) * image.height - 1e-9);
  return warpRgb(image, rotationToSource(image, degrees, width, height), width, height, border);
}

/** Where the pixels of {@link rotateRgb}'s canvas come from in the picture. */
export function rotationToSource(
  image: { readonly width: number; readonly height: number },
  degrees: number,
  width: number,
  height: number,
): Affine {
  const { cos, sin } = turn(degrees);
  const x = (width - 1) / 2;
  const y = (height - 1) / 2;
  return {
    a: cos,
    b: sin,
    c: (image.width - 1) / 2 - cos * x - sin * y,
    d: -sin,
    e: cos,
    f: (image.height - 1) / 2 + sin * x - cos * y,
  };
}

/** Cosine and sine that are exact at quarter turns, so that those move pixels without blending them. */
function turn(degrees: number): { cos: number; sin: number } {
  const quarters = degrees / 90;
  if (Number.isInteger(quarters)) {
    const quarter = ((quarters % 4) + 4) % 4;
    return { cos: [1, 0, -1, 0][quarter], sin: [0, 1, 0, -1][quarter] };
  }
  const radians = (degrees * Math.PI) / 180;
  return { cos: Math.cos(radians), sin: Math.sin(radians) };
}

function warp(source: Samples, map: Affine, width: number, height: number, border: Border): Uint8Array {
  checkSize(width, height);
  if (!Object.values(map).every(Number.isFinite)) throw new RangeError('an affine map must be finite');
  // Old pixels per new pixel, along the direction that shrinks most.
  const shrink = largestStretch(map);
  const block = Math.max(1, Math.floor(Math.ceil(shrink - 1e-6) / 2));
  const from =
    block > 1 ? shrinkByBlocks(source, map, width, height, block, border) : { samples: source, map };
  const fine = Math.max(1, Math.ceil(shrink / block - 1e-6));
  return warpedPixels({ source: from.samples, map: from.map, border, width, height, fine }).data;
}

/** The larger singular value of the linear part. */
function largestStretch({ a, b, d, e }: Affine): number {
  const sum = a * a + b * b + d * d + e * e;
  const difference = Math.hypot(a * a + b * b - d * d - e * e, 2 * (a * d + b * e));
  return Math.sqrt((sum + difference) / 2);
}

/** The part of the picture that the map reads, as means over blocks of pixels, and the map into it. */
function shrinkByBlocks(
  source: Samples,
  map: Affine,
  width: number,
  height: number,
  block: number,
  border: Border,
): { samples: Samples; map: Affine } {
  const xs = [0, width - 1].flatMap((x) => [0, height - 1].map((y) => map.a * x + map.b * y + map.c));
  const ys = [0, width - 1].flatMap((x) => [0, height - 1].map((y) => map.d * x + map.e * y + map.f));
  const reach = 2 * block;
  // Pixels outside the picture take part in the means of its edge, so the part may reach one block beyond it.
  const left = Math.floor(Math.max(Math.min(...xs) - reach, -reach));
  const top = Math.floor(Math.max(Math.min(...ys) - reach, -reach));
  // The grid of blocks starts where the first new pixel falls on the centre of a block, which keeps whole ratios exact.
  const x0 = left + fraction(map.c - (block - 1) / 2 - left, block);
  const y0 = top + fraction(map.f - (block - 1) / 2 - top, block);
  const right = Math.min(Math.max(...xs) + reach, source.width - 1 + reach);
  const bottom = Math.min(Math.max(...ys) + reach, source.height - 1 + reach);
  const columns = Math.max(1, Math.ceil((right - x0 + 1) / block));
  const rows = Math.max(1, Math.ceil((bottom - y0 + 1) / block));
  const samples = blockMeans(source, Math.round(x0), Math.round(y0), columns, rows, block, border);
  const offset = (block - 1) / 2;
  return {
    samples,
    map: {
      a: map.a / block,
      b: map.b / block,
      c: (map.c - Math.round(x0) - offset) / block,
      d: map.d / block,
      e: map.e / block,
      f: (map.f - Math.round(y0) - offset) / block,
    },
  };
}

function fraction(value: number, period: number): number {
  return ((value % period) + period) % period;
}

/** The means of blocks are read in the call that makes them: a new picture for each frame of a video would only be work for the collector. */
let blocks = new Uint8Array(0);

function blocksHeld(length: number): Uint8Array {
  if (blocks.length < length) blocks = new Uint8Array(length);
  return blocks.subarray(0, length);
}

/** Blocks above this many pixels along a side have sums that a kernel cannot hold. */
const LARGEST_BLOCK = 2048;

function blockMeans(
  source: Samples,
  left: number,
  top: number,
  columns: number,
  rows: number,
  block: number,
  border: Border,
): Samples {
  const { width, height, channels, data } = source;
  const out = blocksHeld(columns * rows * channels);
  const line = columns * channels;
  // Blocks that lie within the picture.
  const within = (from: number, length: number, count: number): [number, number] => {
    if (block > LARGEST_BLOCK) return [0, 0];
    const first = Math.min(Math.max(Math.ceil(-from / block), 0), count);
    return [first, Math.min(Math.max(Math.floor((length - from) / block), first), count)];
  };
  const [firstColumn, endColumn] = within(left, width, columns);
  const [firstRow, endRow] = within(top, height, rows);
  if (endColumn > firstColumn && endRow > firstRow) {
    fillBlockMeans(
      {
        ...{ data, width, channels, block },
        ...{ left: left + firstColumn * block, top: top + firstRow * block },
        ...{ columns: endColumn - firstColumn, rows: endRow - firstRow },
      },
      out,
      { at: firstRow * line + firstColumn * channels, line },
    );
  }
  for (let row = 0; row < rows; row++) {
    const inside = row >= firstRow && row < endRow;
    const parts = inside
      ? [
          [0, firstColumn],
          [endColumn, columns],
        ]
      : [[0, columns]];
    for (const [from, end] of parts) {
      for (let column = from; column < end; column++) {
        const [x, y] = [left + column * block, top + row * block];
        meanAtEdge(source, x, y, block, border, out, row * line + column * channels);
      }
    }
  }
  return { width: columns, height: rows, channels, data: out };
}

/** Of one block at a time. */
const sums = new Float64Array(3);

/** The mean of one block of which some pixels may lie outside the picture. */
function meanAtEdge(
  { data, width, height, channels }: Samples,
  left: number,
  top: number,
  block: number,
  border: Border,
  out: Uint8Array,
  to: number,
): void {
  sums.fill(0);
  for (let y = top; y < top + block; y++) {
    const line = Math.min(Math.max(y, 0), height - 1) * width;
    for (let x = left; x < left + block; x++) {
      const outside = x < 0 || x >= width || y < 0 || y >= height;
      const at = (line + Math.min(Math.max(x, 0), width - 1)) * channels;
      for (let c = 0; c < channels; c++) sums[c] += outside && border !== 'replicate' ? border : data[at + c];
    }
  }
  const share = 1 / (block * block);
  for (let c = 0; c < channels; c++) out[to + c] = sums[c] * share + 0.5;
}
