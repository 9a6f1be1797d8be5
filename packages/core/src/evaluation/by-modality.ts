import { breakDown, type GroupFigures } from './breakdown.ts';
import { NOTHING_HIDDEN } from './by-region.ts';
import type { PositiveLabel, PredictionRow } from './predictions.ts';

/** A row of `taken-away.csv`: what a cell makes of a sample that it had not seen when one of its modalities is taken away. */
export interface TakenRow extends PredictionRow {
  /** The modality. */
  readonly taken: string;
}

/** The figures of a cell that fuses modalities, by what rows have of them. */
export interface ModalityFigures {
  readonly cell: string;
  /** By the modalities that each row has: `face+cry`, `cry`, ... The most frequent come first. */
  readonly has: readonly GroupFigures[];
  /** `nothing`, and each modality: the same rows without it. Rows in which nothing else is left are left out. */
  readonly taken: readonly GroupFigures[];
}

/**
 * The figures of one cell by the modalities that rows have, and as if each modality had not been recorded, with 95 % intervals by
 * bootstrap over subjects.
 *
 * @param rows of one cell
 * @param taken of the same cell
 * @param hasOf the modalities that a sample has, of those of the cell
 */
export function figuresByModality(
  rows: readonly PredictionRow[],
  taken: readonly TakenRow[],
  hasOf: ReadonlyMap<string, string>,
  options: { readonly positive: PositiveLabel; readonly seed: string | number },
): ModalityFigures {
  const has = breakDown(rows, 'modalities', hasOf, options).groups;
  const figures = (group: string, own: readonly PredictionRow[]): readonly GroupFigures[] =>
    breakDown(own, 'taken away', new Map(own.map(({ sample }) => [sample, group])), options).groups;
  return {
    cell: rows[0]?.cell ?? '',
    has: [...has].sort((a, b) => b.samples - a.samples),
    taken: [
      ...figures(NOTHING_HIDDEN, rows),
      ...[...Map.groupBy(taken, (row) => row.taken)].flatMap(([modality, own]) => figures(modality, own)),
    ],
  };
}
