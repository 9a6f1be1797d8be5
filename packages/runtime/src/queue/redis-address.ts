import { readFile } from 'node:fs/promises';
import { WinceError } from '@wince/core';
import { systemReason } from '../files/system-error.ts';

/** Where a Redis (or Valkey) server is, and by what it is entered. */
export interface RedisAddress {
  readonly host: string;
  readonly port: number;
  /** The path of a socket of this machine; null where the server is reached by host and port. */
  readonly socket: string | null;
  readonly database: number;
  readonly user: string | null;
  readonly password: string | null;
  /** Null where the connection is not encrypted. `authority`: certificates in PEM that are trusted; null for those of the system. */
  readonly tls: { readonly authority: string | null } | null;
  /** The address for messages and logs: without user and password. */
  readonly shown: string;
}

/** What else says how a server is entered. */
export interface RedisAccess {
  /** A file whose first line is the password. */
  readonly passwordFile?: string;
  /** A file of certificates in PEM that are trusted. */
  readonly authorityFile?: string;
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/**
 * Reads where a server is: `redis://HOST:PORT/DATABASE`, `rediss://` with TLS, or `unix:/PATH`. User and password come from the
 * environment (`WINCE_REDIS_USER`, `WINCE_REDIS_PASSWORD`) or a file, or stand in the address of the variable `WINCE_REDIS`. An option of
 * a command holds no password: every user of the machine can read the calls of commands.
 *
 * @param given what the option says; without it `WINCE_REDIS` counts
 * @throws WinceError `bad-redis-address`, `password-in-call`, `no-such-file`
 */
export async function readRedisAddress(
  given: string | undefined,
  { passwordFile, authorityFile, environment = process.env }: RedisAccess = {},
): Promise<RedisAddress> {
  const text = given ?? environment.WINCE_REDIS ?? '';
  const parsed = parseAddress(text);
  if (given !== undefined && parsed.password !== null) {
    throw new WinceError('password-in-call', `The address of Redis (${parsed.shown}) contains a password.`, {
      hint: 'Give the address without it, and the password in WINCE_REDIS_PASSWORD or in a file: --redis-password-file FILE.',
    });
  }
  const file = passwordFile ?? environment.WINCE_REDIS_PASSWORD_FILE;
  const password = file === undefined ? null : await firstLine(file, 'The file of the password of Redis');
  const authority = authorityFile ?? environment.WINCE_REDIS_CA;
  const trusted = authority === undefined ? null : await whole(authority, 'The file of certificates');
  return {
    ...parsed,
    user: environment.WINCE_REDIS_USER ?? parsed.user,
    password: password ?? environment.WINCE_REDIS_PASSWORD ?? parsed.password,
    tls: parsed.tls && { authority: trusted },
  };
}

function parseAddress(text: string): RedisAddress {
  const nothing = { host: '', port: 0, socket: null, database: 0, user: null, password: null, tls: null };
  if (text.startsWith('unix:')) {
    const socket = text.slice('unix:'.length).replace(/^\/\/(?=\/)/, '');
    if (socket === '') throw badAddress(text);
    return { ...nothing, socket, shown: `unix:${socket}` };
  }
  const url = URL.canParse(text) ? new URL(text) : null;
  const database = /^\/?(\d*)$/.exec(url?.pathname ?? '-');
  if (
    url === null ||
    database === null ||
    !['redis:', 'rediss:'].includes(url.protocol) ||
    url.hostname === ''
  )
    throw badAddress(url === null ? text : withoutAccess(url));
  return {
    ...nothing,
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? 6379 : Number(url.port),
    database: Number(database[1]),
    user: url.username === '' ? null : decodeURIComponent(url.username),
    password: url.password === '' ? null : decodeURIComponent(url.password),
    tls: url.protocol === 'rediss:' ? { authority: null } : null,
    shown: withoutAccess(url),
  };
}

function withoutAccess(url: URL): string {
  const bare = new URL(url);
  bare.username = '';
  bare.password = '';
  return bare.href;
}

function badAddress(text: string): WinceError {
  const shown = text.replace(/\/\/[^@/]*@/, '//');
  return new WinceError('bad-redis-address', `"${shown}" is not the address of a Redis server.`, {
    hint: 'Give redis://HOST:PORT, rediss://HOST:PORT for TLS, or unix:/PATH for a socket of this machine.',
  });
}

async function firstLine(path: string, what: string): Promise<string> {
  return (await whole(path, what)).split(/\r?\n/)[0];
}

async function whole(path: string, what: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new WinceError('no-such-file', `${what}, ${path}, cannot be read (${systemReason(cause)}).`, {
      hint: 'Check the path, and that you may read the file.',
      cause,
    });
  }
}
