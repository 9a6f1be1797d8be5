import { pairSteps } from '../compiled/pair-steps.ts';
import type { Rows } from '../row-pairs/rows.ts';
import { bytesOfBase64 } from '../webassembly/base64.ts';
import { type Instance, instantiate } from '../webassembly/instance.ts';
import { COLUMNS_AT_ONCE, type PairSteps, type PairTable, squaresOf } from './pair-steps.ts';
import { stepsOfRows } from './products.ts';

const FLOAT = 8;

/** Rows and columns of two blocks whose products are computed at once. */
const ROWS = 128;
const COLUMNS = 512;

const roundUp = (count: number, to: number): number => Math.ceil(count / to) * to;

/** Bytes of a line of a table, an odd number of cache lines: what stands below each other falls into different parts of a cache. */
const lineOf = (rows: number, size: number): number => 64 * (Math.ceil((rows * size) / 64) | 1);

/** A table as it stands in the memory. */
interface Placed {
  readonly rows: number;
  /** Bytes of a number. */
  readonly size: 4 | 8;
  readonly places: ReturnType<typeof placesOf>;
  /** Makes sure that the table is there. */
  open(): void;
}

/** Steps in WebAssembly, or undefined where there is none. All tables share one memory: a table is filled anew when another was last. */
export function vectorPairSteps(): ((table: PairTable) => PairSteps) | undefined {
  const instance = instantiate(bytesOfBase64(pairSteps));
  if (!instance) return undefined;
  let held: Placed | undefined;
  let heldPart: Placed | undefined;
  return (table) => {
    const rows = table.kind === 'values' ? table.rows : table.x.rows;
    const size = table.kind === 'values' ? FLOAT : 4;
    const places = placesOf(rows, size, 0);
    const placed: Placed = {
      ...{ rows, size, places },
      open() {
        instance.grow(places.end);
        if (held === placed) return;
        heldPart = undefined;
        if (table.kind === 'values') copyTable(instance, table.values, rows, places);
        else if (table.kind === 'products') fillProducts(instance, table.x, places);
        else fillGaussian(instance, table.x, table.gamma, places);
        held = placed;
      },
    };
    return stepsOn(instance, placed, (which) => {
      const own: Placed = {
        ...{ rows: which.length, size, places: placesOf(which.length, size, places.end) },
        open() {
          placed.open();
          instance.grow(own.places.end);
          if (heldPart === own) return;
          new Uint32Array(instance.buffer(), own.places.which, which.length).set(which);
          const take = instance.exported(size === FLOAT ? 'takeWide' : 'takeNarrow');
          take(places.table, places.step, own.places.which, which.length, own.places.table, own.places.step);
          heldPart = own;
        },
      };
      return stepsOn(instance, own, () => {
        throw new Error('a part of a table has no parts');
      });
    });
  };
}

