import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Project } from './project.ts';

/** Where recordings lie while they are received, in the folder that is the server's own. */
export const INCOMING = 'incoming';
/** Where copies lie while they are read. */
export const OUTGOING = 'outgoing';

/** Removes what a server has left that was killed: half of a recording, a copy that nobody reads. */
export async function removePassing({ own }: Project): Promise<void> {
  for (const name of [INCOMING, OUTGOING]) await rm(join(own, name), { recursive: true, force: true });
}
