/** What separates the fields of a table: a comma, or as spreadsheet programs of other countries write it. */
export type Delimiter = ',' | ';' | '\t' | '|';

const DELIMITERS: readonly Delimiter[] = [',', ';', '\t', '|'];

/** Names under which a delimiter is given. */
export const delimiterNames = { comma: ',', semicolon: ';', tab: '\t', bar: '|' } as const;

const QUOTE = '"';
/** Lines that are looked at. */
const LINES = 20;

/**
 * Finds what separates the fields of a table: the sign that divides its first lines into the same number of fields, two or more;
 * where several do, the one that gives the most, and where none does, the one that is in the first line most often. Signs inside
 * of quotes do not count. A table without any has one field.
 */
export function findDelimiter(text: string): Delimiter {
  const lines = signsOfLines(text);
  const inLine = (line: ReadonlyMap<string, number>, delimiter: Delimiter) => line.get(delimiter) ?? 0;
  const [first = new Map<string, number>()] = lines;
  const even = DELIMITERS.filter((delimiter) => {
    const expected = inLine(first, delimiter);
    return expected > 0 && lines.every((line) => inLine(line, delimiter) === expected);
  });
  return (even.length > 0 ? even : DELIMITERS).reduce((best, delimiter) =>
    inLine(first, delimiter) > inLine(first, best) ? delimiter : best,
  );
}

/** How often each sign is outside of quotes in each of the first lines that are not empty. */
function signsOfLines(text: string): readonly ReadonlyMap<string, number>[] {
  const lines: Map<string, number>[] = [];
  let counts = new Map<string, number>();
  let quoted = false;
  let isEmpty = true;
  const end = () => {
    if (!isEmpty) lines.push(counts);
    counts = new Map();
    isEmpty = true;
  };
  for (const character of text) {
    if (character === QUOTE) quoted = !quoted;
    if (!quoted && (character === '\n' || character === '\r')) {
      end();
      if (lines.length === LINES) return lines;
      continue;
    }
    isEmpty = false;
    if (!quoted) counts.set(character, (counts.get(character) ?? 0) + 1);
  }
  // What breaks off at the end of the text is no whole line, but where it is the only one.
  if (!quoted || lines.length === 0) end();
  return lines;
}

/** A first line by which a spreadsheet program says what separates the fields. */
const STATED = /^"?sep=([,;|\t])"?[;,|\t]*(?:\r\n|\n|\r)/i;

/** What a first line such as `sep=;` states, and its length; null where there is none. */
export function statedDelimiter(
  text: string,
): { readonly delimiter: Delimiter; readonly length: number } | null {
  const found = STATED.exec(text);
  const delimiter = DELIMITERS.find((each) => each === found?.[1]);
  return found && delimiter ? { delimiter, length: found[0].length } : null;
}

const NUMBER = /^[+-]?(?:\d+[.,]?\d*|[.,]\d+)(?:[eE][+-]?\d+)?$/;

/**
 * Whether a column of text holds numbers with decimal commas: numbers, at least one with a comma, none with a point. Fields
 * without any digit, as `NA` or `-`, say that there is no number.
 */
export function hasDecimalCommas(fields: readonly string[]): boolean {
  let commas = 0;
  for (const field of fields) {
    const text = field.trim();
    if (!/\d/.test(text)) continue;
    if (!NUMBER.test(text) || text.includes('.')) return false;
    if (text.includes(',')) commas++;
  }
  return commas > 0;
}