function stepsOn(
  instance: Instance,
  { rows, size, places, open }: Placed,
  part: PairSteps['part'],
): PairSteps {
  const width = roundUp(rows, 4);
  const step = instance.exported(size === FLOAT ? 'stepWide' : 'stepNarrow');
  const subtract = instance.exported(size === FLOAT ? 'subtractWide' : 'subtractNarrow');
  const floats = (at: number, length: number) => new Float64Array(instance.buffer(), at, length);
  const numbers = () =>
    size === FLOAT
      ? new Float64Array(instance.buffer(), places.table, (places.step / size) * rows)
      : new Float32Array(instance.buffer(), places.table, (places.step / size) * rows);
  /** Copies numbers a row, with 0 behind them. */
  const put = (at: number, values: Float64Array) => {
    floats(at, width).fill(0, rows).set(values);
  };
  const coarseSteps = instance.exported('coarseSteps');
  const coarse: PairSteps['coarse'] = ({ signed, lower, upper, slope }, tolerance, most) => {
    open();
    const singles = (at: number) => new Float32Array(instance.buffer(), at, width);
    const table = numbers();
    const diagonal = singles(places.diagonal).fill(0, rows);
    for (let i = 0; i < rows; i++) diagonal[i] = table[(i * places.step) / size + i];
    put(places.signed, signed);
    put(places.lower, lower);
    put(places.upper, upper);
    singles(places.slope).fill(0, rows).set(slope);
    coarseSteps(
      ...[places.table, width, places.step, places.signed, places.lower, places.upper, places.slope],
      ...[places.rise, places.fall, places.diagonal, tolerance, most, places.state],
    );
    signed.set(floats(places.signed, rows));
    slope.set(singles(places.slope).subarray(0, rows));
    const [steps, optimal] = new Int32Array(instance.buffer(), places.state, 2);
    return { steps, optimal: optimal === 1 };
  };
  return {
    ...{ rows, part },
    step({ signed, lower, upper, slope }, tolerance, most, isChecked) {
      open();
      const table = numbers();
      const diagonal = floats(places.diagonal, width).fill(0, rows);
      for (let i = 0; i < rows; i++) diagonal[i] = table[(i * places.step) / size + i];
      put(places.signed, signed);
      put(places.lower, lower);
      put(places.upper, upper);
      put(places.slope, slope);
      step(
        ...[places.table, width, places.step, places.signed, places.lower, places.upper, places.slope],
        ...[places.rise, places.fall, places.diagonal, tolerance, most, isChecked ? 1 : 0, places.state],
      );
      signed.set(floats(places.signed, rows));
      slope.set(floats(places.slope, rows));
      const [steps, optimal] = new Int32Array(instance.buffer(), places.state, 2);
      return { steps, optimal: optimal === 1 };
    },
    coarse: size === FLOAT ? null : coarse,
    subtract(which, factors, slope) {
      open();
      put(places.slope, slope);
      // As many rows at a time as there is room for.
      for (let from = 0; from < which.length; from += rows) {
        const some = which.subarray(from, from + rows);
        new Uint32Array(instance.buffer(), places.which, some.length).set(some);
        floats(places.factors, some.length).set(factors.subarray(from, from + rows));
        subtract(
          ...[places.table, width, places.step, places.which, places.factors, some.length, places.slope],
        );
      }
      slope.set(floats(places.slope, rows));
    },
    values(which) {
      open();
      const table = numbers();
      const out = new Float64Array(which.length ** 2);
      for (let a = 0, at = 0; a < which.length; a++) {
        const row = (which[a] * places.step) / size;
        for (let b = 0; b < which.length; b++, at++) out[at] = table[row + which[b]];
      }
      return out;
    },
  };
}

function copyTable(
  instance: Instance,
  values: Float64Array,
  rows: number,
  { table, step }: ReturnType<typeof placesOf>,
): void {
  const to = new Float64Array(instance.buffer(), table, (step / FLOAT) * rows);
  for (let r = 0; r < rows; r++) {
    const start = (r * step) / FLOAT;
    to.set(values.subarray(r * rows, (r + 1) * rows), start);
    to.fill(0, start + rows, start + step / FLOAT);
  }
}

/** Rows that stand together, two columns at a time. */
const GROUP = 8;

/** Block by block on one side of the diagonal: inner products of 16-bit numbers, to both sides. */
function fillProducts(instance: Instance, x: Rows, { table, step, end }: ReturnType<typeof placesOf>): void {
  const { rows, columns } = x;
  const groups = Math.ceil(rows / GROUP);
  const width = 2 * Math.ceil(columns / 2);
  // Behind the table stand the products of two blocks, the steps of all rows, a row, and all rows in groups.
  const line = FLOAT * ROWS;
  const steps = end + line * ROWS;
  const row = steps + roundUp(FLOAT * rows, 64);
  const packed = row + roundUp(FLOAT * width, 64);
  instance.grow(packed + 2 * GROUP * groups * width);
  const ofRows = stepsOfRows(x);
  new Float64Array(instance.buffer(), steps, rows).set(ofRows);
  packGroups(instance, x, ofRows, packed, row);
  const sums = new Float64Array(instance.buffer(), end, ROWS * ROWS);
  const [add, write] = [instance.exported('addStepProducts'), instance.exported('writeProducts')];
  for (let i = 0; i < rows; i += ROWS) {
    const many = Math.min(ROWS, rows - i);
    for (let j = i; j < rows; j += ROWS) {
      const others = Math.min(ROWS, rows - j);
      sums.fill(0);
      for (let c = 0; c < width; c += COLUMNS_AT_ONCE) {
        const some = Math.min(COLUMNS_AT_ONCE, width - c);
        const at = (row: number) => packed + 2 * (GROUP * groups * c + row * some);
        add(at(i), Math.ceil(many / 4), at(j), Math.ceil(others / GROUP), some / 2, end, line);
      }
      write(
        ...[end, many, others, line, steps + FLOAT * i, steps + FLOAT * j],
        ...[table + i * step + 4 * j, table + j * step + 4 * i, step],
      );
    }
  }
  clearEnds(instance, rows, table, step);
}

