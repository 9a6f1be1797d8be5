import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { WinceError } from '@wince/core';
import { refuseForeignFile } from '@wince/runtime';
import { INCOMING } from '../project/passing.ts';
import { tooLarge, wrongUpload } from '../security/failures.ts';
import type { Workbench } from '../workbench.ts';

/** So many networks are brought at a time, each in so many files. */
const AT_A_TIME = 2;
const FILES = 64;
/** Milliseconds after which files that nobody imports are removed. */
const PATIENCE = 30 * 60_000;

/** Files of networks that were sent, until the network is imported. */
export interface StagedNetworks {
  /**
   * Keeps a file beside the others of its network.
   *
   * @param upload what the client calls the network while it sends its files @param by who sends
   * @throws WinceError `upload-too-large`, `wrong-upload`, `too-many-jobs`, `file-exists`, `not-in-project`, and `unknown-network-format` where
   *   its content is that of a pickle or an archive
   */
  receive(
    file: { readonly upload: string; readonly name: string; readonly by: string },
    request: { readonly body: unknown; readonly headers: IncomingMessage['headers'] },
  ): Promise<void>;
  /** The folder of what was sent: who takes it removes it. @throws WinceError `not-in-project` where one of the files was not sent */
  take(upload: string, by: string, files: readonly string[]): string;
}

interface Staged {
  readonly folder: string;
  readonly by: string;
  readonly names: Set<string>;
  bytes: number;
  receiving: number;
  used: number;
}

/** None yet. */
export function openStagedNetworks(
  { project, limits }: Pick<Workbench, 'project' | 'limits'>,
  now = Date.now,
): StagedNetworks {
  const all = new Map<string, Staged>();
  const forgetOld = async () => {
    for (const [upload, { receiving, used, folder }] of all) {
      if (receiving > 0 || now() - used < PATIENCE) continue;
      all.delete(upload);
      await rm(folder, { recursive: true, force: true });
    }
  };
  const begin = (upload: string, by: string): Staged => {
    if (all.size >= AT_A_TIME) {
      throw new WinceError(
        'too-many-jobs',
        `${all.size} networks are being brought, and no more are taken.`,
        {
          hint: 'Import one of them first, or wait half an hour: the server then removes files that were not imported.',
        },
      );
    }
    const folder = join(project.own, INCOMING, crypto.randomUUID());
    const own = { folder, by, names: new Set<string>(), bytes: 0, receiving: 0, used: now() };
    all.set(upload, own);
    return own;
  };
  return {
    async receive({ upload, name, by }, { body, headers }) {
      if (!(body instanceof Readable)) throw wrongUpload();
      await forgetOld();
      const earlier = all.get(upload);
      if (earlier && earlier.by !== by) throw notSent();
      const left = limits.weights - (earlier?.bytes ?? 0);
      if (Number(headers['content-length'] ?? 0) > left || earlier?.names.size === FILES)
        throw tooLarge(name);
      if (earlier?.names.has(name)) {
        throw new WinceError('file-exists', `"${name}" was sent already.`, {
          hint: 'Send each file of a network once.',
        });
      }
      const own = earlier ?? begin(upload, by);
      own.names.add(name);
      own.receiving += 1;
      const draft = join(own.folder, `.${crypto.randomUUID()}`);
      let came = 0;
      const count = (bytes: number) => {
        came += bytes;
        own.bytes += bytes;
        return own.bytes <= limits.weights;
      };
      try {
        await mkdir(own.folder, { recursive: true, mode: 0o700 });
        await pipeline(body, counterOf(count, name), createWriteStream(draft, { mode: 0o600, flags: 'wx' }));
        await refuseForeignFile(name, draft);
        await rename(draft, join(own.folder, name));
      } catch (error) {
        own.names.delete(name);
        own.bytes -= came;
        await rm(draft, { force: true });
        throw error;
      } finally {
        own.receiving -= 1;
        own.used = now();
        if (own.names.size === 0) {
          all.delete(upload);
          await rm(own.folder, { recursive: true, force: true });
        }
      }
    },
    take(upload, by, files) {
      const own = all.get(upload);
      if (!own || own.by !== by || own.receiving > 0 || files.some((file) => !own.names.has(file)))
        throw notSent();
      all.delete(upload);
      return own.folder;
    },
  };
}

/** Lets bytes through, and ends with an error when they are too many. @param isFew counts bytes, and says whether more may come */
function counterOf(isFew: (bytes: number) => boolean, name: string): Transform {
  return new Transform({
    transform(chunk, _, done) {
      if (isFew(chunk.length)) done(null, chunk);
      else done(tooLarge(name));
    },
  });
}

function notSent(): WinceError {
  return new WinceError('not-in-project', 'The files of this network were not sent, or were removed since.', {
    hint: 'Send all of them to /api/networks/files first, each under its name.',
  });
}
