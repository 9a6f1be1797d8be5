import { chmodSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { WinceError } from '@wince/core';
import { MIGRATIONS } from './migrations.ts';

/** What a project remembers, in one file of SQLite. */
export interface WorkbenchState {
  readonly database: DatabaseSync;
  /** Does some work whole or not at all: what it has written is on the disk when this returns. */
  whole<Result>(work: () => Result): Result;
  close(): void;
}

/**
 * Opens the file, makes it where there is none, and brings an older one to the present form.
 *
 * @param path the file, or `:memory:`
 * @throws WinceError `damaged-state` for a file that is none, or that a newer version wrote
 */
export function openState(path: string): WorkbenchState {
  try {
    const database = new DatabaseSync(path);
    // A label that was acknowledged is on the disk, even when the machine loses its power.
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000;');
    if (path !== ':memory:') chmodSync(path, 0o600);
    migrate(database, path);
    return { database, whole: (work) => whole(database, work), close: () => database.close() };
  } catch (cause) {
    if (cause instanceof WinceError) throw cause;
    throw damaged(path, cause instanceof Error ? cause.message : String(cause), cause);
  }
}

function whole<Result>(database: DatabaseSync, work: () => Result): Result {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

function migrate(database: DatabaseSync, path: string): void {
  const stated = database.prepare('PRAGMA user_version').get()?.user_version;
  const version = typeof stated === 'number' ? stated : 0;
  if (version > MIGRATIONS.length) {
    throw damaged(path, `a newer version of wince wrote it, in form ${version}`);
  }
  for (let next = version; next < MIGRATIONS.length; next++) {
    whole(database, () => {
      database.exec(MIGRATIONS[next]);
      database.exec(`PRAGMA user_version = ${next + 1}`);
    });
  }
}

function damaged(path: string, why: string, cause?: unknown): WinceError {
  return new WinceError('damaged-state', `The state of the workbench, ${path}, cannot be used: ${why}.`, {
    hint: 'Restore the file from a copy, or move it away to begin again: labels and the audit log are in it.',
    cause,
  });
}
