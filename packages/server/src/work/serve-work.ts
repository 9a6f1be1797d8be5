import { setInterval } from 'node:timers';
import { WinceError } from '@wince/core';
import type { StreamInput } from './stream-work.ts';
import {
  type FromProcess,
  type TaskEvent,
  type TaskInput,
  TOO_MUCH_MEMORY,
  type ToProcess,
  type WorkTask,
} from './tasks.ts';

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
  const running = new Map<number, { controller: AbortController; inputs: Inputs }>();
  const send = (message: FromProcess) => process.send?.(message);
  process.on('disconnect', () => process.exit(0));
  process.on('message', (message: ToProcess) => {
    if ('stop' in message) {
      const stopping = running.get(message.id);
      stopping?.controller.abort();
      stopping?.inputs.end();
      return;
    }
    if ('input' in message) {
      const inputs = running.get(message.id)?.inputs;
      return message.input ? inputs?.push(message.input) : inputs?.finish();
    }
    const { id, task } = message;
    const controller = new AbortController();
    const inputs = openInputs();
    running.set(id, { controller, inputs });
    const tell = (event: TaskEvent) => send({ id, event });
    carryOut(task, { signal: controller.signal, tell, inputs })
      .then((result) => send({ id, result }))
      .catch((error: unknown) => send({ id, refusal: refusalOf(error) }))
      .finally(() => running.delete(id));
  });
}

/** What a kind of work needs is loaded when it comes first. */
async function carryOut(
  task: WorkTask,
  {
    signal,
    tell,
    inputs,
  }: {
    readonly signal: AbortSignal;
    readonly tell: (event: TaskEvent) => void;
    readonly inputs: StreamInput;
  },
): Promise<unknown> {
  switch (task.kind) {
    case 'picture':
      return (await import('./picture-work.ts')).pictureWork(task);
    case 'clip':
      return (await import('./clip-work.ts')).clipWork(task);
    case 'predict':
      return (await import('./predict-work.ts')).predictWork(task, signal);
    case 'card':
      return (await import('./card-work.ts')).cardWork(task);
    case 'model-copy':
      return (await import('./card-work.ts')).modelCopyWork(task);
    case 'page-model':
      return (await import('./page-work.ts')).pageModelWork(task);
    case 'network':
      return (await import('./page-work.ts')).networkWork(task);
    case 'run-view':
      return (await import('./run-views-work.ts')).runViewWork(task, signal);
    case 'stream':
      return (await import('./stream-work.ts')).streamWork(task, inputs, signal, tell);
    case 'check':
      return (await import('./check-work.ts')).checkWork(task, signal, tell);
    case 'run':
      return (await import('./run-work.ts')).runWork(task, signal, tell);
    case 'import-network':
      return (await import('./network-work.ts')).importNetworkWork(task, tell);
    case 'test-network':
      return (await import('./network-work.ts')).testNetworkWork(task, tell);
    case 'train':
      return (await import('./train-work.ts')).trainWork(task, signal, tell);
  }
}

/** What comes to a task while it goes on, one after the other. */
interface Inputs extends StreamInput {
  push(input: TaskInput): void;
  /** No more comes: what waits is still given. */
  finish(): void;
  /** Nothing is given any more. */
  end(): void;
}

function openInputs(): Inputs {
  const waiting: TaskInput[] = [];
  let ended = false;
  let finished = false;
  let wake = () => {};
  return {
    push(input) {
      waiting.push(input);
      wake();
    },
    finish() {
      finished = true;
      wake();
    },
    end() {
      ended = true;
      wake();
    },
    async next() {
      while (waiting.length === 0 && !ended && !finished) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return ended ? null : (waiting.shift() ?? null);
    },
  };
}

function refusalOf(error: unknown): { code: string | null; message: string; hint: string } {
  if (error instanceof WinceError) return { code: error.code, message: error.message, hint: error.hint };
  return {
    code: null,
    message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    hint: 'This is a defect of the program, not of your data. Please report it.',
  };
}
