import { decode } from '@cwasm/nsbmp';
import { decodeRuns, isOfRuns } from './bmp-runs.ts';

/** The size that the header of a BMP file claims, in pixels. @throws RangeError when the header is cut off or none. */
export function bmpSize(bytes: Uint8Array): { width: number; height: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const header = view.getUint32(14, true);
  if (header === 12) return { width: view.getUint16(18, true), height: view.getUint16(20, true) };
  if (header < 40) throw new RangeError(`a BMP header of ${header} bytes is unknown`);
  // A negative height says that the rows are stored from the top.
  return { width: view.getInt32(18, true), height: Math.abs(view.getInt32(22, true)) };
}

/**
 * The pixels of a BMP file as R, G, B, A, rows from the top: 1, 4, 8, 16, 24 and 32 bits a pixel, palettes, runs, bit fields,
 * rows from the top or from the bottom. A colour profile in the header is not applied.
 *
 * @throws Error when the file is cut off or of an unknown form
 */
export function decodeBmp(bytes: Uint8Array): { width: number; height: number; data: Uint8ClampedArray } {
  if (isOfRuns(bytes)) return decodeRuns(bytes);
  const { width, height, data } = decode(bytes);
  return { width, height, data };
}
