import { WinceError } from '@wince/core';
import {
  accountEntry,
  accountRole,
  passwordChange,
  roleChange,
  sessionState,
  signInForm,
} from '@wince/workbench';
import { z } from 'zod';
import type { Caller } from '../security/callers.ts';
import { readCookie } from '../security/cookies.ts';
import type { Entrance } from '../security/entrance.ts';
import type { SignIn } from '../security/sign-in.ts';

import type { Workbench } from '../workbench.ts';
import type { App } from './app.ts';

const done = z.object({ done: z.literal(true) });

/** Signing in and out, and accounts. */
export function addAccountRoutes(
  app: App,
  { accounts, audit }: Workbench,
  { entrance, signIn }: { readonly entrance: Entrance; readonly signIn: SignIn },
): void {
  const { sessions, callers } = entrance;
  const endSession = (header: string | undefined) => {
    const before = readCookie(header, entrance.cookieName());
    if (before !== undefined) sessions.end(before);
  };

  app.get('/api/session', { schema: { response: { 200: sessionState } } }, async ({ caller }) =>
    stateOf(caller, callers.haveAccounts()),
  );

  app.post(
    '/api/session',
    {
      schema: {
        description: 'Signs in. The answer has the cookie of the session.',
        body: signInForm,
        response: { 200: sessionState },
      },
    },
    async ({ body: { name, password }, headers, ip }, reply) => {
      if (!callers.haveAccounts()) throw noAccounts();
      const account = await signIn(name, password, ip);
      endSession(headers.cookie);
      audit.add(account.name, 'sign in', {});
      const { role } = account;
      return reply
        .header('set-cookie', entrance.cookie(sessions.begin(account)))
        .send({ accounts: true, name: account.name, role });
    },
  );

  app.post(
    '/api/session/end',
    { schema: { description: 'Signs out.', body: z.strictObject({}), response: { 200: done } } },
    async ({ headers }, reply) => {
      endSession(headers.cookie);
      return reply.header('set-cookie', entrance.cookie('')).send({ done: true as const });
    },
  );

  app.post(
    '/api/session/password',
    {
      schema: {
        description: 'Another password of the account that is signed in. All its sessions end.',
        body: passwordChange,
        response: { 200: done },
      },
    },
    async ({ body, caller, ip }) => {
      const { name } = caller;
      if (name === null) throw noAccounts();
      await signIn(name, body.old, ip);
      await accounts.setPassword(name, name, body.new);
      return { done: true as const };
    },
  );

  app.get('/api/accounts', { schema: { response: { 200: z.array(accountEntry) } } }, async () =>
    accounts.list().map(({ name, role, added }) => ({ name, role, added })),
  );

  app.post(
    '/api/accounts/role',
    {
      schema: {
        description: 'Another role of an account. All its sessions end.',
        body: roleChange,
        response: { 200: done },
      },
    },
    async ({ body: { name, role }, caller }) => {
      accounts.setRole(caller.name ?? 'the page', name, role);
      return { done: true as const };
    },
  );
}

function stateOf({ name, standing }: Caller, have: boolean): z.infer<typeof sessionState> {
  return { accounts: have, name, role: accountRole.safeParse(standing).data ?? null };
}

function noAccounts(): WinceError {
  return new WinceError('no-accounts', 'The project has no accounts.', {
    hint: 'Add one: wince accounts add NAME --role admin --project DIR.',
  });
}
