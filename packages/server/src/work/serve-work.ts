import { setInterval } from 'node:timers';
import { WinceError } from '@wince/core';
import { type FromProcess, type TaskEvent, TOO_MUCH_MEMORY, type ToProcess, type WorkTask } from './tasks.ts';

/** Milliseconds between two looks at the memory. */
const LOOK = 100;

/**
 * In a process of its own: does what it is told to, several things at a time, and ends when the server does, or when it holds more
 * memory than it may. A file that is made to do harm can end this process, and no more.
 *
 * @param memory the most bytes that the process may hold; null for no limit
 */
export function serveWork(memory: number | null): void {
  if (memory !== null) {
    setInterval(() => {
      if (process.memoryUsage.rss() > memory) process.exit(TOO_MUCH_MEMORY);
    }, LOOK).unref();
  }
  const running = new Map<number, AbortController>();
  const send = (message: FromProcess) => process.send?.(message);
  process.on('disconnect', () => process.exit(0));
  process.on('message', (message: ToProcess) => {
    if ('stop' in message) return running.get(message.id)?.abort();
    const { id, task } = message;
    const controller = new AbortController();
    running.set(id, controller);
    const tell = (event: TaskEvent) => send({ id, event });
    carryOut(task, controller.signal, tell)
      .then((result) => send({ id, result }))
      .catch((error: unknown) => send({ id, refusal: refusalOf(error) }))
      .finally(() => running.delete(id));
  });
}

/** What a kind of work needs is loaded when it comes first. */
async function carryOut(
  task: WorkTask,
  signal: AbortSignal,
  tell: (event: TaskEvent) => void,
): Promise<unknown> {
  switch (task.kind) {
    case 'picture':
      return (await import('./picture-work.ts')).pictureWork(task);
    case 'predict':
      return (await import('./predict-work.ts')).predictWork(task, signal);
    case 'card':
      return (await import('./card-work.ts')).cardWork(task);
    case 'check':
      return (await import('./check-work.ts')).checkWork(task, signal, tell);
    case 'run':
      return (await import('./run-work.ts')).runWork(task, signal, tell);
  }
}

function refusalOf(error: unknown): { code: string | null; message: string; hint: string } {
  if (error instanceof WinceError) return { code: error.code, message: error.message, hint: error.hint };
  return {
    code: null,
    message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    hint: 'This is a defect of the program, not of your data. Please report it.',
  };
}
