import { stepDistances } from '../compiled/step-distances.ts';
import { bytesOfBase64 } from '../webassembly/base64.ts';
import { instantiate } from '../webassembly/instance.ts';
import type { FillStepDistances, StepRows } from './step-rows.ts';

/** Rows that are worked at once, and bytes of each: an eighth of a megabyte on either side, which stays in a cache. */
const ROWS = 64;
const BYTES = 2048;

const roundUp = (count: number, to: number): number => Math.ceil(count / to) * to;

/** Distances in WebAssembly, or undefined where there is none. All tables share one memory. */
export function vectorStepDistances(): ((table: StepRows) => FillStepDistances) | undefined {
  const instance = instantiate(bytesOfBase64(stepDistances));
  if (!instance) return undefined;
  const addStepDistances = instance.exported('addStepDistances');
  let held: StepRows | undefined;
  return (table) => {
    const { rows, columns, data } = table;
    // An odd number of cache lines, so that the same columns of several rows do not fall into the same part of a cache.
    const step = 64 * (Math.ceil(columns / 32) | 1);
    const line = 4 * roundUp(rows, 2);
    // Rows behind the last one are read, and what comes of them is left.
    const sums = (rows + 4) * step;
    return (from, to, out) => {
      instance.grow(sums + ROWS * line);
      const buffer = instance.buffer();
      if (held !== table) {
        const own = new Int16Array(buffer, 0, ((rows + 4) * step) / 2);
        own.fill(0);
        for (let r = 0; r < rows; r++) {
          own.set(data.subarray(r * columns, (r + 1) * columns), (r * step) / 2);
        }
        held = table;
      }
      for (let i = from; i < to; i += ROWS) {
        const own = Math.min(ROWS, to - i);
        const fours = Math.ceil(own / 4);
        const words = new Int32Array(buffer, sums, fours * line).fill(0);
        for (let j = 0; j < rows; j += ROWS) {
          const pairs = Math.ceil(Math.min(ROWS, rows - j) / 2);
          for (let at = 0; at < step; at += BYTES) {
            const bytes = Math.min(BYTES, step - at);
            addStepDistances(i * step + at, fours, j * step + at, pairs, step, bytes, sums + 4 * j, line);
          }
        }
        for (let r = 0; r < own; r++) {
          const start = (r * line) / 4;
          out.set(words.subarray(start, start + rows), (i - from + r) * rows);
        }
      }
    };
  };
}
