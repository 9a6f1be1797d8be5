import { rowDifferences } from '../compiled/row-differences.ts';
import { bytesOfBase64 } from '../webassembly/base64.ts';
import { instantiate } from '../webassembly/instance.ts';
import type { RowDifferences } from './row-differences.ts';

const FLOAT = 8;

/** Differences in WebAssembly, each table with a memory of its own; undefined where there is none. */
export function vectorRowDifferences(rows: number, columns: number): RowDifferences | undefined {
  const instance = instantiate(bytesOfBase64(rowDifferences));
  if (!instance) return undefined;
  const [addDistances, addDifferences] = [
    instance.exported('addDistances'),
    instance.exported('addDifferences'),
  ];
  const step = FLOAT * columns;
  const table = 0;
  const sumsAt = table + step * rows;
  const outAt = sumsAt + step;
  const whichAt = outAt + FLOAT * rows;
  instance.grow(whichAt + 4 * rows);
  // The memory does not grow any more: what looks at it stays valid.
  const buffer = instance.buffer();
  const values = new Float64Array(buffer, table, rows * columns);
  const ownSums = new Float64Array(buffer, sumsAt, columns);
  const out = new Float64Array(buffer, outAt, rows);
  const places = new Int32Array(buffer, whichAt, rows);
  let held: Float64Array | undefined;
  const settle = () => {
    held?.set(held.length === columns ? ownSums : ownSums.subarray(0, held.length));
    held = undefined;
  };
  const place = (which: Int32Array, start: number, count: number) => {
    for (let t = 0; t < count; t++) places[t] = which[start + t];
  };
  return {
    ...{ rows, columns, values, settle },
    distances(row, which, many, to, first = 0, last = columns) {
      const at = table + FLOAT * first;
      // As many rows at a time as there is room for.
      for (let start = 0; start < many; start += rows) {
        const count = Math.min(rows, many - start);
        place(which, start, count);
        addDistances(row * step + at, at, step, last - first, whichAt, count, outAt);
        for (let t = 0; t < count; t++) to[start + t] = out[t];
      }
    },
    add(row, which, many, factor, sums, first = 0, last = columns) {
      if (held !== sums) {
        settle();
        ownSums.set(sums);
        held = sums;
      }
      const at = table + FLOAT * first;
      for (let start = 0; start < many; start += rows) {
        const count = Math.min(rows, many - start);
        place(which, start, count);
        addDifferences(row * step + at, at, step, last - first, whichAt, factor, count, sumsAt);
      }
    },
  };
}
