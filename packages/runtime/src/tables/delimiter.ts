/** What separates the fields of a table: a comma, or as spreadsheet programs of other countries write it. */
export type Delimiter = ',' | ';' | '\t' | '|';

const DELIMITERS: readonly Delimiter[] = [',', ';', '\t', '|'];
const QUOTE = '"';

/**
 * Finds what separates the fields of a table from its first line: whichever sign is there most often outside of quotes. A first
 * line without any has one field.
 */
export function findDelimiter(text: string): Delimiter {
  const counts = new Map<string, number>();
  let quoted = false;
  for (const character of text.trimStart()) {
    if (character === QUOTE) quoted = !quoted;
    else if (!quoted && (character === '\n' || character === '\r')) break;
    else if (!quoted) counts.set(character, (counts.get(character) ?? 0) + 1);
  }
  const often = (delimiter: Delimiter) => counts.get(delimiter) ?? 0;
  return DELIMITERS.reduce((best, delimiter) => (often(delimiter) > often(best) ? delimiter : best));
}

const NUMBER = /^[+-]?(?:\d+[.,]?\d*|[.,]\d+)(?:[eE][+-]?\d+)?$/;

/** Whether a column of text holds numbers with decimal commas: numbers alone, at least one with a comma, none with a point. */
export function hasDecimalCommas(fields: readonly string[]): boolean {
  let commas = 0;
  for (const field of fields) {
    const text = field.trim();
    if (text === '') continue;
    if (!NUMBER.test(text) || text.includes('.')) return false;
    if (text.includes(',')) commas++;
  }
  return commas > 0;
}
