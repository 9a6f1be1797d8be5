/** The name of the session's cookie. Cookies do not tell ports apart, so each server has a name of its own. */
export function cookieName(port: number): string {
  return `wince-session-${port}`;
}

/** The value of a cookie of a request; undefined where there is none. */
export function readCookie(header: string | undefined, name: string): string | undefined {
  for (const part of (header ?? '').split(';')) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
  }
  return undefined;
}

/** A cookie that no script reads, and that no other page causes to be sent. It goes when the browser is closed. */
export function sessionCookie(port: number, value: string): string {
  return `${cookieName(port)}=${value}; HttpOnly; SameSite=Strict; Path=/`;
}
