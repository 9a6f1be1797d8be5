import { type CoverableRegion, type PlannedFamily, seenRegions } from '@wince/core';
import type { ObservedRow, RowFinding } from '../measure/extraction.ts';

/** A recording or a picture as a model sees it. */
export interface ModelRow extends Pick<RowFinding, 'status' | 'reason' | 'confidence' | 'look' | 'signals'> {
  /** The columns of all families, joined, NaN where the row lacks one; null where the row is not used. */
  readonly values: Float32Array | null;
  /** The names of all columns, in the order of the values. */
  readonly columns: readonly string[];
  /** The regions of the face that the values come from; null where no family is of a region. */
  readonly regions: readonly CoverableRegion[] | null;
}

/**
 * A row in the order of the model's columns.
 *
 * @param reference what is usual for the subject: what is taken from families that show a change
 */
export function modelRow(
  families: readonly PlannedFamily[],
  { finding, values }: ObservedRow,
  reference: ObservedRow,
): ModelRow {
  const { status, reason, confidence, look, signals } = finding;
  const width = families.reduce((sum, { columns }) => sum + columns.length, 0);
  const row = new Float32Array(width).fill(Number.NaN);
  const lost: (string | null)[] = [];
  let at = 0;
  for (const [i, { columns, sinceReference, record }] of families.entries()) {
    const own = values[i];
    const usual = sinceReference ? reference.values[i] : null;
    if (own && (usual || !sinceReference)) {
      row.set(usual ? own.values.map((value, c) => value - usual.values[c]) : own.values, at);
      lost.push(null);
    } else
      lost.push(
        own
          ? `${record.name} is a change from the face at rest, which is not known`
          : (finding.lost[i] ?? reason),
      );
    at += columns.length;
  }
  const missing = lost.flatMap((why) => why ?? []);
  const found = {
    ...{ confidence, look, signals },
    columns: families.flatMap((family) => family.columns),
    regions: seenRegions(families, lost),
  };
  if (missing.length < families.length) return { ...found, status, reason, values: row };
  if (status !== 'used') return { ...found, status, reason, values: null };
  return { ...found, status: 'no-features', reason: missing[0], values: null };
}