/** Rows in steps, in groups, part of the columns by part: of each group, for each two columns of the part, both numbers of each row; 0 where there is none. */
function packGroups(
  instance: Instance,
  { rows, columns, data }: Rows,
  steps: Float64Array,
  to: number,
  row: number,
): void {
  const groups = Math.ceil(rows / GROUP);
  const width = 2 * Math.ceil(columns / 2);
  if (rows % GROUP > 0) new Int16Array(instance.buffer(), to, GROUP * groups * width).fill(0);
  const pack = instance.exported('packRow');
  const own = new Float64Array(instance.buffer(), row, width).fill(0);
  for (let r = 0; r < rows; r++) {
    own.set(data.subarray(r * columns, (r + 1) * columns));
    const group = Math.floor(r / GROUP);
    for (let first = 0; first < width; first += COLUMNS_AT_ONCE) {
      const some = Math.min(COLUMNS_AT_ONCE, width - first);
      const place = 2 * (GROUP * (groups * first + group * some) + 2 * (r % GROUP));
      pack(row + FLOAT * first, some, steps[r], to + place);
    }
  }
}

/** Puts 0 behind the last number of each line of a table of single precision. */
function clearEnds(instance: Instance, rows: number, table: number, step: number): void {
  const values = new Float32Array(instance.buffer(), table, (step / 4) * rows);
  for (let r = 0; r < rows; r++) values.fill(0, (r * step) / 4 + rows, ((r + 1) * step) / 4);
}

/** Block by block on one side of the diagonal: inner products in double precision, of which come the kernel of both sides. */
function fillGaussian(
  instance: Instance,
  x: Rows,
  gamma: number,
  { table, step, end }: ReturnType<typeof placesOf>,
): void {
  const { rows, columns } = x;
  const words = ROWS * COLUMNS;
  // Behind the table stand both blocks, the second one in pairs, its products, and the squares of all rows.
  const [left, right, pairs, sums] = [0, words, 2 * words, 3 * words].map((at) => end + FLOAT * at);
  const squares = sums + FLOAT * ROWS * ROWS;
  instance.grow(squares + FLOAT * (rows + 2));
  const floats = (at: number, length: number) => new Float64Array(instance.buffer(), at, length);
  floats(squares, rows).set(squaresOf(x));
  const copy = (first: number, many: number, column: number, width: number, at: number) => {
    const to = floats(at, words);
    for (let r = 0; r < many; r++) {
      const from = (first + r) * columns + column;
      to.set(x.data.subarray(from, from + width), r * width);
    }
  };
  const [interleave, addProducts] = [instance.exported('interleave'), instance.exported('addProducts')];
  const gaussian = instance.exported('gaussian');
  for (let i = 0; i < rows; i += ROWS) {
    const many = Math.min(ROWS, rows - i);
    for (let j = i; j < rows; j += ROWS) {
      const others = Math.min(ROWS, rows - j);
      const line = roundUp(others, 4);
      floats(sums, ROWS * ROWS).fill(0);
      for (let c = 0; c < columns; c += COLUMNS) {
        const width = Math.min(COLUMNS, columns - c);
        copy(i, many, c, width, left);
        copy(j, others, c, width, right);
        interleave(right, line / 2, width, pairs);
        addProducts(left, Math.ceil(many / 4), pairs, line / 2, width, sums);
      }
      gaussian(
        ...[sums, many, others, FLOAT * line, squares + FLOAT * i, squares + FLOAT * j, -gamma],
        ...[table + i * step + 4 * j, table + j * step + 4 * i, step],
      );
    }
  }
  clearEnds(instance, rows, table, step);
}

/** Where everything stands in the memory, in bytes from `start`, at multiples of 64. */
function placesOf(rows: number, size: number, start: number) {
  let end = start;
  const take = (bytes: number): number => {
    const at = end;
    end += roundUp(bytes, 64);
    return at;
  };
  const ofRows = FLOAT * roundUp(rows, 4);
  const step = lineOf(rows, size);
  const places = {
    step,
    ...{ signed: take(ofRows), lower: take(ofRows), upper: take(ofRows), slope: take(ofRows) },
    ...{ rise: take(ofRows), fall: take(ofRows), diagonal: take(ofRows), factors: take(ofRows) },
    ...{ which: take(4 * rows), state: take(8) },
    table: take(step * rows),
  };
  return { ...places, end };
}
