import { rowPairs } from '../compiled/row-pairs.ts';
import { bytesOfBase64 } from '../webassembly/base64.ts';
import { type Exported, instantiate } from '../webassembly/instance.ts';
import { type FillPairs, NEAR_COLUMNS, type RowPairs, type Rows } from './rows.ts';

const FLOAT = 8;

/** Rows and columns that are worked at once: half a megabyte of each table, which stays in a cache. */
const ROWS = 128;
const COLUMNS = 512;

const roundUpToFour = (count: number): number => (count + 3) & ~3;
const roundUpToEight = (count: number): number => (count + 7) & ~7;

/**
 * Pairs of rows in WebAssembly, or undefined where there is none or a page's policy forbids it. Each pair's sum takes the
 * columns in their order, so the results are those of the plain loops to the last bit.
 */
export function vectorRowPairs(): RowPairs | undefined {
  const instance = instantiate(bytesOfBase64(rowPairs));
  if (!instance) return undefined;
  const words = ROWS * COLUMNS;
  const [left, right, pairs, sums] = [0, words, 2 * words, 3 * words];
  instance.grow(FLOAT * (3 * words + ROWS * ROWS));
  const memory = new Float64Array(instance.buffer());
  const singles = new Float32Array(instance.buffer());
  const interleave = instance.exported('interleave');
  const inBlocks =
    (addTerms: Exported): FillPairs =>
    (a, b, out) => {
      for (let i = 0; i < a.rows; i += ROWS) {
        const rows = Math.min(ROWS, a.rows - i);
        for (let j = 0; j < b.rows; j += ROWS) {
          const others = Math.min(ROWS, b.rows - j);
          const line = roundUpToFour(others);
          memory.fill(0, sums, sums + roundUpToFour(rows) * line);
          for (let c = 0; c < a.columns; c += COLUMNS) {
            const columns = Math.min(COLUMNS, a.columns - c);
            copyPart(a, i, rows, c, columns, memory, left);
            copyPart(b, j, others, c, columns, memory, right);
            interleave(FLOAT * right, line / 2, columns, FLOAT * pairs);
            addTerms(FLOAT * left, roundUpToFour(rows) / 4, FLOAT * pairs, line / 2, columns, FLOAT * sums);
          }
          writeBlock(memory, sums, line, rows, others, out, i * b.rows + j, b.rows);
        }
      }
    };
  const [interleaveFours, addNear] = [
    instance.exported('interleaveFours'),
    instance.exported('addNearProducts'),
  ];
  const nearProducts: FillPairs = (a, b, out) => {
    for (let i = 0; i < a.rows; i += ROWS) {
      const rows = Math.min(ROWS, a.rows - i);
      for (let j = 0; j < b.rows; j += ROWS) {
        const others = Math.min(ROWS, b.rows - j);
        const line = roundUpToEight(others);
        memory.fill(0, sums, sums + roundUpToFour(rows) * line);
        for (let c = 0; c < a.columns; c += NEAR_COLUMNS) {
          const columns = Math.min(NEAR_COLUMNS, a.columns - c);
          copyPart(a, i, rows, c, columns, singles, 2 * left);
          copyPart(b, j, others, c, columns, singles, 2 * right);
          interleaveFours(FLOAT * right, line / 4, columns, FLOAT * pairs);
          addNear(...[FLOAT * left, roundUpToFour(rows) / 4, FLOAT * pairs, line / 8, columns, FLOAT * sums]);
        }
        writeBlock(memory, sums, line, rows, others, out, i * b.rows + j, b.rows);
      }
    }
  };
  return {
    distances: inBlocks(instance.exported('addDistances')),
    products: inBlocks(instance.exported('addProducts')),
    nearProducts,
  };
}

/** Copies some columns of some rows. What rounding up reads behind them is of no use, and is left as it is. */
function copyPart(
  { data, columns: step }: Rows,
  first: number,
  rows: number,
  column: number,
  columns: number,
  to: Float64Array | Float32Array,
  at: number,
): void {
  for (let r = 0; r < rows; r++) {
    const from = (first + r) * step + column;
    to.set(data.subarray(from, from + columns), at + r * columns);
  }
}

/** Copies the sums of a block to where it begins in the table. @param step numbers of a line of the table */
function writeBlock(
  memory: Float64Array,
  sums: number,
  line: number,
  rows: number,
  others: number,
  out: Float64Array,
  at: number,
  step: number,
): void {
  for (let r = 0; r < rows; r++) {
    const from = sums + r * line;
    out.set(memory.subarray(from, from + others), at + r * step);
  }
}
