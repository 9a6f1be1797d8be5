import type { GreyImage } from '../../../image/image.ts';

/**
 * Sums gradient magnitudes by cell and orientation, divided by the area of a cell: cells in row-major order, in each
 * `orientations` bins from 0 degrees up. Gradients are central differences of two pixels, 0 at the border.
 */
export function cellHistograms(
  { width, height, data }: GreyImage,
  cell: number,
  orientations: number,
): Float64Array {
  const across = Math.floor(width / cell);
  const down = Math.floor(height / cell);
  const histograms = new Float64Array(across * down * orientations);
  const bins = orientationBins(orientations);
  for (let y = 0; y < down * cell; y++) {
    const above = y > 0 && y < height - 1 ? -width : 0;
    const below = y > 0 && y < height - 1 ? width : 0;
    const row = Math.floor(y / cell) * across * orientations;
    for (let column = 0, x = 0; column < across; column++) {
      const histogram = row + column * orientations;
      for (const end = x + cell; x < end; x++) {
        const at = y * width + x;
        const gy = data[at + below] - data[at + above];
        const gx = x > 0 && x < width - 1 ? data[at + 1] - data[at - 1] : 0;
        histograms[histogram + bins[((gy + 255) << 9) | (gx + 255)]] += Math.sqrt(gx * gx + gy * gy);
      }
    }
  }
  const area = cell * cell;
  for (let i = 0; i < histograms.length; i++) histograms[i] /= area;
  return histograms;
}

const known = new Map<number, Uint8Array>();

/** The orientation bin of each gradient of an 8-bit picture, at `(gy + 255) * 512 + gx + 255`. */
function orientationBins(orientations: number): Uint8Array {
  let bins = known.get(orientations);
  if (!bins) {
    bins = new Uint8Array(511 * 512);
    const width = 180 / orientations;
    for (let gy = -255; gy <= 255; gy++) {
      for (let gx = -255; gx <= 255; gx++) {
        const degrees = Math.atan2(gy, gx) * (180 / Math.PI);
        const unsigned = ((degrees % 180) + 180) % 180;
        bins[((gy + 255) << 9) | (gx + 255)] = Math.min(Math.floor(unsigned / width), orientations - 1);
      }
    }
    known.set(orientations, bins);
  }
  return bins;
}
