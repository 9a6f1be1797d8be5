import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A folder that all test files of one run share, for what costs too much to make twice. */
    readonly sharedFolder: string;
  }
}

/** Makes a folder for the run, empty until a test needs it, and removes it at the end. */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'wince-run-'));
  provide('sharedFolder', folder);
  // What `wince` compiles is kept for the whole run.
  process.env.NODE_COMPILE_CACHE = join(folder, 'code');
  return () => rm(folder, { recursive: true, force: true });
}
