import { type Cell, type FusedModality, NORMALISED, type PlannedFamily, type SampleRow } from '@wince/core';

/** The modalities that cells fuse, each once, with the names of their families as they are measured. */
export function modalitiesOfCells(cells: readonly Cell[]): FusedModality[] {
  const found = new Map<string, readonly string[]>();
  for (const { name, families } of cells.flatMap(({ features }) => features.modalities ?? [])) {
    if (!found.has(name))
      found.set(
        name,
        families.map((family) => family.replace(NORMALISED, '')),
      );
  }
  return [...found].map(([name, families]) => ({ name, families }));
}

/** The modalities of which a row has at least one family. @param lost why the row lacks a family, for each family; null where it has it */
export function modalitiesThere(
  modalities: readonly FusedModality[],
  families: readonly PlannedFamily[],
  lost: readonly (string | null)[],
): readonly string[] {
  const there = new Set(families.flatMap(({ record }, i) => ((lost[i] ?? null) === null ? record.name : [])));
  return modalities
    .filter(({ families: own }) => own.some((name) => there.has(name)))
    .map(({ name }) => name);
}

/** The column of `samples.csv` that names the modalities of a row. @param lost of a used row; null for any other */
export function modalitiesColumn(
  modalities: readonly FusedModality[],
  families: readonly PlannedFamily[],
  lost: readonly (string | null)[] | null,
): Pick<SampleRow, 'modalities'> {
  if (modalities.length === 0) return {};
  return { modalities: lost ? modalitiesThere(modalities, families, lost).join('+') : '' };
}
