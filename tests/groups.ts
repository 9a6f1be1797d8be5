import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe } from 'vitest';

/** The folder of reference data that stands beside a checkout where there is one. A fresh clone has none. */
export const SHARED = fileURLToPath(new URL('../../shared', import.meta.url));

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  existsSync,
);

/** What a group of tests may need, and the reason that is printed when it is not there. */
const NEEDS = {
  shared: { there: () => existsSync(SHARED), reason: 'no ../shared beside this checkout' },
  chromium: { there: () => CHROMIUM !== undefined, reason: 'no Chromium on this machine' },
  ffmpeg: {
    there: () => spawnSync('ffmpeg', ['-version']).status === 0,
    reason: 'no ffmpeg on this machine',
  },
  strace: {
    there: () => spawnSync('strace', ['-V']).status === 0,
    reason: 'no strace on this machine',
  },
  tmpfs: { there: mayMount, reason: 'this user may not mount a file system' },
  redis: {
    there: () => spawnSync('redis-server', ['--version']).status === 0,
    reason: 'no redis-server on this machine',
  },
  registry: { there: registryAnswers, reason: 'the package registry cannot be reached' },
} as const;

/** The Chromium that browser tests drive. */
export function chromiumPath(): string {
  if (!CHROMIUM) throw new Error('no Chromium on this machine: put the test in a group that needs it');
  return CHROMIUM;
}

/** A `describe` that is skipped, with its reason in its name, where something it needs is not there. */
export function group(name: string, needs: keyof typeof NEEDS, body: () => void): void {
  const { there, reason } = NEEDS[needs];
  if (there()) describe(name, body);
  else describe.skip(`${name} [needs ${needs}: ${reason}]`, body);
}

/** Whether a file system in memory can be mounted, as root may in most places. */
function mayMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'wince-mount-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder]).status === 0;
  if (mounted) spawnSync('umount', [folder]);
  rmdirSync(folder);
  return mounted;
}

/** Whether packages can be installed: npm asks whatever registry it is set up with. */
function registryAnswers(): boolean {
  return (
    spawnSync('npm', ['view', 'zod', 'version', '--fetch-retries=0', '--fetch-timeout=10000']).status === 0
  );
}
