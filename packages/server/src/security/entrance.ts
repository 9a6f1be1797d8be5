import type { Accounts } from '../accounts/accounts.ts';
import { type Callers, openCallers } from './callers.ts';
import { cookieName, sessionCookie } from './cookies.ts';
import { SAFE_HEADERS } from './headers.ts';
import { openPlaces, type Places } from './places.ts';
import { openSessions, type Sessions } from './sessions.ts';

/** What each request goes through: where the server is reached, and who may ask. */
export interface Entrance {
  readonly sessions: Sessions;
  readonly callers: Callers;
  readonly places: Places;
  /** What every answer says. */
  readonly headers: Readonly<Record<string, string>>;
  cookieName(): string;
  /** The header that gives a browser its cookie; an empty value takes it away. */
  cookie(value: string): string;
}

/** A year without a way back to plain HTTP. */
const HSTS = 'max-age=31536000';

/**
 * The entrance of a server.
 *
 * @param port the one that the server listens on
 * @param origins where browsers reach it
 * @param isSecure whether browsers reach it by TLS alone
 */
export function openEntrance({
  accounts,
  port,
  origins,
  isSecure,
}: {
  readonly accounts: Accounts;
  readonly port: () => number;
  readonly origins: () => readonly string[];
  readonly isSecure: boolean;
}): Entrance {
  const sessions = openSessions();
  const name = () => cookieName(port(), isSecure);
  return {
    sessions,
    callers: openCallers(sessions, accounts, name),
    places: openPlaces(origins),
    headers: isSecure ? { ...SAFE_HEADERS, 'strict-transport-security': HSTS } : SAFE_HEADERS,
    cookieName: name,
    cookie: (value) => sessionCookie(name(), value, isSecure),
  };
}
