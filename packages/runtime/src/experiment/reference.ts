import { WinceError } from '@wince/core';
import { type SharedFamily, sharedFloats } from '../features/shared-family.ts';
import type { ExtractedRows } from './extract-rows.ts';

/** Makes the median absolute deviation of a normal distribution equal to its standard deviation. */
const NORMAL = 1.4826;

/**
 * Centres each subject's values on the median of its own reference rows, and divides by their median absolute deviation
 * times 1.4826. A column that does not vary over the reference (always so with a single row) is centred only.
 *
 * @throws WinceError `no-reference` for a subject that has no usable reference row
 */
export function normaliseByReference({ rows, families }: ExtractedRows): readonly SharedFamily[] {
  const bySubject = Map.groupBy(rows.keys(), (i) => JSON.stringify([rows[i].from, rows[i].sample.subject]));
  return families.map((family) => {
    const width = family.columns.length;
    const values = sharedFloats(family.values.length);
    for (const own of bySubject.values()) {
      const usable = own.filter((i) => rows[i].found.status === 'used');
      const reference = usable.filter((i) => rows[i].status === 'reference');
      if (usable.length > 0 && reference.length === 0) throw noReference(rows[usable[0]].sample.subject);
      for (let column = 0; column < width; column++) {
        const at = (i: number) => family.values[i * width + column];
        const centre = median(reference.map(at));
        const spread = NORMAL * median(reference.map((i) => Math.abs(at(i) - centre)));
        for (const i of usable) values[i * width + column] = (at(i) - centre) / (spread > 0 ? spread : 1);
      }
    }
    return { ...family, values };
  });
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

function noReference(subject: string): WinceError {
  return new WinceError(
    'no-reference',
    `Subject ${subject} has no usable reference row to be normalised by.`,
    {
      hint: 'Mark rows with role `reference`, name reference periods in dataset.yaml, or turn reference_normalisation off.',
    },
  );
}
