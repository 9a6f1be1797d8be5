import type { FamilyValues, LostValues, PlannedFamily } from '@wince/core';

/** A window of a video as a model sees it. */
export interface WindowRow {
  /** The columns of all families, NaN in those of regions that are covered. */
  readonly values: Float32Array;
  /** Why a family has no values, for each family; null where it has. */
  readonly lost: readonly (string | null)[];
}

/**
 * The columns of all families, for one window of a video. Of a region that is covered there are none; a family that sees whole faces must
 * have its values.
 *
 * @param baselines what is usual at rest, by the names of families that show a change from it
 * @returns null where there is nothing to score
 */
export function joinedRow(
  families: readonly Pick<PlannedFamily, 'columns' | 'record' | 'regions' | 'sinceReference'>[],
  values: readonly (FamilyValues | LostValues)[],
  baselines: ReadonlyMap<string, Float32Array>,
): WindowRow | null {
  const row = new Float32Array(families.reduce((sum, { columns }) => sum + columns.length, 0)).fill(
    Number.NaN,
  );
  const lost: (string | null)[] = [];
  let at = 0;
  for (const [i, { columns, record, regions, sinceReference }] of families.entries()) {
    const own = values[i];
    const baseline = baselines.get(record.name);
    const reason =
      'reason' in own ? own.reason : sinceReference && !baseline ? 'the face at rest is covered' : null;
    if (reason !== null && regions.length === 0) return null;
    lost.push(reason);
    if (reason === null && !('reason' in own))
      row.set(baseline ? own.values.map((value, c) => value - baseline[c]) : own.values, at);
    at += columns.length;
  }
  return lost.every((reason) => reason !== null) ? null : { values: row, lost };
}
