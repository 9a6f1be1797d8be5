import { COVERABLE_REGIONS, type CoverableRegion } from '../face/covering/region-cells.ts';
import type { PlannedFamily } from './family.ts';

/**
 * The regions of a face that values of a row come from, of those that families look at.
 *
 * @param lost why a family has no values, for each family; null where it has
 * @returns null where no family is of a region
 */
export function seenRegions(
  families: readonly Pick<PlannedFamily, 'regions'>[],
  lost: readonly (string | null)[],
): readonly CoverableRegion[] | null {
  if (families.every(({ regions }) => regions.length === 0)) return null;
  const seen = new Set(families.flatMap(({ regions }, i) => ((lost[i] ?? null) === null ? regions : [])));
  return COVERABLE_REGIONS.filter((region) => seen.has(region));
}

/** Regions as a field of a table: `eyes+brow+nose`; nothing where none is told. */
export function regionsText(seen: readonly CoverableRegion[] | null): string {
  return (seen ?? []).join('+');
}

/** The column `regions_seen` of a row, of families with one of a region at least. @param lost of a used row; null for any other */
export function seenColumn(
  families: readonly Pick<PlannedFamily, 'regions'>[],
  lost: readonly (string | null)[] | null,
): { readonly regions_seen?: string } {
  if (families.every(({ regions }) => regions.length === 0)) return {};
  return { regions_seen: lost ? regionsText(seenRegions(families, lost)) : '' };
}

/** Actions of the Neonatal Facial Coding System, with the regions that must be seen for them. */
const ACTIONS: readonly { readonly name: string; readonly regions: readonly CoverableRegion[] }[] = [
  { name: 'brow bulge', regions: ['brow'] },
  { name: 'eye squeeze', regions: ['eyes'] },
  { name: 'nasolabial furrow', regions: ['nose', 'mouth'] },
  { name: 'open lips', regions: ['mouth'] },
  { name: 'vertical stretch of the mouth', regions: ['mouth'] },
  { name: 'horizontal stretch of the mouth', regions: ['mouth'] },
  { name: 'lip purse', regions: ['mouth'] },
  { name: 'taut tongue', regions: ['mouth'] },
  { name: 'chin quiver', regions: ['mouth'] },
];

/**
 * The actions of the Neonatal Facial Coding System that could be seen where these regions were.
 *
 * @source Grunau, Craig 1987, doi:10.1016/0304-3959(87)90073-X (the actions)
 */
export function visibleActions(seen: readonly CoverableRegion[]): readonly string[] {
  return ACTIONS.filter(({ regions }) => regions.every((region) => seen.includes(region))).map(
    ({ name }) => name,
  );
}
