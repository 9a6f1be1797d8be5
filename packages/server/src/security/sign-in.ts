import { WinceError } from '@wince/core';
import type { Account, Accounts } from '../accounts/accounts.ts';
import { keyOf } from '../accounts/passwords.ts';
import { openRateLimits } from './rate-limit.ts';

/**
 * Lets people sign in, slowly where they guess.
 *
 * @param address of the machine that asks
 * @throws WinceError `wrong-password` for a wrong name or password, one message for both; `too-many-requests` before any work
 */
export type SignIn = (name: string, password: string, address: string) => Promise<Account>;

/** Passwords that are checked at a time, each in 64 MiB, and so many that wait. */
const AT_A_TIME = 2;
const WAITING = 20;

/**
 * Signing in, with a limit for each account and for each address. An account that was named wrongly is limited as one that is there.
 *
 * @param now milliseconds; the clock of the machine where nothing is said
 */
export function openSignIn(accounts: Pick<Accounts, 'check'>, now: () => number = Date.now): SignIn {
  // A person who has forgotten a password tries a few; a program in a year 1 million of an account.
  const ofAccount = openRateLimits(5, 1 / 30, now);
  const ofAddress = openRateLimits(20, 1 / 5, now);
  let going = 0;
  const waiting: (() => void)[] = [];
  const turn = async () => {
    if (going >= AT_A_TIME) {
      if (waiting.length >= WAITING) throw tooMany();
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else going++;
  };
  const done = () => {
    const next = waiting.shift();
    if (next) next();
    else going--;
  };
  return async (name, password, address) => {
    if (!ofAddress.take(address) || !ofAccount.take(keyOf(name))) throw tooMany();
    await turn();
    try {
      const account = await accounts.check(name, password);
      if (!account) throw wrongPassword();
      ofAccount.forget(keyOf(name));
      return account;
    } finally {
      done();
    }
  };
}

function wrongPassword(): WinceError {
  return new WinceError('wrong-password', 'The name or the password is wrong.', {
    hint: 'Try again. Who runs the server can give an account another password: wince accounts password NAME.',
  });
}

function tooMany(): WinceError {
  return new WinceError('too-many-requests', 'There were too many attempts to sign in.', {
    hint: 'Wait a minute, and try again.',
  });
}
