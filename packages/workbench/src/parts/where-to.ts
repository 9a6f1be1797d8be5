/** Where pictures of the page go. @param location of the page: a server on another machine sends them to this one */
export function whereTo({ hostname, host }: Pick<Location, 'hostname' | 'host'>): string {
  return hostname === '127.0.0.1' || hostname === 'localhost' || hostname === '[::1]'
    ? 'Nothing leaves this machine.'
    : `Pictures come from ${host} to this browser, and go nowhere else.`;
}
