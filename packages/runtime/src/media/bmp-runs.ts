/** The fields of a BMP file whose pixels are written as runs. */
interface RunsHeader {
  readonly start: number;
  readonly width: number;
  readonly height: number;
  readonly bits: number;
  readonly palette: Uint8Array;
}

/** Whether the pixels of a BMP file are runs of 8 or of 4 bits a pixel. */
export function isOfRuns(bytes: Uint8Array): boolean {
  const view = viewOf(bytes);
  return view.getUint32(14, true) >= 40 && [1, 2].includes(view.getUint32(30, true));
}

/**
 * The pixels of a BMP file of runs (BI_RLE8, BI_RLE4) as R, G, B, A, rows from the top. Pixels that no run names have the first colour
 * of the palette. A line end behind the last row, as most programs write it, ends that row.
 *
 * @source Microsoft, Bitmap Compression (Windows GDI)
 * @throws RangeError when the file is cut off, or its runs leave the picture
 */
export function decodeRuns(bytes: Uint8Array): { width: number; height: number; data: Uint8ClampedArray } {
  const { start, width, height, bits, palette } = headerOf(bytes);
  const indexes = new Uint8Array(width * height);
  let [x, y] = [0, 0];
  let at = start;
  let hasEnd = false;
  const put = (index: number) => {
    if (y >= height) throw new RangeError(`its runs go on behind the last of ${height} rows`);
    // Some programs round a row up to whole bytes.
    if (x < width) indexes[(height - 1 - y) * width + x] = index;
    x += 1;
  };
  /** Of a byte, or of its upper half first. */
  const part = (byte: number, i: number) => (bits === 8 ? byte : i % 2 === 0 ? byte >> 4 : byte & 15);
  while (!hasEnd && at + 1 < bytes.length) {
    const [count, value] = [bytes[at], bytes[at + 1]];
    at += 2;
    if (count > 0) {
      for (let i = 0; i < count; i++) put(part(value, i));
    } else if (value === 0) {
      [x, y] = [0, y + 1];
    } else if (value === 1) {
      hasEnd = true;
    } else if (value === 2) {
      if (at + 1 >= bytes.length) break;
      x += bytes[at];
      y += bytes[at + 1];
      at += 2;
    } else {
      const length = bits === 8 ? value : Math.ceil(value / 2);
      if (at + length > bytes.length) break;
      for (let i = 0; i < value; i++) put(part(bytes[at + (bits === 8 ? i : i >> 1)], i));
      at += length + (length % 2);
    }
  }
  if (!hasEnd && (y < height - 1 || (y === height - 1 && x < width)))
    throw new RangeError(`it ends in row ${y + 1} of ${height}, counted from the bottom`);
  return { width, height, data: coloured(indexes, palette) };
}

function headerOf(bytes: Uint8Array): RunsHeader {
  const view = viewOf(bytes);
  const bits = view.getUint16(28, true);
  if (bits !== 8 && bits !== 4) throw new RangeError(`runs of ${bits} bits a pixel are unknown`);
  const [start, header] = [view.getUint32(10, true), view.getUint32(14, true)];
  const colours = Math.min(2 ** bits, view.getUint32(46, true) || 2 ** bits);
  const [width, height] = [view.getInt32(18, true), view.getInt32(22, true)];
  if (!(width > 0 && height > 0)) throw new RangeError(`its header states ${width} x ${height} pixels`);
  const from = 14 + header;
  return { start, width, height, bits, palette: bytes.subarray(from, from + 4 * colours) };
}

/** Colours of a palette of B, G, R and an unused byte; what it does not have is black. */
function coloured(indexes: Uint8Array, palette: Uint8Array): Uint8ClampedArray {
  const data = new Uint8ClampedArray(4 * indexes.length);
  for (let i = 0; i < indexes.length; i++) {
    const at = 4 * indexes[i];
    data[4 * i] = palette[at + 2];
    data[4 * i + 1] = palette[at + 1];
    data[4 * i + 2] = palette[at];
    data[4 * i + 3] = 255;
  }
  return data;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
