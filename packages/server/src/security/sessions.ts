import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Whose session it is: an account as it was when it signed in. */
export interface SessionOwner {
  readonly name: string;
  readonly stamp: string;
}

/** Who may talk to the server: whoever brought the token once, or signed in, and has a cookie since then. All of it is in memory alone. */
export interface Sessions {
  /** The secret of the address that is opened, and of programs. */
  token(): string;
  /** Whether it is the token. It takes the same time whether much or nothing of it is right. */
  isToken(given: string): boolean;
  /** A new session. @param owner null for who brought the token. @returns the value of its cookie */
  begin(owner?: SessionOwner | null): string;
  /** Whose session a cookie is of: null for who brought the token, undefined where no session goes on. */
  owner(cookie: string): SessionOwner | null | undefined;
  end(cookie: string): void;
  /** Makes another token. All sessions end. */
  renew(): void;
}

/** So many sessions of one account go on at a time: with one more the oldest ends. */
const MOST = 20;
/** Milliseconds without a request after which the session of an account ends: a working day. */
const IDLE = 10 * 3600 * 1000;

/** No session, and a token of 256 bits. @param now milliseconds; the clock of the machine where nothing is said */
export function openSessions(now: () => number = Date.now): Sessions {
  let token = secret();
  const open = new Map<string, { readonly owner: SessionOwner | null; last: number }>();
  return {
    token: () => token,
    isToken: (given) => timingSafeEqual(digest(given), digest(token)),
    begin(owner = null) {
      const cookie = secret();
      open.set(keyOf(cookie), { owner, last: now() });
      const own = [...open].filter(([, each]) => each.owner?.name === owner?.name);
      for (const [key] of own.slice(0, Math.max(0, own.length - MOST))) open.delete(key);
      return cookie;
    },
    owner(cookie) {
      const found = open.get(keyOf(cookie));
      if (!found) return undefined;
      if (found.owner && now() - found.last > IDLE) {
        open.delete(keyOf(cookie));
        return undefined;
      }
      found.last = now();
      return found.owner;
    },
    end: (cookie) => void open.delete(keyOf(cookie)),
    renew() {
      token = secret();
      open.clear();
    },
  };
}

function secret(): string {
  return randomBytes(32).toString('base64url');
}

function keyOf(cookie: string): string {
  return digest(cookie).toString('hex');
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
