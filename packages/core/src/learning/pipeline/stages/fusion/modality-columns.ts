import type { Matrix } from '../../../../numbers/matrix.ts';
import type { FamilyColumns } from '../../joined-rows.ts';
import type { FusedModality } from '../../late-fusion.ts';

/** Where the columns of a modality stand in a joined table: from `start` up to, but not including, `end`. */
export interface ModalityColumns {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** The first column of each of its families: NaN there says that a row lacks the family. */
  readonly firsts: readonly number[];
}

/** The columns of modalities, whose families stand in the table in the same order. */
export function columnsOfModalities(
  modalities: readonly FusedModality[],
  families: readonly FamilyColumns[],
): readonly ModalityColumns[] {
  let at = 0;
  return modalities.map(({ name, families: own }) => {
    const blocks = families.slice(at, at + own.length);
    at += own.length;
    const last = blocks.at(-1);
    if (!last || blocks.length < own.length) throw new Error(`the table has not all columns of ${name}`);
    return { name, start: blocks[0].start, end: last.end, firsts: blocks.map(({ start }) => start) };
  });
}

/** The rows that have at least one family of a modality, ascending. */
export function rowsWithModality(
  { rows, columns, data }: Matrix,
  { firsts }: Pick<ModalityColumns, 'firsts'>,
): Int32Array {
  return Int32Array.from({ length: rows }, (_, row) => row).filter((row) =>
    firsts.some((first) => !Number.isNaN(data[row * columns + first])),
  );
}
