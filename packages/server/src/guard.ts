import { WinceError } from '@wince/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { notSignedIn, OPEN } from './routes/page-routes.ts';
import type { Caller } from './security/callers.ts';
import type { Entrance } from './security/entrance.ts';
import { wrongUpload } from './security/failures.ts';
import { refuseForeign } from './security/origins.ts';
import { openRateLimit } from './security/rate-limit.ts';
import { mayAsk } from './security/rights.ts';
import type { Limits } from './workbench.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; it is settled before anything else sees the request. */
    caller: Caller;
  }
}

/** Kinds of bodies, exactly as they are written: a space or a tab in them is another kind. */
const BODIES = new Set(['application/json', 'application/json; charset=utf-8', 'application/octet-stream']);

/**
 * What each request passes before anything else sees it, whatever its address: headers of the answer, how many requests there are,
 * where it comes from, who sent it and whether that one may, what kind of body it has.
 *
 * @throws WinceError `too-many-requests`, `foreign-request`, `not-signed-in`, `not-allowed`, `wrong-upload`
 */
export function openGuard(
  { callers, places, headers: safe }: Entrance,
  limits: Limits,
): (request: FastifyRequest, reply: FastifyReply) => Promise<void> {
  const all = openRateLimit(limits.burst, limits.perSecond);
  // Who guesses at the token is slow, whatever else goes on.
  const strangers = openRateLimit(20, 1);
  // Whoever wants to sign in loads the page first.
  const visitors = openRateLimit(200, 50);
  return async (request, reply) => {
    const { headers, method, raw, routeOptions } = request;
    reply.headers(safe);
    const caller = callers.of(headers);
    request.caller = caller;
    const isStranger = caller.standing === 'stranger';
    // Who is known is answered, however many strangers ask.
    const limit = !isStranger ? all : callers.haveAccounts() ? visitors : strangers;
    if (!limit.take()) throw tooMany();
    const changes = method !== 'GET';
    const opens = routeOptions.url === OPEN && method === 'GET';
    // Whoever opens the address comes from a terminal, a letter or a file; nothing but the token counts there.
    refuseForeign(opens ? { host: headers.host } : headers, places, { changes, byProgram: caller.byProgram });
    const address = `${method} ${routeOptions.url ?? ''}`;
    if (isStranger) {
      const isVisitor = callers.haveAccounts() && mayAsk('stranger', address);
      if (!isVisitor && !opens) throw notSignedIn(callers.haveAccounts());
    } else if (routeOptions.url !== undefined && !mayAsk(caller.standing, address)) throw notAllowed(caller);
    refuseBody(headers, raw.rawHeaders);
  };
}

/**
 * Refuses what an account says or asks under the name of another one.
 *
 * @throws WinceError `not-allowed`
 */
export async function refuseOtherNames({ caller, body, query }: FastifyRequest): Promise<void> {
  if (caller.name === null) return;
  for (const part of [body, query]) {
    if (typeof part !== 'object' || part === null || !('who' in part) || part.who === caller.name) continue;
    throw new WinceError('not-allowed', `${caller.name} cannot label or ask under another name.`, {
      hint: 'Sign in with the account of that name.',
    });
  }
}

function refuseBody(headers: FastifyRequest['headers'], raw: readonly string[]): void {
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  // A body that is packed can become a thousand times as large.
  if (headers['content-encoding'] !== undefined) throw wrongUpload();
  const types = raw.filter((_, i) => i % 2 === 1 && raw[i - 1].toLowerCase() === 'content-type');
  if (types.length > 1 || (hasBody && !BODIES.has(types[0] ?? ''))) throw wrongUpload();
}

/** The one who asks may not do this. */
export function notAllowed({ standing, name }: Caller): WinceError {
  const who = name === null ? 'A program with the token' : `${name} (${standing})`;
  return new WinceError('not-allowed', `${who} may not do this.`, {
    hint: 'SECURITY.md lists what each role may do. An administrator can give an account another role.',
  });
}

function tooMany(): WinceError {
  return new WinceError('too-many-requests', 'More requests came than the server answers in this time.', {
    hint: 'Wait a few seconds, and try again.',
  });
}
