import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { OUTGOING } from '../project/passing.ts';
import type { Project } from '../project/project.ts';

/** A copy that is made to be read once. */
interface PassingCopy {
  /** Of the file or folder that is made. */
  readonly name: string;
  /** Makes it at a path. */
  readonly make: (path: string) => Promise<void>;
  /** Reads it, piece by piece. */
  readonly read: (path: string) => AsyncIterable<Uint8Array>;
}

/** Makes a copy in a folder of its own, which goes when the copy was read or nobody reads it any more, and when it cannot be made. */
export async function passingCopy(project: Project, { name, make, read }: PassingCopy): Promise<Readable> {
  const folder = join(project.own, OUTGOING, crypto.randomUUID());
  const path = join(folder, name);
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await make(path);
  } catch (error) {
    await remove();
    throw error;
  }
  return Readable.from(read(path)).once('close', () => void remove());
}
