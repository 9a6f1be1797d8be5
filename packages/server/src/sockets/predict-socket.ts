import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { WinceError } from '@wince/core';
import { placeName } from '@wince/workbench';
import { openProcess, type TaskInput } from '../processes/process.ts';
import { loggedName } from '../security/callers.ts';
import { answerToError } from '../security/failures.ts';
import type { TaskEvent } from '../work/tasks.ts';
import type { Workbench } from '../workbench.ts';
import type { SocketRoute } from './upgrade.ts';

/** Frames that may wait to be looked at: with one more, the newest is left out and told so. */
const WAITING = 8;
/** Streams at a time: each has a process with its networks. */
const STREAMS = 2;
/** A frame is its time, and its picture. */
const TIME_BYTES = 8;

/**
 * A stream of frames of a device. Each message is 8 bytes, the time in seconds as a number of 64 bits (big-endian), and a picture behind
 * it. An empty message says that no more come: those that wait are answered, and the stream ends. What the monitor shows is answered for each frame as soon as it is known, with the model's version and hash.
 */
export function predictSocket({ project, audit, cache, limits }: Workbench): SocketRoute {
  let streams = 0;
  return async (query, socket, caller) => {
    const id = placeName.safeParse(query.get('model') ?? '');
    if (!id.success) throw badModel();
    const path = await project.inside(id.data);
    const sha256 = createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
    if (streams >= STREAMS) throw tooManyStreams(streams);
    streams++;
    const worker = openProcess({ memory: limits.memory, patience: null });
    const stopped = new AbortController();
    let waiting = 0;
    let push: ((input: TaskInput | null) => void) | null = null;
    const early: (TaskInput | null)[] = [];
    let isFinished = false;
    const give = (input: TaskInput | null) => {
      if (push) push(input);
      else early.push(input);
    };
    let last = Number.NEGATIVE_INFINITY;
    const answered = (event: TaskEvent) => {
      if (event.type === 'frame-taken') waiting--;
      if (event.type === 'watching')
        socket.send({ type: 'ready', model: id.data, model_sha256: sha256, model_version: event.version });
      if (event.type === 'reading') socket.send({ ...event, model_sha256: sha256 });
      // Who does not read is not waited for.
      if (socket.waiting() > 4_000_000) socket.end(1008, 'answers are not read');
    };
    worker
      .run(
        { kind: 'stream', model: path, cache },
        {
          signal: stopped.signal,
          onEvent: answered,
          onStart: (send) => {
            push = send;
            for (const input of early.splice(0)) send(input);
          },
        },
      )
      .then(() => socket.end(1000, 'the stream has ended'))
      .catch((error: unknown) => {
        const { body } = answerToError(error);
        socket.send({ type: 'refusal', ...body });
        socket.end(1011, body.code ?? 'defect');
      })
      .finally(async () => {
        streams--;
        await worker.close();
      });
    audit.add(loggedName(caller), 'predict a stream', { model: id.data, model_sha256: sha256 });
    return {
      hear(bytes) {
        if (isFinished) return;
        if (bytes.length === 0) {
          isFinished = true;
          return give(null);
        }
        const time = bytes.length > TIME_BYTES ? bytes.readDoubleBE(0) : Number.NaN;
        if (!(Number.isFinite(time) && time >= 0 && time > last)) {
          socket.send({ type: 'refusal', ...answerToError(badFrame()).body });
          return socket.end(1008, 'bad-frame');
        }
        last = time;
        if (waiting >= WAITING)
          return socket.send({
            ...{ type: 'left-out', time, model_sha256: sha256 },
            reason: `${WAITING} frames wait to be looked at`,
          });
        waiting++;
        give({ time, bytes: Uint8Array.from(bytes.subarray(TIME_BYTES)) });
      },
      gone: () => stopped.abort(),
    };
  };
}

function badModel(): WinceError {
  return new WinceError('bad-request', 'The stream names no model.', {
    hint: 'Write /api/predict?model= and the place of a .wince file in the project.',
  });
}

function badFrame(): WinceError {
  return new WinceError(
    'bad-request',
    'The time of a frame is missing, or is not later than that of the frame before: the first 8 bytes of a message are the time in seconds, a number of 64 bits, and its picture follows.',
    { hint: 'See the client in docs/guide/workbench.md.' },
  );
}

function tooManyStreams(streams: number): WinceError {
  return new WinceError('too-many-jobs', `${streams} streams are looked at, and no more are taken.`, {
    hint: 'End another one before you begin the next.',
  });
}
