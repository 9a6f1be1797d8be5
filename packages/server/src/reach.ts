import { isIP } from 'node:net';
import { WinceError } from '@wince/core';

/** From where a server can be reached. */
export interface ReachOptions {
  /** The name or number of this machine on which it listens. Default: 127.0.0.1, which no other machine reaches. */
  readonly host?: string;
  /** Under which addresses browsers reach it. Default: scheme, host and port. */
  readonly addresses?: readonly string[];
  /** A certificate and its key, PEM files. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** Lets other machines reach it without TLS: something in front of it has TLS, or the network is trusted. */
  readonly withoutTls?: boolean;
}

/** Where a server listens, and under which addresses it is reached. */
export interface ServerReach {
  readonly host: string;
  /** The names that stand in addresses, for a certificate. */
  readonly names: readonly string[];
  /** Whether browsers use TLS, from whatever program. */
  readonly isSecure: boolean;
  /** Whether it can be reached from other machines. */
  readonly isOpen: boolean;
  /** `https://ward.example`, the first one that is shown to people first. */
  origins(port: number): readonly string[];
}

const LOCAL = new Set(['127.0.0.1', 'localhost', '::1']);
const EVERYWHERE = new Set(['0.0.0.0', '::']);

/**
 * Settles from where a server can be reached.
 *
 * @throws WinceError `no-accounts` or `no-tls` where other machines could reach it without, `bad-option` for addresses that are none
 */
export function reachOf(options: ReachOptions, haveAccounts: boolean): ServerReach {
  const { host = '127.0.0.1', addresses = [], tls, withoutTls = false } = options;
  const isOpen = !LOCAL.has(host);
  if (isOpen && !haveAccounts) throw noAccounts(host);
  if (isOpen && !tls && !withoutTls) throw noTls(host);
  if (tls && withoutTls)
    throw badOption('--tls-cert and --without-tls exclude each other.', 'Leave one out.');
  const given = addresses.map((address) => originOf(address, tls !== undefined));
  if (EVERYWHERE.has(host) && given.length === 0) {
    throw badOption(
      `--host ${host} is every network of this machine, and no address for a browser.`,
      'Give the address that people type: --address https://ward.example:8443.',
    );
  }
  const scheme = tls ? 'https' : 'http';
  const hosts =
    given.length === 0 ? (isOpen ? [isIP(host) === 6 ? `[${host}]` : host] : ['127.0.0.1', 'localhost']) : [];
  return {
    host,
    isOpen,
    names: given.length > 0 ? given.map(({ hostname }) => bare(hostname)) : isOpen ? [host] : [],
    isSecure: given.length > 0 ? given.every(({ protocol }) => protocol === 'https:') : tls !== undefined,
    origins(port) {
      // Of the server itself the port may be left out, since it may be one that is free.
      const own = tls ? given.filter((each) => each.port === '') : [];
      return [
        ...own.map(({ origin }) => new URL(`${origin}:${port}`).origin),
        ...given.map(({ origin }) => origin),
        ...hosts.map((name) => new URL(`${scheme}://${name}:${port}`).origin),
      ];
    },
  };
}

function originOf(address: string, hasTls: boolean): URL {
  const url = URL.canParse(address) ? new URL(address) : null;
  const isOrigin = url && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`;
  if (!isOrigin) {
    throw badOption(
      `"${address}" is not the address of a server.`,
      'Write scheme, name and port, and nothing behind them: https://ward.example:8443.',
    );
  }
  if (hasTls && url.protocol !== 'https:')
    throw badOption(`${address} is without TLS, and there is a certificate.`, 'Write https:// in front.');
  return url;
}

function bare(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '');
}

function badOption(message: string, hint: string): WinceError {
  return new WinceError('bad-option', message, { hint });
}

function noAccounts(host: string): WinceError {
  return new WinceError(
    'no-accounts',
    `The workbench does not listen on ${host}: the project has no accounts, so it could not tell who labels and who may see faces.`,
    {
      hint: 'Add one with `wince accounts add NAME --role admin`, or leave --host out and use an SSH tunnel: ssh -L 8080:127.0.0.1:8080 HOST.',
    },
  );
}

function noTls(host: string): WinceError {
  return new WinceError(
    'no-tls',
    `The workbench does not listen on ${host} without TLS: passwords and faces would cross the network in the clear.`,
    {
      hint: 'Give --tls-cert and --tls-key, or --without-tls where a proxy on this machine has TLS.',
    },
  );
}
