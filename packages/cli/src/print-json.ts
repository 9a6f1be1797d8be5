/** What holds names of the data as keys, which stay as they are. */
const NAMES_OF_DATA: readonly string[] = ['labels'];

/** Prints a document as JSON, with its fields in snake_case, as in all files that the program writes. */
export function printJson(document: unknown): void {
  console.log(JSON.stringify(inSnakeCase(document), null, 2));
}

/** The same value with the names of its fields in snake_case. */
export function inSnakeCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inSnakeCase);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, own]) => [
      /^[a-z]+(?:[A-Z][a-z0-9]*)+$/.test(key)
        ? key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
        : key,
      NAMES_OF_DATA.includes(key) ? own : inSnakeCase(own),
    ]),
  );
}
