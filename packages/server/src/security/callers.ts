import type { IncomingHttpHeaders } from 'node:http';
import type { Accounts } from '../accounts/accounts.ts';
import { readCookie } from './cookies.ts';
import type { Standing } from './rights.ts';
import type { Sessions } from './sessions.ts';

/** Who asks. */
export interface Caller {
  readonly standing: Standing;
  /** Of an account; null for anybody else. */
  readonly name: string | null;
  /** Whether a program sent the token in a header, which no page of others knows. */
  readonly byProgram: boolean;
}

/** Tells who asks. */
export interface Callers {
  /** Whether people sign in. It stays so once it is: whoever removes the last account opens nothing by it. */
  haveAccounts(): boolean;
  /** @param headers of the request, as they are now: an account that was changed meanwhile has no session any more */
  of(headers: IncomingHttpHeaders): Caller;
}

const STRANGER: Caller = { standing: 'stranger', name: null, byProgram: false };

/** @param cookie the name of the server's cookie; it has its port in it */
export function openCallers(sessions: Sessions, accounts: Accounts, cookie: () => string): Callers {
  let have = false;
  const haveAccounts = () => {
    have ||= accounts.list().length > 0;
    return have;
  };
  return {
    haveAccounts,
    of(headers) {
      const bearer = /^Bearer ([\w-]{1,200})$/.exec(headers.authorization ?? '')?.[1];
      if (bearer !== undefined && sessions.isToken(bearer))
        return { standing: haveAccounts() ? 'program' : 'owner', name: null, byProgram: true };
      const given = readCookie(headers.cookie, cookie());
      const owner = given === undefined ? undefined : sessions.owner(given);
      if (owner === undefined || given === undefined) return STRANGER;
      if (owner === null)
        return haveAccounts() ? STRANGER : { standing: 'owner', name: null, byProgram: false };
      const account = accounts.find(owner.name);
      if (account?.stamp === owner.stamp)
        return { standing: account.role, name: account.name, byProgram: false };
      sessions.end(given);
      return STRANGER;
    },
  };
}

/** How a caller is named in the log. */
export function loggedName({ name, byProgram }: Caller): string {
  return name ?? (byProgram ? 'a program' : 'the page');
}
