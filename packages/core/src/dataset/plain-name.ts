/**
 * A name as it is kept: one form for characters that can be written in two (NFC and NFD, full-width digits), without blanks at its
 * ends, marks that nobody sees, or two blanks in a row. Capital and small letters stay.
 */
export function tidyName(name: string): string {
  return name
    .normalize('NFKC')
    .replaceAll(/[\u200B\u2060\uFEFF\u200E\u200F\u00AD]/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/**
 * What two names have in common that look the same: tidied, without regard to capital and small letters, and a whole number as
 * spreadsheet programs write it, so that `001`, `1` and `1.0` are one.
 */
export function plainName(name: string): string {
  const folded = tidyName(name).toUpperCase().toLowerCase();
  const [, digits] = /^(\d+)(?:[.,]0+)?$/.exec(folded) ?? [];
  return digits === undefined ? folded : String(BigInt(digits));
}

/** Groups of names that differ and look the same, each in the order in which they stand. */
export function lookAlikes(names: Iterable<string>): readonly (readonly string[])[] {
  return [...Map.groupBy(new Set(names), plainName).values()].filter((group) => group.length > 1);
}
