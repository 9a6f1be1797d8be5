import * as crypto from 'node:crypto';
import { WinceError } from '@wince/core';
import { PASSWORD_LENGTH } from '@wince/workbench';

/** Costs of Argon2id: memory in KiB. */
interface Costs {
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
}

/** The second recommended choice of RFC 9106, section 4: 64 MiB, three passes, four lanes, a salt of 128 and a tag of 256 bits. */
const COSTS: Costs = { memory: 64 * 1024, passes: 3, parallelism: 4 };
const SALT_BYTES = 16;
const TAG_BYTES = 32;
const STORED =
  /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,3})\$([A-Za-z0-9+/]{16,100})\$([A-Za-z0-9+/]{16,100})$/;

/** What stands in the place of the password of an account that is not there: checking it takes as long, and nothing fits it. */
export const NO_PASSWORD = storedForm(COSTS, crypto.randomBytes(SALT_BYTES), crypto.randomBytes(TAG_BYTES));

/**
 * A password as it is stored: Argon2id with a salt of its own, in the PHC string format.
 *
 * @source RFC 9106, doi:10.17487/RFC9106
 */
export async function storedPassword(password: string): Promise<string> {
  const salt = crypto.randomBytes(SALT_BYTES);
  return storedForm(COSTS, salt, await argon2id(password, salt, COSTS, TAG_BYTES));
}

/** Whether a password is the stored one. It takes the same time whether it is or not. */
export async function isPassword(password: string, stored: string): Promise<boolean> {
  const [, memory, passes, parallelism, salt, tag] = STORED.exec(stored) ?? [];
  if (tag === undefined) throw new Error('a stored password has no form that is known');
  const costs = { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) };
  const wanted = Buffer.from(tag, 'base64');
  const found = await argon2id(password, Buffer.from(salt, 'base64'), costs, wanted.length);
  return crypto.timingSafeEqual(found, wanted);
}

/** @throws WinceError `bad-account` for a password that is too short, too long, or the name itself */
export function refusePassword(password: string, name: string): void {
  const { least, most } = PASSWORD_LENGTH;
  const { length } = [...password];
  const why =
    length < least || length > most
      ? `It has ${length} characters, and ${least} to ${most} are wanted.`
      : keyOf(password).includes(keyOf(name)) && length < keyOf(name).length + 8
        ? 'It is little more than the name of the account.'
        : null;
  if (why === null) return;
  throw new WinceError('bad-account', `The password cannot be used. ${why}`, {
    hint: 'Take a sentence, or four words that do not belong together. It needs no digits and no signs.',
  });
}

/** A name as accounts are told apart: Anna and anna are one. */
export function keyOf(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}

function argon2id(password: string, salt: Buffer, costs: Costs, tagLength: number): Promise<Buffer> {
  if (typeof crypto.argon2 !== 'function') {
    throw new WinceError(
      'no-accounts',
      `Accounts need Argon2, which Node has since version 24.7; this is ${process.version}.`,
      { hint: 'Update Node, or leave --host out and use no accounts.' },
    );
  }
  const { memory, passes, parallelism } = costs;
  // The same letters, however a keyboard puts them together.
  const message = Buffer.from(password.normalize('NFC'), 'utf8');
  return new Promise((resolve, reject) => {
    crypto.argon2(
      'argon2id',
      { message, nonce: salt, parallelism, tagLength, memory, passes },
      (error, tag) => (error ? reject(error) : resolve(Buffer.from(tag))),
    );
  });
}

function storedForm({ memory, passes, parallelism }: Costs, salt: Buffer, tag: Buffer): string {
  const plain = (bytes: Buffer) => bytes.toString('base64').replaceAll('=', '');
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${plain(salt)}$${plain(tag)}`;
}
