import { WinceError } from '@wince/core';
import { z } from 'zod';
import { OPENED, type PageFiles } from '../page/page-files.ts';
import type { Entrance } from '../security/entrance.ts';
import type { App } from './app.ts';

/** Where the token becomes a cookie. */
export const OPEN = '/open';

/** The files of the page, and the address that opens it. */
export function addPageRoutes(app: App, page: PageFiles, { sessions, callers, cookie }: Entrance): void {
  for (const [address, { type, body, policy }] of page) {
    app.get(address, { schema: { hide: true } }, async (_, reply) => {
      if (policy !== undefined) reply.header('content-security-policy', policy);
      return reply.type(type).send(await body());
    });
  }
  app.get(
    OPEN,
    { schema: { hide: true, querystring: z.strictObject({ token: z.string().max(200) }) } },
    async ({ query: { token } }, reply) => {
      // Where people sign in, the token is for programs alone.
      if (callers.haveAccounts() || !sessions.isToken(token)) throw notSignedIn(callers.haveAccounts());
      return reply
        .header('set-cookie', cookie(sessions.begin()))
        .type('text/html; charset=utf-8')
        .send(OPENED);
    },
  );
}

/** A request without a session. */
export function notSignedIn(haveAccounts = false): WinceError {
  return new WinceError('not-signed-in', 'The request has no valid session.', {
    hint: haveAccounts
      ? 'Sign in at the first page of the server, or send the token of programs in a header.'
      : 'Open the address that `wince serve` printed. Each start of the server has a new one.',
  });
}
