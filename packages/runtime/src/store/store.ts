/**
 * The name of what a store holds. Names are by content: nothing is looked up by time or by path, and what stands under a
 * name never changes.
 */
export type StoreName = RecordingEntry | FitsEntry | TableEntry | NetworkEntry;

/** Derived from one recording. */
export interface RecordingEntry {
  readonly of: 'recording';
  /** SHA-256 of the recording's bytes: all that was derived from it can be found. */
  readonly sha256: string;
  /** All else that the value depends on: parameters, versions, weights, the decoder. */
  readonly key: string;
}

/** Learnt from many recordings: what only one of them gave cannot be told apart. */
export interface FitsEntry {
  readonly of: 'fits';
  readonly key: string;
}

/** Rows of many recordings, or numbers made of them, by the SHA-256 of their bytes. */
export interface TableEntry {
  readonly of: 'table';
  readonly sha256: string;
}

/** A converted network: it holds nothing of any recording. */
export interface NetworkEntry {
  readonly of: 'network';
  readonly network: string;
  readonly key: string;
}

/**
 * What was computed before, by content. An entry is whole or not there: one that was damaged counts as not there, and is
 * computed again. Whoever puts the same name twice puts the same bytes.
 */
export interface Store {
  /** Where it is, for messages. */
  readonly place: string;
  /** The bytes under a name, or null. They are not to be changed: other readers may share them. */
  get(name: StoreName): Promise<Uint8Array | null>;
  /** @throws WinceError `cannot-write`, `disk-full` */
  put(name: StoreName, bytes: Uint8Array): Promise<void>;
  /** Removes one entry that nobody needs any more. It may be absent. */
  drop(name: StoreName): Promise<void>;
  /**
   * Removes everything that was derived from a recording when consent is withdrawn: its own entries, and all fits and
   * tables, since these mix recordings.
   *
   * @param options `dryRun`: name the entries, and remove nothing
   * @returns the entries, as words for people: paths where they are files
   */
  forget(sha256: string, options?: { readonly dryRun?: boolean }): Promise<readonly string[]>;
  /**
   * From what another thread opens the same store with `openStoreAt`.
   *
   * @param names entries that it will ask for: those that are held in memory travel with the address
   */
  address(names?: readonly StoreName[]): StoreAddress;
}

/** Plain data: where a store is, and entries in memory that threads share. */
export interface StoreAddress {
  /** Null where nothing is on a disk. */
  readonly folder: string | null;
  readonly held: readonly HeldEntry[];
}

/** An entry in memory that threads share. */
export interface HeldEntry {
  readonly name: StoreName;
  readonly bytes: Uint8Array<SharedArrayBuffer>;
}

/** Whether an entry goes when this recording is forgotten. */
export function isDerivedFrom(name: StoreName, sha256: string): boolean {
  switch (name.of) {
    case 'recording':
      return name.sha256 === sha256;
    case 'fits':
    case 'table':
      return true;
    case 'network':
      return false;
  }
}

/** A name as one line: two names are the same where their lines are. */
export function writtenName(name: StoreName): string {
  switch (name.of) {
    case 'recording':
      return `recording ${name.sha256} ${name.key}`;
    case 'fits':
      return `fits ${name.key}`;
    case 'table':
      return `table ${name.sha256}`;
    case 'network':
      return `network ${name.network} ${name.key}`;
  }
}

/** The name that a line is; null where it is none. */
export function nameOfWritten(line: string): StoreName | null {
  const [of, first, ...rest] = line.split(' ');
  const key = rest.join(' ');
  switch (of) {
    case 'recording':
      return { of, sha256: first, key };
    case 'fits':
      return { of, key: line.slice('fits '.length) };
    case 'table':
      return { of, sha256: first };
    case 'network':
      return { of, network: first, key };
    default:
      return null;
  }
}
