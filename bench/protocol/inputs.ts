import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** The table of the workload, in memory that threads share. */
export interface Inputs {
  readonly rows: number;
  readonly columns: number;
  readonly folds: number;
  readonly x: Float32Array;
  readonly y: Uint8Array;
  readonly subjects: Int32Array;
}

const sizes = z.object({ rows: z.int(), columns: z.int(), subjects: z.int(), planted: z.array(z.int()) });

export function readSizes(folder: string) {
  return sizes.parse(JSON.parse(readFileSync(join(folder, 'features.json'), 'utf8')));
}

export function readInputs(folder: string): Inputs {
  const { rows, columns, subjects: folds } = readSizes(folder);
  const x = new Float32Array(new SharedArrayBuffer(4 * rows * columns));
  const bytes = readFileSync(join(folder, 'features.bin'));
  new Uint8Array(x.buffer).set(bytes);
  const y = new Uint8Array(new SharedArrayBuffer(rows));
  y.set(readFileSync(join(folder, 'labels.i8')));
  const numbers = readFileSync(join(folder, 'subjects.i16'));
  const subjects = new Int32Array(new SharedArrayBuffer(4 * rows));
  for (let r = 0; r < rows; r++) subjects[r] = numbers.readInt16LE(2 * r);
  return { rows, columns, folds, x, y, subjects };
}
