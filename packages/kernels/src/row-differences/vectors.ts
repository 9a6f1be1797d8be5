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
    held?.set(ownSums);
    held = undefined;
  };
  return {
    ...{ rows, columns, values, settle },
    distances(row, which, to, first = 0, last = columns) {
      // As many rows at a time as there is room for.
      for (let start = 0; start < which.length; start += rows) {
        const some = which.subarray(start, start + rows);
        places.set(some);
        const at = table + FLOAT * first;
        addDistances(row * step + at, at, step, last - first, whichAt, some.length, outAt);
        to.set(out.subarray(0, some.length), start);
      }
    },
    add(row, which, factors, sums) {
      if (held !== sums) {
        settle();
        ownSums.set(sums);
        held = sums;
      }
      for (let start = 0; start < which.length; start += rows) {
        const some = which.subarray(start, start + rows);
        places.set(some);
        out.set(factors.subarray(start, start + some.length));
        addDifferences(row * step + table, table, step, columns, whichAt, outAt, some.length, sumsAt);
      }
    },
  };
}
