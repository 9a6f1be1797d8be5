import type { GreyImage } from '../../../image/image.ts';

/** How the gradients of a picture are gathered. */
export interface CellSettings {
  /** Pixels a side of a cell. */
  readonly cell: number;
  readonly orientations: number;
  /** Whether gradients are those of the square roots of the grey values. */
  readonly roots: boolean;
}

/**
 * Sums gradient magnitudes by cell and orientation, divided by the area of a cell: cells in row-major order, in each
 * `orientations` bins from 0 degrees up. Gradients are central differences of two pixels, 0 at the border.
 */
export function cellHistograms(
  { width, height, data }: GreyImage,
  { cell, orientations, roots }: CellSettings,
): Float64Array {
  const across = Math.floor(width / cell);
  const down = Math.floor(height / cell);
  const histograms = new Float64Array(across * down * orientations);
  const grey = roots ? Float64Array.from(data, Math.sqrt) : data;
  const bin = roots ? binOfReal(orientations) : binOfWhole(orientations);
  for (let y = 0; y < down * cell; y++) {
    const above = y > 0 && y < height - 1 ? -width : 0;
    const below = y > 0 && y < height - 1 ? width : 0;
    const row = Math.floor(y / cell) * across * orientations;
    for (let column = 0, x = 0; column < across; column++) {
      const histogram = row + column * orientations;
      for (const end = x + cell; x < end; x++) {
        const at = y * width + x;
        const gy = grey[at + below] - grey[at + above];
        const gx = x > 0 && x < width - 1 ? grey[at + 1] - grey[at - 1] : 0;
        histograms[histogram + bin(gy, gx)] += Math.sqrt(gx * gx + gy * gy);
      }
    }
  }
  const area = cell * cell;
  for (let i = 0; i < histograms.length; i++) histograms[i] /= area;
  return histograms;
}

/** The orientation bin and the magnitude of the gradient at each pixel, as `cellHistograms` gathers them. */
export function orientedGradients(
  { width, height, data }: GreyImage,
  { orientations, roots }: Omit<CellSettings, 'cell'>,
): { readonly bins: Uint8Array; readonly magnitudes: Float64Array } {
  const grey = roots ? Float64Array.from(data, Math.sqrt) : data;
  const bin = roots ? binOfReal(orientations) : binOfWhole(orientations);
  const bins = new Uint8Array(width * height);
  const magnitudes = new Float64Array(width * height);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      const gy = y > 0 && y < height - 1 ? grey[at + width] - grey[at - width] : 0;
      const gx = x > 0 && x < width - 1 ? grey[at + 1] - grey[at - 1] : 0;
      bins[at] = bin(gy, gx);
      magnitudes[at] = Math.sqrt(gx * gx + gy * gy);
    }
  }
  return { bins, magnitudes };
}

const known = new Map<number, Uint8Array>();

/** The orientation bin of a gradient. */
type BinOf = (gy: number, gx: number) => number;

function binOfReal(orientations: number): BinOf {
  const width = 180 / orientations;
  return (gy, gx) => {
    const degrees = Math.atan2(gy, gx) * (180 / Math.PI);
    const unsigned = ((degrees % 180) + 180) % 180;
    return Math.min(Math.floor(unsigned / width), orientations - 1);
  };
}

/** The same for gradients of an 8-bit picture, from a table of all of them at `(gy + 255) * 512 + gx + 255`. */
function binOfWhole(orientations: number): BinOf {
  let bins = known.get(orientations);
  if (!bins) {
    bins = new Uint8Array(511 * 512);
    const bin = binOfReal(orientations);
    for (let gy = -255; gy <= 255; gy++) {
      for (let gx = -255; gx <= 255; gx++) bins[((gy + 255) << 9) | (gx + 255)] = bin(gy, gx);
    }
    known.set(orientations, bins);
  }
  const table = bins;
  return (gy, gx) => table[((gy + 255) << 9) | (gx + 255)];
}
