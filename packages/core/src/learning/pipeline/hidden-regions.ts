import { COVERABLE_REGIONS, type CoverableRegion } from '../../face/covering/region-cells.ts';
import { type Matrix, matrix, zerosLike } from '../../numbers/matrix.ts';
import type { FamilyColumns } from './joined-rows.ts';

/** The families of a joined table, with the regions that each comes from; see `FeatureSet`. */
export interface RegionColumns {
  readonly families: readonly FamilyColumns[];
  readonly regions: readonly (readonly CoverableRegion[])[];
}

/** Rows as if a region of each face were covered. */
export interface HiddenRows {
  readonly region: CoverableRegion;
  /** Of the given rows those in which something else is left, in their order. */
  readonly rows: Int32Array;
  /** Their values: NaN in the columns of families that look at the region. */
  readonly x: Matrix;
}

/**
 * Hides each region of a feature set in turn, as far as it is among several: what a model then makes of the rows is what it makes of
 * faces whose region is covered.
 *
 * @param x rows of the joined table
 */
export function hideRegions(x: Matrix, { families, regions }: RegionColumns): readonly HiddenRows[] {
  const looked = COVERABLE_REGIONS.filter((region) => regions.some((own) => own.includes(region)));
  return looked.flatMap((region) => {
    const isHidden = regions.map((own) => own.includes(region));
    const left = families.filter((_, i) => !isHidden[i]);
    const rows = Int32Array.from({ length: x.rows }, (_, row) => row).filter((row) =>
      left.some(({ start }) => !Number.isNaN(x.data[row * x.columns + start])),
    );
    if (rows.length === 0) return [];
    const data = zerosLike(x.data, rows.length * x.columns);
    rows.forEach((row, i) => {
      data.set(x.data.subarray(row * x.columns, (row + 1) * x.columns), i * x.columns);
      families.forEach(({ start, end }, f) => {
        if (isHidden[f]) data.fill(Number.NaN, i * x.columns + start, i * x.columns + end);
      });
    });
    return [{ region, rows, x: matrix(rows.length, x.columns, data) }];
  });
}
