import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { LabelledRows } from './selector.ts';

const schema = z.object({
  x: z.array(z.array(z.number())),
  y: z.array(z.number()),
  subjects: z.array(z.number()),
  'anova-f': z.array(z.number()),
  'relieff-5': z.array(z.number()),
  'relieff-10': z.array(z.number()),
  'symmetric-uncertainty': z.array(z.number()),
});

/** Rows and the weights that Weka and scikit-learn give their columns (`goldens/make.py`). */
export function selectionGolden() {
  const file = new URL('goldens/selection.json', import.meta.url);
  const { x, y, subjects, ...weights } = schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  const rows: LabelledRows = {
    x: { rows: x.length, columns: x[0].length, data: Float64Array.from(x.flat()) },
    y: Uint8Array.from(y),
    subjects: Int32Array.from(subjects),
  };
  return { rows, weights };
}
