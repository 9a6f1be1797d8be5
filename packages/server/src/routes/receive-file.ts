import { createWriteStream } from 'node:fs';
import { mkdir, rm, symlink } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { extname, join, resolve } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { WinceError } from '@wince/core';
import { INCOMING } from '../project/passing.ts';
import { tooLarge, wrongUpload } from '../security/failures.ts';
import type { Workbench } from '../workbench.ts';

/** So many recordings are received and looked at at a time. */
const AT_A_TIME = 4;

const busy = new WeakMap<Workbench, number>();

/**
 * Writes the body of a request into a folder of its own, has something done with it, and removes the folder.
 *
 * @param name of which the ending is kept, for what is not told by content
 * @param work is given the file, and a cache that goes with it: it has the converted networks of the usual one, and nothing else
 * @throws WinceError `upload-too-large`, `wrong-upload`, `too-many-jobs`
 */
export async function receiveFile<Result>(
  { body, headers }: { readonly body: unknown; readonly headers: IncomingMessage['headers'] },
  bench: Workbench,
  name: string,
  work: (file: string, cache: string) => Promise<Result>,
): Promise<Result> {
  const { limits, project, cache } = bench;
  if (!(body instanceof Readable)) throw wrongUpload();
  if (Number(headers['content-length'] ?? 0) > limits.upload) throw tooLarge(name);
  const going = busy.get(bench) ?? 0;
  if (going >= AT_A_TIME) {
    throw new WinceError('too-many-jobs', `${going} recordings are looked at, and no more are taken.`, {
      hint: 'Wait for an answer before you send the next one.',
    });
  }
  busy.set(bench, going + 1);
  const folder = join(project.own, INCOMING, crypto.randomUUID());
  try {
    await mkdir(join(folder, 'cache'), { recursive: true, mode: 0o700 });
    // Converted networks hold nothing of any recording, and take seconds to make.
    await mkdir(join(cache, 'networks'), { recursive: true, mode: 0o700 });
    await symlink(resolve(cache, 'networks'), join(folder, 'cache', 'networks'), 'junction');
    const ending = extname(name).slice(0, 8);
    const file = join(folder, `recording${/^\.[A-Za-z0-9]+$/.test(ending) ? ending : ''}`);
    await pipeline(body, counter(limits.upload, name), createWriteStream(file, { mode: 0o600, flags: 'wx' }));
    return await work(file, join(folder, 'cache'));
  } finally {
    busy.set(bench, (busy.get(bench) ?? 1) - 1);
    await rm(folder, { recursive: true, force: true });
  }
}

/** Lets bytes through, and ends with an error when they are too many, whatever the head of the request said. */
function counter(most: number, name: string): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk, _, done) {
      bytes += chunk.length;
      if (bytes > most) done(tooLarge(name));
      else done(null, chunk);
    },
  });
}
