import type { StoreName } from '../store/index.ts';

/** A file that is not in the store, such as a recording. Its path is where it is, not what it is. */
export interface LocalFile {
  readonly of: 'file';
  readonly path: string;
  readonly sha256: string;
}

/** What a unit reads: an entry of the store, or a file. */
export type UnitInput = StoreName | LocalFile;

/**
 * A piece of work as plain data, which JSON can hold: it may run in this thread, in another one or on another machine,
 * once or twice, and gives the same bytes.
 */
export interface Unit {
  /** An entry of the catalogue of kinds. */
  readonly kind: string;
  /** A hash over everything that the result depends on: kind and version, inputs by content, parameters. */
  readonly key: string;
  readonly inputs: readonly UnitInput[];
  /** As the kind's schema has them. */
  readonly parameters: unknown;
  /** Under which name the result is kept; null where it is not. */
  readonly result: StoreName | null;
}
