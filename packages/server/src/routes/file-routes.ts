import { link, mkdir, readdir, rename } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { WinceError } from '@wince/core';
import { readableFormats, recordingKind } from '@wince/runtime';
import { placeName } from '@wince/workbench';
import { z } from 'zod';
import { loggedName } from '../security/callers.ts';
import type { Workbench } from '../workbench.ts';
import type { App } from './app.ts';
import { receiveFile } from './receive-file.ts';

/** Files that a folder takes. */
const MOST = 10_000;

/** Recordings that are brought into the project. */
export function addFileRoutes(app: App, bench: Workbench): void {
  const { project, audit } = bench;

  app.post(
    '/api/files',
    {
      schema: {
        description:
          'Keeps a recording in the project: its bytes are the body, as application/octet-stream. A file that is there is never replaced. The content must be that of a picture, a video or sound.',
        querystring: z.strictObject({ place: placeName }),
        response: { 201: z.object({ place: placeName }) },
      },
    },
    async (request, reply) => {
      const { place } = request.query;
      const name = basename(place);
      const target = await project.fresh(place);
      await refuseFull(dirname(target));
      // By its content alone: a file without an ending is not told by its name.
      await receiveFile(request, bench, 'recording', async (file) => {
        if ((await recordingKind(file)) === 'unknown') throw noRecording(name);
        await mkdir(dirname(target), { recursive: true, mode: 0o700 });
        // Of two files of one name that come at the same instant the first one stays.
        await project.fresh(place);
        await keep(file, target, place);
      });
      audit.add(loggedName(request.caller), 'bring file', { place });
      return reply.code(201).send({ place });
    },
  );
}

async function keep(file: string, target: string, place: string): Promise<void> {
  try {
    await link(file, target);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code === 'EEXIST') {
      throw new WinceError('file-exists', `"${place}" is in the project already.`, {
        hint: 'What is there is never replaced. Give the file or its folder another name.',
        cause,
      });
    }
    // Some disks know no second name of a file.
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS') throw cause;
    await rename(file, target);
  }
}

async function refuseFull(folder: string): Promise<void> {
  const files = await readdir(folder).catch(() => []);
  if (files.length < MOST) return;
  throw new WinceError('upload-too-large', `The folder holds ${files.length} files, and takes no more.`, {
    hint: 'Choose another folder, or copy the files into the folder of the project with your own programs.',
  });
}

function noRecording(name: string): WinceError {
  return new WinceError(
    'not-a-recording',
    `The content of ${name} is not that of a picture, a video or sound.`,
    {
      hint: `These are read: ${readableFormats().join('; ')}.`,
    },
  );
}
