import type { CoverableRegion } from '../face/covering/region-cells.ts';
import { breakDown, type GroupFigures } from './breakdown.ts';
import type { PositiveLabel, PredictionRow } from './predictions.ts';

/** A row of `hidden.csv`: what a cell makes of a sample that it had not seen when a region of its face is hidden from it. */
export interface HiddenRow extends PredictionRow {
  readonly hidden: CoverableRegion;
}

/** The figures of a cell by what could be seen of the faces. */
export interface RegionFigures {
  readonly cell: string;
  /** By the regions that each row's values come from: `mouth+eyes+brow+nose`, `eyes+brow+nose`, ... The most frequent come first. */
  readonly seen: readonly GroupFigures[];
  /** `nothing`, and each region: the same rows when it is hidden. Rows in which nothing else can be seen are left out. */
  readonly hidden: readonly GroupFigures[];
}

/** In the place of a region: the rows as they are. */
export const NOTHING_HIDDEN = 'nothing';

/**
 * The figures of one cell by the regions that were seen, and as if each region were covered, with 95 % intervals by bootstrap over
 * subjects.
 *
 * @param rows of one cell
 * @param hidden of the same cell
 * @param seenIn the regions that were seen of a sample
 */
export function figuresByRegion(
  rows: readonly PredictionRow[],
  hidden: readonly HiddenRow[],
  seenIn: ReadonlyMap<string, string>,
  options: { readonly positive: PositiveLabel; readonly seed: string | number },
): RegionFigures {
  const seen = breakDown(rows, 'regions seen', seenIn, options).groups;
  const figures = (group: string, own: readonly PredictionRow[]): readonly GroupFigures[] =>
    breakDown(own, 'hidden', new Map(own.map(({ sample }) => [sample, group])), options).groups;
  return {
    cell: rows[0]?.cell ?? '',
    seen: [...seen].sort((a, b) => b.samples - a.samples),
    hidden: [
      ...figures(NOTHING_HIDDEN, rows),
      ...[...Map.groupBy(hidden, ({ hidden: region }) => region)].flatMap(([region, own]) =>
        figures(region, own),
      ),
    ],
  };
}
