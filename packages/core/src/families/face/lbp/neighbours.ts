import type { GreyImage } from '../../../image/image.ts';

/** Positions of neighbours are rounded to this many parts of a pixel, as scikit-image does. */
const PARTS = 100_000;

/** Brings a weighted difference, at most 255 * PARTS^2 in size, into the range of 32-bit integers. */
const TO_32_BITS = 2 ** -11;

/**
 * The pattern of each pixel: bit k is set where the neighbour at angle 360 k / points degrees (counter-clockwise from
 * the right) on a circle of `radius` pixels is at least as bright as the pixel. Neighbours between pixels are interpolated
 * bilinearly; outside of the picture all is 0.
 *
 * The comparison is exact: positions are whole numbers of 1/100,000 pixel, so each weighted sum is a whole number below 2^53.
 * scikit-image compares rounded sums, so the two may differ where a neighbour equals the pixel.
 */
export function patterns(image: GreyImage, points: number, radius: number): Int32Array {
  const { width, height } = image;
  const border = Math.ceil(radius) + 1;
  const padded = zeroBordered(image, border);
  const step = width + 2 * border;
  const codes = new Int32Array(width * height);
  for (let k = 0; k < points; k++) {
    const angle = (2 * Math.PI * k) / points;
    const down = Math.round(-radius * Math.sin(angle) * PARTS);
    const right = Math.round(radius * Math.cos(angle) * PARTS);
    const offset = Math.floor(down / PARTS) * step + Math.floor(right / PARTS);
    const dy = modulo(down, PARTS);
    const dx = modulo(right, PARTS);
    for (let y = 0; y < height; y++) {
      const centre = (y + border) * step + border;
      const to = y * width;
      if (dx === 0 && dy === 0) compareOn(padded, centre, offset, codes, to, width, k);
      else compareBetween(padded, step, centre, offset, dx, dy, codes, to, width, k);
    }
  }
  return codes;
}

/** Sets bit k of a row of codes by neighbours that are pixels. */
function compareOn(
  padded: Uint8Array,
  centre: number,
  offset: number,
  codes: Int32Array,
  to: number,
  width: number,
  k: number,
): void {
  for (let x = 0; x < width; x++) {
    const darker = (padded[centre + offset + x] - padded[centre + x]) >>> 31;
    codes[to + x] |= (1 - darker) << k;
  }
}

/** Sets bit k of a row of codes by neighbours that lie between four pixels. The sign bit stands in for a branch. */
function compareBetween(
  padded: Uint8Array,
  step: number,
  centre: number,
  offset: number,
  dx: number,
  dy: number,
  codes: Int32Array,
  to: number,
  width: number,
  k: number,
): void {
  const topLeft = (PARTS - dx) * (PARTS - dy);
  const topRight = dx * (PARTS - dy);
  const bottomLeft = (PARTS - dx) * dy;
  const bottomRight = dx * dy;
  const all = PARTS * PARTS;
  for (let x = 0; x < width; x++) {
    const at = centre + offset + x;
    const difference =
      topLeft * padded[at] +
      topRight * padded[at + 1] +
      bottomLeft * padded[at + step] +
      bottomRight * padded[at + step + 1] -
      all * padded[centre + x];
    const darker = Math.floor(difference * TO_32_BITS) >>> 31;
    codes[to + x] |= (1 - darker) << k;
  }
}

function zeroBordered({ width, height, data }: GreyImage, border: number): Uint8Array {
  const step = width + 2 * border;
  const padded = new Uint8Array(step * (height + 2 * border));
  for (let y = 0; y < height; y++) {
    padded.set(data.subarray(y * width, (y + 1) * width), (y + border) * step + border);
  }
  return padded;
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}
