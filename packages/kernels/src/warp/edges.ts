import type { Warp, WarpSource } from './warp.ts';

/** Pixels: more than rounding moves a position in any picture, and less than anybody sees. */
export const MARGIN = 1e-6;

/** For one new pixel at a time. */
const scratch = { edge: new Float64Array(3), sums: new Float64Array(3) };

/**
 * New pixels of row `y` of which some samples may lie outside of the picture.
 *
 * @param out the pixel at `from` goes to `at`
 */
export function sampleEdges(
  { source, map: { a, b, c, d, e, f }, border, fine }: Warp,
  y: number,
  from: number,
  end: number,
  out: Uint8Array,
  at: number,
): void {
  const { channels, data } = source;
  const share = 1 / (fine * fine);
  const step = 1 / fine;
  const start = (step - 1) / 2;
  const lastColumn = source.width - 1;
  const lastRow = source.height - 1;
  const line = source.width * channels;
  const { edge, sums } = scratch;
  const outside = border === 'replicate' ? -1 : border;
  // What lies outside has the colour of the nearest place inside: that place is read.
  const nearest = border === 'replicate' && lastColumn > 0 && lastRow > 0;
  // How far samples of a new pixel lie from its middle in the picture.
  const reachX = -start * (Math.abs(a) + Math.abs(b)) + MARGIN;
  const reachY = -start * (Math.abs(d) + Math.abs(e)) + MARGIN;
  for (let x = from, to = at; x < end; x++, to += channels) {
    if (outside >= 0) {
      const middleX = a * x + b * y + c;
      const middleY = d * x + e * y + f;
      const away =
        middleX + reachX <= -1 ||
        middleY + reachY <= -1 ||
        middleX - reachX >= source.width ||
        middleY - reachY >= source.height;
      if (away) {
        for (let k = 0; k < channels; k++) out[to + k] = outside;
        continue;
      }
    }
    sums.fill(0);
    for (let j = 0; j < fine; j++) {
      const v = y + start + j * step;
      for (let i = 0; i < fine; i++) {
        const u = x + start + i * step;
        const sx = a * u + b * v + c;
        const sy = d * u + e * v + f;
        if (nearest || (sx >= 0 && sy >= 0 && sx < lastColumn && sy < lastRow)) {
          // As within the picture, to the last bit. Positions are positive here: truncation is the floor.
          const px = Math.min(Math.max(sx, 0), lastColumn);
          const py = Math.min(Math.max(sy, 0), lastRow);
          const column = px < lastColumn ? px | 0 : lastColumn - 1;
          const row = py < lastRow ? py | 0 : lastRow - 1;
          const right = px - column;
          const low = py - row;
          const above = row * line + column * channels;
          for (let k = 0; k < channels; k++) {
            const [one, two] = [above + k, above + k + line];
            const upper = data[one] + right * (data[one + channels] - data[one]);
            const lower = data[two] + right * (data[two + channels] - data[two]);
            sums[k] += upper + low * (lower - upper);
          }
          continue;
        }
        if (outside >= 0 && (sx <= -1 || sy <= -1 || sx >= source.width || sy >= source.height)) {
          edge.fill(outside);
        } else {
          sampleAtEdge(source, sx, sy, border, edge);
        }
        for (let k = 0; k < channels; k++) sums[k] += edge[k];
      }
    }
    for (let k = 0; k < channels; k++) out[to + k] = sums[k] * share + 0.5;
  }
}

/** The picture at (x, y), where some of the four pixels around it lie outside. */
function sampleAtEdge(
  source: WarpSource,
  x: number,
  y: number,
  border: Warp['border'],
  out: Float64Array,
): void {
  const { channels, data } = source;
  const column = Math.floor(x);
  const row = Math.floor(y);
  const right = x - column;
  const low = y - row;
  const upperLeft = placeOf(source, column, row, border);
  const upperRight = placeOf(source, column + 1, row, border);
  const lowerLeft = placeOf(source, column, row + 1, border);
  const lowerRight = placeOf(source, column + 1, row + 1, border);
  const fill = border === 'replicate' ? 0 : border;
  for (let c = 0; c < channels; c++) {
    const upper =
      (1 - right) * (upperLeft < 0 ? fill : data[upperLeft + c]) +
      right * (upperRight < 0 ? fill : data[upperRight + c]);
    const lower =
      (1 - right) * (lowerLeft < 0 ? fill : data[lowerLeft + c]) +
      right * (lowerRight < 0 ? fill : data[lowerRight + c]);
    out[c] = upper + low * (lower - upper);
  }
}

/** Where a pixel stands, or the nearest one where pixels are replicated; -1 where it is the border. */
function placeOf(
  { width, height, channels }: WarpSource,
  x: number,
  y: number,
  border: Warp['border'],
): number {
  if (border !== 'replicate' && (x < 0 || y < 0 || x >= width || y >= height)) return -1;
  const column = x < 0 ? 0 : x >= width ? width - 1 : x;
  const row = y < 0 ? 0 : y >= height ? height - 1 : y;
  return (row * width + column) * channels;
}
