import { WinceError } from '@wince/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { notSignedIn, OPEN } from './routes/page-routes.ts';
import { cookieName, readCookie } from './security/cookies.ts';
import { wrongUpload } from './security/failures.ts';
import { SAFE_HEADERS } from './security/headers.ts';
import { refuseForeign } from './security/origins.ts';
import { openRateLimit } from './security/rate-limit.ts';
import type { Sessions } from './security/sessions.ts';
import type { Limits } from './workbench.ts';

/** Kinds of bodies, exactly as they are written: a space or a tab in them is another kind. */
const BODIES = new Set(['application/json', 'application/json; charset=utf-8', 'application/octet-stream']);

/**
 * What each request passes before anything else sees it, whatever its address: headers of the answer, how many requests there are,
 * where it comes from, who sent it, what kind of body it has.
 *
 * @param port the one that the server listens on
 * @throws WinceError `too-many-requests`, `foreign-request`, `not-signed-in`, `wrong-upload`
 */
export function openGuard(
  sessions: Sessions,
  port: () => number,
  limits: Limits,
): (request: FastifyRequest, reply: FastifyReply) => Promise<void> {
  const all = openRateLimit(limits.burst, limits.perSecond);
  // Who guesses at the token is slow, whatever else goes on.
  const strangers = openRateLimit(20, 1);
  return async ({ headers, method, raw, routeOptions }, reply) => {
    reply.headers(SAFE_HEADERS);
    if (!all.take()) throw tooMany();
    const bearer = /^Bearer ([\w-]{1,200})$/.exec(headers.authorization ?? '')?.[1];
    const byProgram = bearer !== undefined && sessions.isToken(bearer);
    const opens = routeOptions.url === OPEN && method === 'GET';
    const changes = method !== 'GET';
    // Whoever opens the address comes from a terminal, a letter or a file; nothing but the token counts there.
    refuseForeign(opens ? { host: headers.host } : headers, port(), { changes, byProgram });
    const cookie = readCookie(headers.cookie, cookieName(port()));
    const isKnown = byProgram || (cookie !== undefined && sessions.isOpen(cookie));
    if (!isKnown && !strangers.take()) throw tooMany();
    if (!isKnown && !opens) throw notSignedIn();
    refuseBody(headers, raw.rawHeaders);
  };
}

function refuseBody(headers: FastifyRequest['headers'], raw: readonly string[]): void {
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  // A body that is packed can become a thousand times as large.
  if (headers['content-encoding'] !== undefined) throw wrongUpload();
  const types = raw.filter((_, i) => i % 2 === 1 && raw[i - 1].toLowerCase() === 'content-type');
  if (types.length > 1 || (hasBody && !BODIES.has(types[0] ?? ''))) throw wrongUpload();
}

function tooMany(): WinceError {
  return new WinceError('too-many-requests', 'More requests came than the server answers in this time.', {
    hint: 'Wait a few seconds, and try again.',
  });
}
