import type { ErrorCode } from './error-codes.ts';
import { WinceError } from './errors.ts';

/** What every entry of a catalogue has: a name of its own, and a version that rises when its numbers change. */
export interface CatalogueEntry {
  readonly id: string;
  readonly version: number;
}

/** What a catalogue can list, in the singular, each with the error of a name that it does not have. */
const UNKNOWN = {
  feature: 'unknown-feature',
  selector: 'unknown-selector',
  classifier: 'unknown-classifier',
  calibrator: 'unknown-calibrator',
  stage: 'unknown-stage',
  protocol: 'unknown-protocol',
  network: 'unknown-network',
  scale: 'unknown-scale',
  'pulse method': 'unknown-pulse-method',
} as const satisfies Readonly<Record<string, ErrorCode>>;

/** The kinds of catalogues. */
export type CatalogueKind = keyof typeof UNKNOWN;

/** A frozen list of methods of one kind. */
export interface Catalogue<Entry extends CatalogueEntry> {
  /** What the entries are, in the singular: `classifier`, `selector`, ... */
  readonly kind: CatalogueKind;
  readonly ids: readonly string[];
  readonly entries: readonly Entry[];
  has(id: string): boolean;
  /** @throws WinceError the `unknown-...` of the kind, which lists the known ids and the nearest one. */
  get(id: string): Entry;
}

/**
 * Lists methods by id and freezes the list.
 *
 * @throws Error when two entries share an id: a defect of the program, not of its input.
 */
export function defineCatalogue<Entry extends CatalogueEntry>(
  kind: CatalogueKind,
  entries: readonly Entry[],
): Catalogue<Entry> {
  const byId = new Map<string, Entry>();
  for (const entry of entries) {
    if (byId.has(entry.id)) throw new Error(`two entries of the ${kind} catalogue are called "${entry.id}"`);
    byId.set(entry.id, Object.freeze(entry));
  }
  const ids = Object.freeze([...byId.keys()]);
  return Object.freeze({
    kind,
    ids,
    entries: Object.freeze([...byId.values()]),
    has: (id: string) => byId.has(id),
    get(id: string): Entry {
      const entry = byId.get(id);
      if (entry) return entry;
      throw new WinceError(UNKNOWN[kind], `There is no ${kind} called "${id}".${didYouMean(id, ids)}`, {
        hint: `The known ones are: ${ids.join(', ')}.`,
      });
    },
  });
}

/** ` Did you mean "x"?` for the known word nearest to the given one, or nothing when none is near. */
export function didYouMean(word: string, known: readonly string[]): string {
  let best: string | undefined;
  let least = Math.max(2, Math.ceil(word.length / 3)) + 1;
  for (const candidate of known) {
    const edits = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (edits < least) {
      least = edits;
      best = candidate;
    }
  }
  return best === undefined ? '' : ` Did you mean "${best}"?`;
}

/** Levenshtein distance: insertions, deletions and substitutions that turn one word into the other. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length];
}
