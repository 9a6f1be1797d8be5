import type { RgbImage } from '@wince/core';

/** What a PNG says of its colours by other means than a profile (ISO 15948, 11.3.3). */
export interface PngColours {
  /** The power by which light was turned into samples; null where it is not named. */
  readonly gamma: number | null;
  /** Places of white, red, green and blue in the plane of CIE xy; null where they are not named. */
  readonly primaries: readonly (readonly [x: number, y: number])[] | null;
}

/** Chunks that say more of colours than gamma and primaries do, which then do not count. */
const STRONGER = ['sRGB', 'iCCP', 'cICP'];

/** @returns null where colours are those of sRGB, or of a profile that whoever decodes the picture knows */
export function pngColours(file: Uint8Array): PngColours | null {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  let gamma: number | null = null;
  let primaries: PngColours['primaries'] = null;
  for (let at = 8; at + 12 <= file.length; ) {
    const length = view.getUint32(at);
    const type = String.fromCharCode(...file.subarray(at + 4, at + 8));
    if (STRONGER.includes(type)) return null;
    if (type === 'IDAT' || at + 12 + length > file.length) break;
    const value = (i: number) => view.getUint32(at + 8 + 4 * i) / 100_000;
    if (type === 'gAMA' && length === 4) gamma = value(0);
    if (type === 'cHRM' && length === 32)
      primaries = [0, 1, 2, 3].map((i) => [value(2 * i), value(2 * i + 1)] as const);
    at += 12 + length;
  }
  return gamma !== null && gamma > 0 ? { gamma, primaries } : null;
}

/** The power of the screens that browsers assume. */
const SCREEN = 2.2;

/** Powers that differ by less are the same. */
const NEARLY = 0.05;

/**
 * The picture in sRGB, as browsers show it: with gamma alone its samples are raised to what a screen of 2.2 needs; with primaries, too,
 * they are converted as a profile of these would.
 */
export function inSrgb(image: RgbImage, { gamma, primaries }: PngColours): RgbImage {
  if (gamma === null) return image;
  if (!primaries) {
    const power = 1 / (gamma * SCREEN);
    if (Math.abs(power - 1) < NEARLY) return image;
    const levels = Uint8Array.from({ length: 256 }, (_, v) => Math.round(255 * (v / 255) ** power));
    return { ...image, data: image.data.map((value) => levels[value]) };
  }
  const light = Float64Array.from({ length: 256 }, (_, v) => (v / 255) ** (1 / gamma));
  const matrix = toSrgbMatrix(primaries);
  const data = new Uint8Array(image.data.length);
  for (let i = 0; i < data.length; i += 3) {
    const [r, g, b] = [light[image.data[i]], light[image.data[i + 1]], light[image.data[i + 2]]];
    for (let c = 0; c < 3; c++)
      data[i + c] = encoded(matrix[3 * c] * r + matrix[3 * c + 1] * g + matrix[3 * c + 2] * b);
  }
  return { ...image, data };
}

/** IEC 61966-2-1. */
function encoded(light: number): number {
  const within = Math.max(0, Math.min(1, light));
  return Math.round(255 * (within <= 0.0031308 ? 12.92 * within : 1.055 * within ** (1 / 2.4) - 0.055));
}

const SRGB = [
  [0.3127, 0.329],
  [0.64, 0.33],
  [0.3, 0.6],
  [0.15, 0.06],
] as const;

function toSrgbMatrix(primaries: readonly (readonly [number, number])[]): readonly number[] {
  const [own, standard] = [primaries, SRGB].map(toXyz);
  // White stays white.
  const scale = adaptation(whiteOf(primaries[0]), whiteOf(SRGB[0]));
  return product(inverse(standard), product(scale, own));
}

function whiteOf([x, y]: readonly [number, number]): readonly number[] {
  return [x / y, 1, (1 - x - y) / y];
}

/** From light in these primaries to CIE XYZ, row by row. */
function toXyz([white, ...colours]: readonly (readonly [number, number])[]): readonly number[] {
  const columns = colours.map(whiteOf);
  const plain = [0, 1, 2].flatMap((row) => columns.map((column) => column[row]));
  const weights = times(inverse(plain), whiteOf(white));
  return plain.map((value, i) => value * weights[i % 3]);
}

/** Bradford's matrix, by which one white becomes another. */
const BRADFORD = [0.8951, 0.2664, -0.1614, -0.7502, 1.7135, 0.0367, 0.0389, -0.0685, 1.0296];

function adaptation(from: readonly number[], to: readonly number[]): readonly number[] {
  const [a, b] = [times(BRADFORD, from), times(BRADFORD, to)];
  const scale = [b[0] / a[0], 0, 0, 0, b[1] / a[1], 0, 0, 0, b[2] / a[2]];
  return product(inverse(BRADFORD), product(scale, BRADFORD));
}

function times(matrix: readonly number[], vector: readonly number[]): readonly number[] {
  return [0, 3, 6].map(
    (at) => matrix[at] * vector[0] + matrix[at + 1] * vector[1] + matrix[at + 2] * vector[2],
  );
}

function product(a: readonly number[], b: readonly number[]): readonly number[] {
  const columns = [0, 1, 2].map((c) => times(a, [b[c], b[c + 3], b[c + 6]]));
  return [0, 1, 2].flatMap((row) => columns.map((column) => column[row]));
}

function inverse([a, b, c, d, e, f, g, h, i]: readonly number[]): readonly number[] {
  const minors = [e * i - f * h, c * h - b * i, b * f - c * e, f * g - d * i, a * i - c * g, c * d - a * f];
  const all = [...minors, d * h - e * g, b * g - a * h, a * e - b * d];
  const determinant = a * all[0] + b * all[3] + c * all[6];
  return all.map((value) => value / determinant);
}
