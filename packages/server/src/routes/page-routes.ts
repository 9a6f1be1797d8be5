import { WinceError } from '@wince/core';
import { z } from 'zod';
import { OPENED, type PageFiles } from '../page/page-files.ts';
import { sessionCookie } from '../security/cookies.ts';
import type { Sessions } from '../security/sessions.ts';
import type { App } from './app.ts';

/** Where the token becomes a cookie. */
export const OPEN = '/open';

/** The files of the page, and the address that opens it. */
export function addPageRoutes(app: App, page: PageFiles, sessions: Sessions, port: () => number): void {
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
      if (!sessions.isToken(token)) throw notSignedIn();
      return reply
        .header('set-cookie', sessionCookie(port(), sessions.begin()))
        .type('text/html; charset=utf-8')
        .send(OPENED);
    },
  );
}

/** A request without a session. */
export function notSignedIn(): WinceError {
  return new WinceError('not-signed-in', 'The request has no valid session.', {
    hint: 'Open the address that `wince serve` printed. Each start of the server has a new one.',
  });
}
