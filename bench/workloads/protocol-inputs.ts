import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { FoldRows, FoldTables } from '../../packages/runtime/src/experiments/fold-task.ts';

/** The one family of the workload. */
export const FAMILY = 'features';

const sizes = z.object({ rows: z.int(), columns: z.int(), subjects: z.int(), planted: z.array(z.int()) });

export function readSizes(folder: string) {
  return sizes.parse(JSON.parse(readFileSync(join(folder, 'features.json'), 'utf8')));
}

/** Reads the table of the workload as an experiment has it once its families are measured. */
export function readTables(folder: string): FoldTables {
  const { rows, columns, subjects } = readSizes(folder);
  const bytes = readFileSync(join(folder, 'features.bin'));
  const numbers = readFileSync(join(folder, 'subjects.i16'));
  return {
    families: [
      {
        name: FAMILY,
        columns: Array.from({ length: columns }, (_, column) => String(column)),
        values: new Float32Array(bytes.buffer, bytes.byteOffset, rows * columns),
        present: new Uint8Array(rows).fill(1),
      },
    ],
    y: new Uint8Array(readFileSync(join(folder, 'labels.i8'))),
    subjects: Int32Array.from({ length: rows }, (_, r) => numbers.readInt16LE(2 * r)),
    subjectNames: Array.from({ length: subjects }, (_, subject) => String(subject)),
    seed: 1,
  };
}

/** One fold a subject, the first `count` subjects. */
export function leaveOneOut({ subjects }: FoldTables, count: number): readonly FoldRows[] {
  const all = Int32Array.from(subjects.keys());
  return Array.from({ length: count }, (_, subject) => ({
    id: String(subject),
    without: all.filter((row) => subjects[row] === subject),
    test: all.filter((row) => subjects[row] === subject),
    shown: new Int32Array(0),
  }));
}
