import { type ExperimentSpecification, median, NORMALISED, WinceError, zerosLike } from '@wince/core';
import type { FamilyTable } from '../measure/extract.ts';
import type { ExtractedRows } from './extract-rows.ts';

/** Makes the median absolute deviation of a normal distribution equal to its standard deviation. */
const NORMAL = 1.4826;

/** The families as the experiment wants them: as they are, normalised, or both, one behind the other. */
export function normalisedFamilies(
  extracted: ExtractedRows,
  mode: ExperimentSpecification['reference_normalisation'],
): readonly FamilyTable[] {
  if (mode === false) return extracted.families;
  const normalised = normaliseByReference(extracted);
  if (mode === true) return normalised;
  return [
    ...extracted.families,
    ...normalised.map((family) => ({ ...family, name: family.name + NORMALISED })),
  ];
}

/**
 * Centres each subject's values on the median of its own reference rows, and divides by their median absolute deviation
 * times 1.4826. Where reference rows are clips, deviations are those of their frames, of several clips the median. A column that
 * does not vary over the reference (always so with a single picture) is centred only. Rows of a subject whose reference rows all have
 * a region covered have no values of that region.
 *
 * @throws WinceError `no-reference` for a subject that has no usable reference row
 */
function normaliseByReference({ rows, families }: ExtractedRows): readonly FamilyTable[] {
  const bySubject = Map.groupBy(rows.keys(), (i) => JSON.stringify([rows[i].from, rows[i].sample.subject]));
  return families.map((family) => {
    const width = family.columns.length;
    const values = zerosLike(family.values, family.values.length);
    const present = family.present.slice();
    for (const own of bySubject.values()) {
      const usable = own.filter((i) => family.present[i] === 1);
      const reference = usable.filter((i) => rows[i].status === 'reference');
      if (usable.length > 0 && reference.length === 0) {
        if (family.regions.length === 0) throw noReference(rows[usable[0]].sample.subject);
        for (const i of usable) present[i] = 0;
        continue;
      }
      for (let column = 0; column < width; column++) {
        const at = (i: number) => family.values[i * width + column];
        const centre = median(reference.map(at));
        const overFrames = reference
          .map((i) => family.spreads?.[i * width + column] ?? 0)
          .filter((mad) => mad > 0);
        const mad = overFrames.length > 0 ? overFrames : reference.map((i) => Math.abs(at(i) - centre));
        const spread = NORMAL * median(mad);
        for (const i of usable) values[i * width + column] = (at(i) - centre) / (spread > 0 ? spread : 1);
      }
    }
    return { ...family, values, present };
  });
}

function noReference(subject: string): WinceError {
  return new WinceError('no-reference', `Subject ${subject} has no usable reference row for normalisation.`, {
    hint: 'Mark rows with role `reference`, name reference periods in dataset.yaml, or turn reference_normalisation off.',
  });
}
