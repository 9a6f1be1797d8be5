import type { IncomingHttpHeaders } from 'node:http';
import { WinceError } from '@wince/core';
import type { Places } from './places.ts';

/** The header that every request of the page has which changes something: a form of another page cannot send it. */
export const PAGE_HEADER = 'x-wince-page';

/**
 * Refuses what another page, or a name that somebody else made point at this machine (DNS rebinding), has caused.
 *
 * @param changes whether the request changes something
 * @param byProgram whether a program sent it with the token, which no page of others knows
 * @throws WinceError `foreign-request`
 */
export function refuseForeign(
  headers: IncomingHttpHeaders,
  places: Places,
  { changes, byProgram }: { readonly changes: boolean; readonly byProgram: boolean },
): void {
  const { host, origin } = headers;
  if (host === undefined || !places.isHost(host)) throw foreign('It was sent to another host name');
  const site = headers['sec-fetch-site'];
  const isOwn = origin === undefined || places.isOwn(origin, host);
  if (!isOwn) throw foreign('It comes from another page');
  // Following the address from another program has no site; a page of others has "cross-site" or "same-site".
  if (site !== undefined && site !== 'same-origin' && site !== 'none')
    throw foreign('It comes from another page');
  if (changes && !byProgram && headers[PAGE_HEADER] !== '1')
    throw foreign(`It changes something and has no header ${PAGE_HEADER}`);
}

function foreign(why: string): WinceError {
  return new WinceError('foreign-request', `The request was refused. ${why}.`, {
    hint: 'Open the address that `wince serve` printed, exactly as it is.',
  });
}
