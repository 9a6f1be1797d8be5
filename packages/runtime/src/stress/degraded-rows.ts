import type { ExtractedRows } from '../experiments/extract-rows.ts';
import type { PreparedExperiment } from '../experiments/prepare.ts';
import { type UsableRows, usableRows } from '../experiments/usable-rows.ts';

/** Reference rows are recorded with care: they stay as they are. */
export function withReferences(degraded: ExtractedRows, clean: ExtractedRows): ExtractedRows {
  const isReference = clean.rows.map(({ status }) => status === 'reference');
  if (!isReference.includes(true)) return degraded;
  return {
    rows: degraded.rows.map((row, i) => (isReference[i] ? clean.rows[i] : row)),
    families: degraded.families.map((family, f) => {
      const width = family.columns.length;
      const values = Float64Array.from(family.values);
      const present = Uint8Array.from(family.present);
      isReference.forEach((is, row) => {
        if (!is) return;
        present[row] = clean.families[f].present[row];
        values.set(clean.families[f].values.subarray(row * width, (row + 1) * width), row * width);
      });
      return { ...family, values, present, spreads: clean.families[f].spreads };
    }),
  };
}

/** No rows where none of them can be used any more. */
export function usableAs(prepared: PreparedExperiment, extracted: ExtractedRows): UsableRows {
  const some = extracted.rows.some(
    ({ found, truth, status }) => found.status === 'used' && status !== 'reference' && truth !== null,
  );
  if (some) return usableRows(prepared, extracted);
  const none = { families: [], y: new Uint8Array(0), subjects: new Int32Array(0), subjectNames: [], seed: 0 };
  return { rows: [], tables: none };
}
