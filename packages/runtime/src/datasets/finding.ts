/** Something that a check of a data set found. */
export interface Finding {
  /** An error spoils every number that is computed; a warning is to be looked at; a note is worth knowing. */
  readonly level: 'error' | 'warning' | 'note';
  /** A stable word for programs: `missing-file`, `same-picture-two-subjects`, ... */
  readonly code: string;
  readonly message: string;
  /** The file at fault, as `dataset.csv` has it. */
  readonly path?: string;
  readonly subject?: string;
  /** What to do about it. */
  readonly hint: string;
}

/** The first few of a list, and how many more there are. */
export function few(items: readonly string[], most = 5): string {
  const shown = items.slice(0, most).join(', ');
  return items.length > most ? `${shown} and ${items.length - most} more` : shown;
}
