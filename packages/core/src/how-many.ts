/**
 * A number of things in words.
 *
 * @example
 * howMany(1, 'row'); // '1 row'
 * howMany(2, 'row'); // '2 rows'
 * howMany(2, 'person', 'people'); // '2 people'
 */
export function howMany(number: number, singular: string, plural = `${singular}s`): string {
  return `${number} ${number === 1 ? singular : plural}`;
}

/** The verb behind a number of things: `1 file is`, `2 files are`. */
export function isOrAre(number: number): 'is' | 'are' {
  return number === 1 ? 'is' : 'are';
}
