import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { isIP } from 'node:net';
import { WinceError } from '@wince/core';

/** A certificate, with those that signed it behind it, and its key. */
export interface TlsFiles {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/**
 * Reads a certificate and its key, both as PEM.
 *
 * @param names the names under which browsers reach the server
 * @param now the clock of the machine where nothing is said
 * @throws WinceError `bad-certificate` for a file that is missing, is none, is expired or not valid yet, is for another name, does not
 *   fit the key, and for a key that others can read
 */
export async function readTlsFiles(
  certPath: string,
  keyPath: string,
  names: readonly string[],
  now: Date = new Date(),
): Promise<TlsFiles> {
  const cert = await readPem(certPath, 'certificate');
  const certificate = parsed(cert, certPath);
  const key = await readPem(keyPath, 'key');
  await refuseOpenKey(keyPath);
  if (!certificate.checkPrivateKey(parsedKey(key, keyPath))) {
    throw bad(`The key ${keyPath} does not belong to the certificate ${certPath}.`, {
      hint: 'Give the certificate that was made for this key; in a file with several, its own is the first.',
    });
  }
  const { validFrom, validTo } = certificate;
  if (new Date(validTo) < now) {
    throw bad(`The certificate ${certPath} has expired: it was valid until ${validTo}.`, {
      hint: 'Renew it, and start the server again.',
    });
  }
  if (new Date(validFrom) > now) {
    throw bad(`The certificate ${certPath} is not valid yet: it begins on ${validFrom}.`, {
      hint: 'Check the clock of this machine.',
    });
  }
  for (const name of names) {
    const fits = isIP(name) ? certificate.checkIP(name) : certificate.checkHost(name, { subject: 'never' });
    if (fits !== undefined) continue;
    throw bad(
      `The certificate ${certPath} is not for ${name}: it names ${certificate.subjectAltName ?? 'nothing'}.`,
      { hint: 'Give an address that it names with --address, or have a certificate made for this name.' },
    );
  }
  return { cert, key };
}

async function readPem(path: string, what: string): Promise<Buffer> {
  return readFile(path).catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw bad(`The ${what} ${path} cannot be read: ${why}.`, { hint: 'Name a PEM file.', cause });
  });
}

function parsed(cert: Buffer, path: string): X509Certificate {
  try {
    return new X509Certificate(cert);
  } catch (cause) {
    throw bad(`${path} is not a certificate.`, {
      hint: 'Give a PEM file that has a part BEGIN CERTIFICATE to --tls-cert, and the key to --tls-key.',
      cause,
    });
  }
}

function parsedKey(key: Buffer, path: string): KeyObject {
  try {
    return createPrivateKey(key);
  } catch (cause) {
    throw bad(`${path} is not a private key that can be read.`, {
      hint: 'Give a PEM file that has a part BEGIN PRIVATE KEY. A key with a passphrase must be written without it: openssl pkey -in KEY -out PLAIN.',
      cause,
    });
  }
}

async function refuseOpenKey(path: string): Promise<void> {
  // Windows has other rights, which the mode does not tell.
  if (process.platform === 'win32') return;
  const { mode } = await stat(path);
  if ((mode & 0o077) === 0) return;
  throw bad(
    `Others on this machine can use the key ${path}: its mode is ${(mode & 0o777).toString(8).padStart(4, '0')}.`,
    { hint: `Run chmod 600 ${path}. If others could read it before, have a new key made.` },
  );
}

function bad(message: string, more: { readonly hint: string; readonly cause?: unknown }): WinceError {
  return new WinceError('bad-certificate', message, more);
}
