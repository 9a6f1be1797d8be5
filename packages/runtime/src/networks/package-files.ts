import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { WinceError } from '@wince/core';
import type { NetworkCard, PackageFileSource, PackageSource } from '@wince/networks';
import { sha256Of } from '../files/hash.ts';

const require = createRequire(import.meta.url);

/**
 * The parsed topology of a packaged network and its joined shards, after every file has the SHA-256 of the card.
 *
 * @throws WinceError `network-package-missing`, `network-weights-changed`
 */
export async function readPackagedModel(
  { id }: NetworkCard,
  source: PackageSource,
): Promise<{ readonly topology: unknown; readonly weights: Uint8Array<ArrayBuffer> }> {
  const root = packageRoot(source.package, id);
  const verified = (file: { path: string; sha256: string }) => readVerified(id, source, root, file);
  const topology = await verified(source.topology);
  const shards = await Promise.all(source.weights.map(verified));
  return { topology: content(topology), weights: Buffer.concat(shards.map(shardBytes)) };
}

/**
 * The bytes of a packaged network that is one file, or a part of one, after the file has the SHA-256 of the card.
 *
 * @throws WinceError `network-package-missing`, `network-weights-changed`
 */
export async function readPackagedFile(
  { id }: Pick<NetworkCard, 'id'>,
  source: PackageFileSource,
): Promise<Uint8Array> {
  const { bytes } = await readVerified(id, source, packageRoot(source.package, id), source);
  return source.part ? bytes.subarray(...source.part) : bytes;
}

interface VerifiedFile {
  readonly path: string;
  readonly bytes: Buffer;
}

async function readVerified(
  id: string,
  source: { readonly package: string; readonly version: string },
  root: string,
  file: { readonly path: string; readonly sha256: string },
): Promise<VerifiedFile> {
  const full = path.join(root, file.path);
  const bytes = await readFile(full).catch((cause: unknown) => {
    throw new WinceError(
      'network-package-missing',
      `The network "${id}" needs ${full}, which cannot be read.`,
      {
        hint: `Install ${source.package} ${source.version} again.`,
        cause,
      },
    );
  });
  const found = sha256Of(bytes);
  if (found !== file.sha256) {
    const message = `${full} is not the file that the network "${id}" was checked with: its SHA-256 is ${found}, not ${file.sha256}.`;
    throw new WinceError('network-weights-changed', message, {
      hint: `Install ${source.package} ${source.version} again.`,
    });
  }
  return { path: full, bytes };
}

/** A topology: JSON, or a script that exports an object. Scripts run only after their hash has been checked. */
function content({ path: full, bytes }: VerifiedFile): unknown {
  return full.endsWith('.js') ? exported(full) : JSON.parse(bytes.toString('utf8'));
}

/** Weights: bytes, or a script that exports them in base64. */
function shardBytes({ path: full, bytes }: VerifiedFile): Uint8Array {
  if (!full.endsWith('.js')) return bytes;
  const text = exported(full);
  if (typeof text !== 'string') throw new TypeError(`${full} exports no text`);
  return Buffer.from(text, 'base64');
}

function exported(full: string): unknown {
  const module: unknown = require(full);
  const wrapped = typeof module === 'object' && module !== null && 'default' in module;
  return wrapped ? module.default : module;
}

/**
 * The folder of a package that weights come in: what of it was built into this package, or the installed package, found as Node finds it.
 */
export function packageRoot(name: string, network: string): string {
  const builtIn = fileURLToPath(new URL(`../weights/${name}`, import.meta.url));
  if (existsSync(builtIn)) return builtIn;
  try {
    const main = require.resolve(name);
    const inside = path.join('node_modules', ...name.split('/')) + path.sep;
    return main.slice(0, main.lastIndexOf(inside) + inside.length);
  } catch (cause) {
    throw new WinceError(
      'network-package-missing',
      `The network "${network}" comes in ${name}, which is not installed.`,
      {
        hint: `Run: npm install ${name}`,
        cause,
      },
    );
  }
}
