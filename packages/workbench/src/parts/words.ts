/** A moment as people of this place write it. */
export function whenOf(moment: string): string {
  return new Date(moment).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}

/** A number with its interval, or why there is none. */
export function figureOf({
  value,
  ci95,
}: {
  readonly value: number | null;
  readonly ci95: readonly [number, number] | null;
}): string {
  if (value === null) return 'not defined';
  return ci95 ? `${value.toFixed(3)} [${ci95[0].toFixed(3)}, ${ci95[1].toFixed(3)}]` : value.toFixed(3);
}

/** What became of a face, in words and with a sign: never by a colour alone. */
export const FACE_WORDS = {
  used: { sign: '✓', words: 'face found' },
  'poor-quality': { sign: '!', words: 'poor quality' },
  'no-face': { sign: '–', words: 'no face' },
  unreadable: { sign: '×', words: 'not readable' },
  'not-looked': { sign: '?', words: 'not checked yet' },
} as const;
/** What became of a face. */
export type FaceState = keyof typeof FACE_WORDS;

/** `1 picture`, `3 pictures`. */
export function countWords(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
