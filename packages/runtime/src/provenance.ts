import { existsSync, readFileSync } from 'node:fs';
import { arch, cpus, platform, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { sha256Of } from './files/hash.ts';

const packageJson = fileURLToPath(new URL('../package.json', import.meta.url));

/** The version of this program. */
export const version: string = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(packageJson, 'utf8'))).version;

/** SHA-256 of the lock file of the checkout that runs; null for an installed package, which has none. */
export function lockfileHash(): string | null {
  let folder = dirname(packageJson);
  while (folder !== dirname(folder)) {
    const lockfile = join(folder, 'package-lock.json');
    if (existsSync(lockfile)) return sha256Of(readFileSync(lockfile));
    // An installed package ends the search: the lock file above it is its user's.
    if (folder.includes('node_modules')) return null;
    folder = dirname(folder);
  }
  return null;
}

/** The machine, as far as it may explain a difference in time or in the last digits. No name of it, no user. */
export function machine(): Record<string, unknown> {
  const processors = cpus();
  return {
    node: process.versions.node,
    platform: platform(),
    architecture: arch(),
    processor: processors[0]?.model ?? 'unknown',
    cores: processors.length,
    memory_bytes: totalmem(),
  };
}
