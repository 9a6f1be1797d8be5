import { rowPairs } from '../compiled/row-pairs.ts';
import { bytesOfBase64 } from '../webassembly/base64.ts';
import { type Exported, instantiate } from '../webassembly/instance.ts';
import { type FillPairs, NEAR_COLUMNS, type RowPairs, type Rows } from './rows.ts';

const FLOAT = 8;

/** Rows and columns that are worked at once: half a megabyte of each table, which stays in a cache. */
const ROWS = 128;
const COLUMNS = NEAR_COLUMNS;

const roundUp = (count: number, to: number): number => Math.ceil(count / to) * to;

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
  /** @param numbers the memory in the precision of the rows, of which a vector holds `lanes` */
  const inBlocks =
    (
      numbers: Float64Array | Float32Array,
      lanes: number,
      interleave: Exported,
      addTerms: Exported,
    ): FillPairs =>
    (a, b, out) => {
      const places = FLOAT / numbers.BYTES_PER_ELEMENT;
      for (let i = 0; i < a.rows; i += ROWS) {
        const rows = Math.min(ROWS, a.rows - i);
        for (let j = 0; j < b.rows; j += ROWS) {
          const others = Math.min(ROWS, b.rows - j);
          const line = roundUp(others, 2 * lanes);
          memory.fill(0, sums, sums + roundUp(rows, 4) * line);
          for (let c = 0; c < a.columns; c += COLUMNS) {
            const columns = Math.min(COLUMNS, a.columns - c);
            copyPart(a, i, rows, c, columns, numbers, places * left);
            copyPart(b, j, others, c, columns, numbers, places * right);
            interleave(FLOAT * right, line / lanes, columns, FLOAT * pairs);
            addTerms(
              ...[FLOAT * left, roundUp(rows, 4) / 4, FLOAT * pairs, line / lanes, columns, FLOAT * sums],
            );
          }
          for (let r = 0; r < rows; r++) {
            const from = sums + r * line;
            out.set(memory.subarray(from, from + others), (i + r) * b.rows + j);
          }
        }
      }
    };
  const [interleave, interleaveFours] = [
    instance.exported('interleave'),
    instance.exported('interleaveFours'),
  ];
  const singles = new Float32Array(instance.buffer());
  return {
    distances: inBlocks(memory, 2, interleave, instance.exported('addDistances')),
    products: inBlocks(memory, 2, interleave, instance.exported('addProducts')),
    nearProducts: inBlocks(singles, 4, interleaveFours, instance.exported('addNearProducts')),
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
