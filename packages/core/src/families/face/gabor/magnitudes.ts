import { type LineFilters, lineFilters } from '@wince/kernels';
import type { GreyImage } from '../../../image/image.ts';
import { type GaborBank, type GaborKernel, gaborKernel, type LineKernel } from './bank.ts';

/** Takes the magnitudes of one kernel, `width * height`, row-major. The array is overwritten by later kernels. */
export type MagnitudeVisitor = (scale: number, orientation: number, magnitudes: Float64Array) => void;

let shared: LineFilters | undefined;

/** Line filters that all pictures of this thread share. */
function sharedLineFilters(): LineFilters {
  shared ??= lineFilters();
  return shared;
}

/**
 * Convolves a picture with every kernel of a bank, its border mirrored with the edge pixel repeated, and hands on the
 * magnitude of each complex response, in grey levels. The order of the kernels is not that of the bank. `visit` must not
 * call this function: it works in one memory.
 *
 * A kernel is a column kernel times a row kernel, so two passes along lines replace one over an area. The kernels of
 * theta and of 180 degrees - theta differ only in the sign of the odd part of the row kernel: one pair of passes gives both.
 */
export function gaborMagnitudes(
  image: GreyImage,
  bank: GaborBank,
  visit: MagnitudeVisitor,
  filters: LineFilters = sharedLineFilters(),
): void {
  const workspace = newWorkspace(image, gaborKernel(bank, bank.scales - 1, 0).reach, filters);
  mirrorColumns(image, workspace);
  const magnitudes = new Float64Array(image.width * image.height);
  const twins = new Float64Array(image.width * image.height);
  for (let scale = 0; scale < bank.scales; scale++) {
    for (let orientation = 0; 2 * orientation <= bank.orientations; orientation++) {
      const kernel = gaborKernel(bank, scale, orientation);
      filterColumns(workspace, kernel);
      filterRows(workspace, kernel, magnitudes, twins);
      visit(scale, orientation, magnitudes);
      if (kernel.column.sine && kernel.row.sine) visit(scale, bank.orientations - orientation, twins);
    }
  }
}

/** The memory of one picture. Lines have room for mirrored ends and for the filters' four samples at a time. */
interface Workspace {
  readonly filters: LineFilters;
  readonly width: number;
  readonly height: number;
  /** Samples before the first of a line. */
  readonly ends: number;
  /** The columns of the picture, one behind the other, and from one to the next. */
  readonly columns: Float64Array;
  readonly columnStep: number;
  /** What the column kernel gives, as rows: the real and the imaginary part; and from one row to the next. */
  readonly even: Float64Array;
  readonly odd: Float64Array;
  readonly rowStep: number;
  /** One row of what the row kernel makes of them: its even and odd part of `even`, and of `odd`. */
  readonly evenEven: Float64Array;
  readonly evenOdd: Float64Array;
  readonly oddEven: Float64Array;
  readonly oddOdd: Float64Array;
  /** The kernel in use. */
  readonly cosine: Float64Array;
  readonly sine: Float64Array;
}

function newWorkspace({ width, height }: GreyImage, ends: number, filters: LineFilters): Workspace {
  const roundUpToFour = (count: number): number => (count + 3) & ~3;
  const columnStep = roundUpToFour(height) + 2 * ends;
  const rowStep = roundUpToFour(width) + 2 * ends;
  const rows = roundUpToFour(height) * rowStep;
  const row = roundUpToFour(width);
  const kernel = ends + 1;
  const [columns, even, odd, evenEven, evenOdd, oddEven, oddOdd, cosine, sine] = filters.arrays([
    width * columnStep,
    ...[rows, rows],
    ...[row, row, row, row],
    ...[kernel, kernel],
  ]);
  const lines = { columns, columnStep, even, odd, rowStep, evenEven, evenOdd, oddEven, oddOdd, cosine, sine };
  return { filters, width, height, ends, ...lines };
}

function mirrorColumns({ width, height, data }: GreyImage, { columns, columnStep, ends }: Workspace): void {
  for (let x = 0; x < width; x++) {
    for (let y = 0; y < height; y++) columns[x * columnStep + ends + y] = data[y * width + x];
    mirrorEnds(columns, x * columnStep, height, ends);
  }
}

/** Fills `reach` samples before and behind a line by mirroring it at its edges, each edge sample repeated. */
function mirrorEnds(line: Float64Array, start: number, count: number, reach: number): void {
  const first = start + reach;
  const last = first + count - 1;
  // A kernel may reach further than the line is long: the mirror image is then mirrored again.
  for (let k = 0; k < reach; k++) {
    const folded = k % (2 * count);
    const inside = folded < count ? folded : 2 * count - 1 - folded;
    line[first - 1 - k] = line[first + inside];
    line[last + 1 + k] = line[last - inside];
  }
}

function loadKernel({ cosine, sine }: Workspace, kernel: LineKernel): void {
  cosine.set(kernel.cosine);
  if (kernel.sine) sine.set(kernel.sine);
}

function filterColumns(workspace: Workspace, { column, reach }: GaborKernel): void {
  const { filters, width, height, ends, columns, columnStep, even, odd, rowStep, cosine, sine } = workspace;
  loadKernel(workspace, column);
  for (let x = 0; x < width; x++) {
    const start = x * columnStep + ends - reach;
    const to = reach + x;
    if (column.sine) filters.evenOdd(columns, start, height, reach, cosine, sine, even, odd, to, rowStep);
    else filters.even(columns, start, height, reach, cosine, even, to, rowStep);
  }
}

/**
 * With the complex response of the columns a + ib and the row kernel c + is: the magnitudes of (a + ib) * (c + is), and
 * into `twins` those of (a + ib) * (c - is), where kernels have both parts.
 */
function filterRows(
  workspace: Workspace,
  { column, row, reach }: GaborKernel,
  magnitudes: Float64Array,
  twins: Float64Array,
): void {
  const { filters, width, height, even, odd, rowStep, cosine, sine } = workspace;
  const { evenEven: ac, evenOdd: as, oddEven: bc, oddOdd: bs } = workspace;
  loadKernel(workspace, row);
  for (let y = 0; y < height; y++) {
    const start = y * rowStep;
    const to = y * width;
    mirrorEnds(even, start, width, reach);
    if (column.sine) mirrorEnds(odd, start, width, reach);
    if (!column.sine) {
      filters.evenOdd(even, start, width, reach, cosine, sine, ac, as, 0, 1);
      for (let x = 0; x < width; x++) magnitudes[to + x] = Math.sqrt(ac[x] * ac[x] + as[x] * as[x]);
    } else if (!row.sine) {
      filters.even(even, start, width, reach, cosine, ac, 0, 1);
      filters.even(odd, start, width, reach, cosine, bc, 0, 1);
      for (let x = 0; x < width; x++) magnitudes[to + x] = Math.sqrt(ac[x] * ac[x] + bc[x] * bc[x]);
    } else {
      filters.evenOdd(even, start, width, reach, cosine, sine, ac, as, 0, 1);
      filters.evenOdd(odd, start, width, reach, cosine, sine, bc, bs, 0, 1);
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
}
