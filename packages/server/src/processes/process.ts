import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type ErrorCode, errorCodes, WinceError } from '@wince/core';
import {
  type FromProcess,
  type TaskEvent,
  type TaskInput,
  TOO_MUCH_MEMORY,
  type ToProcess,
  type WorkTask,
} from '../work/tasks.ts';

export type { TaskInput };

/** How long and with how much memory a process may work. */
export interface ProcessLimits {
  /** Bytes that it may hold; null for no limit. */
  readonly memory: number | null;
  /** Milliseconds after which a task is given up, with its process; null for no limit. */
  readonly patience: number | null;
}

/** Another process, started when there is something to do. When it ends before its work does, the next task starts a new one. */
export interface WorkProcess {
  /**
   * @throws WinceError of the work; `worker-ended` where the process needed too much memory or time, or broke down
   */
  run(
    task: WorkTask,
    more?: {
      readonly signal?: AbortSignal;
      readonly onEvent?: (event: TaskEvent) => void;
      /** Told how the task is given what comes later, and null when no more comes. */
      readonly onStart?: (send: (input: TaskInput | null) => void) => void;
    },
  ): Promise<unknown>;
  /** Ends the process; what it was doing fails. */
  close(): Promise<void>;
}

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
  readonly onEvent?: (event: TaskEvent) => void;
}

/** The file of the process; a package that was built holds it beside its entry. */
const file = fileURLToPath(
  new URL(`../work-process.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url),
);

/** A process that works for the server. */
export function openProcess({ memory, patience }: ProcessLimits): WorkProcess {
  let child: ChildProcess | null = null;
  let closed = false;
  let next = 1;
  const waiting = new Map<number, Waiting>();

  const start = (): ChildProcess => {
    const started = fork(file, [], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      env: { ...process.env, WINCE_WORK_MEMORY: String(memory ?? 0) },
    });
    started.on('message', (message: FromProcess) => hear(message));
    started.on('error', () => undefined);
    started.on('exit', (status, signal) => {
      if (child === started) child = null;
      const error = ended(status, signal);
      for (const [id, { reject }] of waiting) {
        waiting.delete(id);
        reject(error);
      }
    });
    return started;
  };
  const hear = (message: FromProcess) => {
    const own = waiting.get(message.id);
    if (!own) return;
    if ('event' in message) return own.onEvent?.(message.event);
    waiting.delete(message.id);
    if ('result' in message) own.resolve(message.result);
    else own.reject(errorOf(message.refusal));
  };
  return {
    async run(task, { signal, onEvent, onStart } = {}) {
      if (closed) throw ended(null, 'SIGTERM');
      child ??= start();
      const working = child;
      const id = next++;
      const send = (message: ToProcess) => working.connected && working.send(message);
      const stop = () => send({ id, stop: true });
      const clock = patience === null ? undefined : setTimeout(() => working.kill('SIGKILL'), patience);
      signal?.addEventListener('abort', stop, { once: true });
      try {
        return await new Promise((resolve, reject) => {
          waiting.set(id, { resolve, reject, onEvent });
          send({ id, task });
          onStart?.((input) => void send({ id, input }));
          if (signal?.aborted) stop();
        });
      } finally {
        clearTimeout(clock);
        signal?.removeEventListener('abort', stop);
      }
    },
    async close() {
      closed = true;
      const ending = child;
      if (!ending) return;
      const gone = new Promise((resolve) => ending.once('exit', resolve));
      ending.kill('SIGKILL');
      await gone;
    },
  };
}

function ended(status: number | null, signal: NodeJS.Signals | null): WinceError {
  const why =
    status === TOO_MUCH_MEMORY
      ? 'it needed more memory than it may have'
      : signal === 'SIGKILL'
        ? 'it took longer than it may'
        : `it broke down (${signal ?? `status ${status}`})`;
  return new WinceError('worker-ended', `The process that read the file ended: ${why}.`, {
    hint: 'Check the file: it may be damaged, or made to do harm. Other work goes on.',
  });
}

function errorOf({ code, message, hint }: { code: string | null; message: string; hint: string }): Error {
  return isCode(code) ? new WinceError(code, message, { hint }) : new Error(message);
}

function isCode(code: string | null): code is ErrorCode {
  return code !== null && code in errorCodes;
}
