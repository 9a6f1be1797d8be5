import type { GreyImage } from '../../image/image.ts';
import { type GaborBank, type GaborKernel, gaborKernel } from './bank.ts';
import { filterEven, filterEvenOdd, mirrorEnds } from './line.ts';

/** Takes the magnitudes of one kernel, `width * height`, row-major. The array is overwritten by later kernels. */
export type MagnitudeVisitor = (scale: number, orientation: number, magnitudes: Float64Array) => void;

/**
 * Convolves a picture with every kernel of a bank, its border mirrored with the edge pixel repeated, and hands on the
 * magnitude of each complex response, in grey levels. The order of the kernels is not that of the bank.
 *
 * A kernel is a column kernel times a row kernel, so two passes along lines replace one over an area. The kernels of
 * theta and of 180 degrees - theta differ only in the sign of the odd part of the row kernel: one pair of passes gives both.
 */
export function gaborMagnitudes(image: GreyImage, bank: GaborBank, visit: MagnitudeVisitor): void {
  const farthest = gaborKernel(bank, bank.scales - 1, 0).reach;
  const columns = mirroredColumns(image, farthest);
  const responses = columnResponses(image, farthest);
  const magnitudes = new Float64Array(image.width * image.height);
  const twins = new Float64Array(image.width * image.height);
  for (let scale = 0; scale < bank.scales; scale++) {
    for (let orientation = 0; 2 * orientation <= bank.orientations; orientation++) {
      const kernel = gaborKernel(bank, scale, orientation);
      filterColumns(columns, kernel, responses);
      filterRows(responses, kernel, magnitudes, twins);
      visit(scale, orientation, magnitudes);
      if (kernel.column.sine && kernel.row.sine) visit(scale, bank.orientations - orientation, twins);
    }
  }
}

/** The columns of a picture as lines with mirrored ends. */
interface Columns {
  readonly lines: Float64Array;
  /** From one line to the next. */
  readonly step: number;
  /** Samples before the first of a line. */
  readonly ends: number;
  readonly width: number;
  readonly height: number;
}

/** What the column kernel gives, as rows with room for mirrored ends: `even` is the real part, `odd` the imaginary one. */
interface ColumnResponses {
  readonly even: Float64Array;
  readonly odd: Float64Array;
  readonly step: number;
  readonly width: number;
  readonly height: number;
}

/** The line filters work four samples at a time. */
function roundUpToFour(count: number): number {
  return (count + 3) & ~3;
}

function mirroredColumns({ width, height, data }: GreyImage, ends: number): Columns {
  const step = roundUpToFour(height) + 2 * ends;
  const lines = new Float64Array(width * step);
  for (let x = 0; x < width; x++) {
    for (let y = 0; y < height; y++) lines[x * step + ends + y] = data[y * width + x];
    mirrorEnds(lines, x * step, height, ends);
  }
  return { lines, step, ends, width, height };
}

function columnResponses({ width, height }: GreyImage, ends: number): ColumnResponses {
  const step = roundUpToFour(width) + 2 * ends;
  const size = roundUpToFour(height) * step;
  return { even: new Float64Array(size), odd: new Float64Array(size), step, width, height };
}

function filterColumns(columns: Columns, { column, reach }: GaborKernel, into: ColumnResponses): void {
  for (let x = 0; x < columns.width; x++) {
    const start = x * columns.step + columns.ends - reach;
    if (column.sine) {
      const { even, odd, step } = into;
      filterEvenOdd(
        columns.lines,
        start,
        columns.height,
        column.cosine,
        column.sine,
        even,
        odd,
        reach + x,
        step,
      );
    } else {
      filterEven(columns.lines, start, columns.height, column.cosine, into.even, reach + x, into.step);
    }
  }
}

/** With a = even and b = odd column response: |(a + ib) * (c + is)| into `magnitudes`, |(a + ib) * (c - is)| into `twins`. */
function filterRows(
  responses: ColumnResponses,
  { column, row, reach }: GaborKernel,
  magnitudes: Float64Array,
  twins: Float64Array,
): void {
  const { even, odd, step, width, height } = responses;
  const ac = new Float64Array(roundUpToFour(width));
  const as = new Float64Array(roundUpToFour(width));
  const bc = new Float64Array(roundUpToFour(width));
  const bs = new Float64Array(roundUpToFour(width));
  for (let y = 0; y < height; y++) {
    const start = y * step;
    const to = y * width;
    mirrorEnds(even, start, width, reach);
    if (row.sine) filterEvenOdd(even, start, width, row.cosine, row.sine, ac, as, 0, 1);
    else filterEven(even, start, width, row.cosine, ac, 0, 1);
    if (!column.sine) {
      for (let x = 0; x < width; x++) magnitudes[to + x] = Math.sqrt(ac[x] * ac[x] + as[x] * as[x]);
      continue;
    }
    mirrorEnds(odd, start, width, reach);
    if (!row.sine) {
      filterEven(odd, start, width, row.cosine, bc, 0, 1);
      for (let x = 0; x < width; x++) magnitudes[to + x] = Math.sqrt(ac[x] * ac[x] + bc[x] * bc[x]);
      continue;
    }
    filterEvenOdd(odd, start, width, row.cosine, row.sine, bc, bs, 0, 1);
    for (let x = 0; x < width; x++) {
      const real = ac[x] - bs[x];
      const imaginary = as[x] + bc[x];
      magnitudes[to + x] = Math.sqrt(real * real + imaginary * imaginary);
      const twinReal = ac[x] + bs[x];
      const twinImaginary = bc[x] - as[x];
      twins[to + x] = Math.sqrt(twinReal * twinReal + twinImaginary * twinImaginary);
    }
  }
}
