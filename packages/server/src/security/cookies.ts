/** The name of the session's cookie. Cookies do not tell ports apart, so each server has a name of its own. */
export function cookieName(port: number, isSecure = false): string {
  // A browser takes this prefix from a page by TLS alone, and for no other host.
  return `${isSecure ? '__Host-' : ''}wince-session-${port}`;
}

/** The value of a cookie of a request; undefined where there is none. */
export function readCookie(header: string | undefined, name: string): string | undefined {
  for (const part of (header ?? '').split(';')) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
  }
  return undefined;
}

/** A cookie that no script reads, and that no other page causes to be sent. It goes when the browser is closed, or at once where it is empty. */
export function sessionCookie(name: string, value: string, isSecure: boolean): string {
  const end = value === '' ? '; Max-Age=0' : '';
  return `${name}=${value}; HttpOnly; SameSite=Strict; Path=/${isSecure ? '; Secure' : ''}${end}`;
}
