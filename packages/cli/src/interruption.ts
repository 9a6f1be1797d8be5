import { constants } from 'node:os';

/** The exit status of a process that a signal ended, as shells know it: 130 after Ctrl-C. */
let status: number | null = null;

/** The exit status where a signal has interrupted the work; null where none has. */
export function interruptedStatus(): number | null {
  return status;
}

/** A signal that is aborted at Ctrl-C or at the end of the session, so that work can clear up; a second Ctrl-C ends at once. */
export async function untilInterrupted<Result>(
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const stop = (signal: NodeJS.Signals) => {
    status = 128 + constants.signals[signal];
    if (controller.signal.aborted) process.exit(status);
    controller.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  try {
    return await work(controller.signal);
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}
