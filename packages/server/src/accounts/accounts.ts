import { WinceError } from '@wince/core';
import { accountRole, type Role } from '@wince/workbench';
import { z } from 'zod';
import type { AuditLog } from '../state/audit.ts';
import type { WorkbenchState } from '../state/database.ts';
import { isPassword, keyOf, NO_PASSWORD, refusePassword, storedPassword } from './passwords.ts';

/** Somebody who may sign in. */
export interface Account {
  readonly name: string;
  readonly role: Role;
  readonly added: string;
  /** Another one after each change of role or password: a session holds the one that it began with. */
  readonly stamp: string;
}

/** The accounts of a project. Each change stands in the audit log, with the one who made it. */
export interface Accounts {
  list(): readonly Account[];
  /** Null where there is none. */
  find(name: string): Account | null;
  /** The account whose password it is; null for any other. It takes the same work whether there is such an account. */
  check(name: string, password: string): Promise<Account | null>;
  /** @throws WinceError `bad-account` for a name that is taken or has no form of one, or a password that is too short */
  add(by: string, name: string, role: Role, password: string): Promise<void>;
  /** @throws WinceError `bad-account` for a name that is unknown, or the last administrator */
  setRole(by: string, name: string, role: Role): void;
  /** @throws WinceError `bad-account` */
  setPassword(by: string, name: string, password: string): Promise<void>;
  /** Its labels stay, and nobody else gets its name. @throws WinceError `bad-account` */
  remove(by: string, name: string): void;
}

const row = z.object({
  name: z.string(),
  role: accountRole,
  password: z.string(),
  added: z.string(),
  stamp: z.string(),
  removed: z.string().nullable(),
});

/** A name is a word or a few: letters, digits, points, dashes, single spaces. */
const NAME = /^[\p{L}\p{N}](?:[\p{L}\p{N}._'-]| (?! )){0,58}[\p{L}\p{N}.]$|^[\p{L}\p{N}]$/u;

/** The accounts of a project, as they are now: another process may change them. */
export function openAccounts(state: WorkbenchState, audit: AuditLog): Accounts {
  const { database } = state;
  const all = database.prepare('SELECT * FROM accounts WHERE removed IS NULL ORDER BY key');
  const byKey = database.prepare('SELECT * FROM accounts WHERE key = ?');
  const insert = database.prepare(
    'INSERT INTO accounts (key, name, role, password, stamp, added) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const putRole = database.prepare('UPDATE accounts SET role = ?, stamp = ? WHERE key = ?');
  const putPassword = database.prepare('UPDATE accounts SET password = ?, stamp = ? WHERE key = ?');
  const putRemoved = database.prepare(
    "UPDATE accounts SET removed = ?, stamp = ?, password = '' WHERE key = ?",
  );
  const stored = (name: string) => row.optional().parse(byKey.get(keyOf(name)));
  const list = () => z.array(row).parse(all.all()).map(accountOf);
  const known = (name: string) => {
    const found = stored(name);
    if (found && found.removed === null) return accountOf(found);
    throw badAccount(`There is no account "${name.slice(0, 60)}".`, '`wince accounts list` shows all.');
  };
  const refuseLast = ({ name, role }: Account) => {
    const isLast = role === 'admin' && list().filter((each) => each.role === 'admin').length === 1;
    if (isLast && list().length > 1)
      throw badAccount(`${name} is the last administrator.`, 'Make another account an administrator first.');
  };
  return {
    list,
    find(name) {
      const found = stored(name);
      return found && found.removed === null ? accountOf(found) : null;
    },
    async check(name, password) {
      const found = stored(name);
      const isThere = found !== undefined && found.removed === null;
      const fits = await isPassword(password, isThere ? found.password : NO_PASSWORD);
      return isThere && fits ? accountOf(found) : null;
    },
    async add(by, name, role, password) {
      const own = name.trim().normalize('NFC');
      if (!NAME.test(own)) {
        throw badAccount(
          `"${own.slice(0, 60)}" cannot be the name of an account.`,
          'Take up to 60 letters, digits, points, dashes and single spaces, a letter or digit first.',
        );
      }
      refusePassword(password, own);
      const kept = await storedPassword(password);
      state.whole(() => {
        const before = stored(own);
        if (before) throw nameTaken(before);
        insert.run(keyOf(own), own, role, kept, crypto.randomUUID(), new Date().toISOString());
        audit.add(by, 'add account', { name: own, role });
      });
    },
    setRole(by, name, role) {
      state.whole(() => {
        const account = known(name);
        if (account.role === role) return;
        refuseLast(account);
        putRole.run(role, crypto.randomUUID(), keyOf(name));
        audit.add(by, 'change role', { name: account.name, role });
      });
    },
    async setPassword(by, name, password) {
      refusePassword(password, known(name).name);
      const kept = await storedPassword(password);
      state.whole(() => {
        const account = known(name);
        putPassword.run(kept, crypto.randomUUID(), keyOf(name));
        audit.add(by, 'change password', { name: account.name });
      });
    },
    remove(by, name) {
      state.whole(() => {
        const account = known(name);
        refuseLast(account);
        putRemoved.run(new Date().toISOString(), crypto.randomUUID(), keyOf(name));
        audit.add(by, 'remove account', { name: account.name });
      });
    },
  };
}

function accountOf({ name, role, added, stamp }: z.infer<typeof row>): Account {
  return { name, role, added, stamp };
}

function nameTaken({ name, removed }: z.infer<typeof row>): WinceError {
  return removed === null
    ? badAccount(`There is an account "${name}" already.`, 'Take another name.')
    : badAccount(
        `"${name}" was the name of an account that was removed: its labels have that name.`,
        'Take another name.',
      );
}

function badAccount(message: string, hint: string): WinceError {
  return new WinceError('bad-account', message, { hint });
}
