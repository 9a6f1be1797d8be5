import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Who may talk to the server: whoever brought the token once, and has a cookie since then. All of it is in memory alone. */
export interface Sessions {
  /** The secret of the address that is opened. */
  token(): string;
  /** Whether it is the token. It takes the same time whether much or nothing of it is right. */
  isToken(given: string): boolean;
  /** A new session. @returns the value of its cookie */
  begin(): string;
  /** Whether a cookie is of a session that goes on. */
  isOpen(cookie: string): boolean;
  /** Makes another token. All sessions that the old one has opened end. */
  renew(): void;
}

/** So many sessions go on at a time: with one more the oldest ends. */
const MOST = 20;

/** No session, and a token of 256 bits. */
export function openSessions(): Sessions {
  let token = secret();
  const open = new Set<string>();
  return {
    token: () => token,
    isToken: (given) => timingSafeEqual(digest(given), digest(token)),
    begin() {
      const cookie = secret();
      open.add(digest(cookie).toString('hex'));
      for (const oldest of open) {
        if (open.size <= MOST) break;
        open.delete(oldest);
      }
      return cookie;
    },
    isOpen: (cookie) => open.has(digest(cookie).toString('hex')),
    renew() {
      token = secret();
      open.clear();
    },
  };
}

function secret(): string {
  return randomBytes(32).toString('base64url');
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
