import { type ExperimentSpecification, type RunEvent, WinceError } from '@wince/core';
import type { EvaluateOptions } from './evaluate.ts';
import { openEventQueue } from './event-queue.ts';
import type { EvaluatedRun } from './read-run.ts';

/** A run that goes on. */
export interface StartedRun {
  /**
   * What the run tells, to be read once with `for await`. The last event is `finished` or `failed`. Nobody has to read them; a
   * slow reader misses steps of a stage, but nothing else.
   */
  readonly events: AsyncIterableIterator<RunEvent, void, undefined>;
  /** Ends the run soon: files and folds that are being worked on come to their end, and the folder is not written. */
  stop(): void;
  /** The run, when its folder is complete. Rejects with a WinceError, `interrupted` where the run was stopped. */
  readonly done: Promise<EvaluatedRun>;
}

/**
 * Starts a run and returns at once.
 *
 * @example
 * const run = startRun(specification, { out: 'run', cache, workers: 4, faces: true });
 * for await (const event of run.events) if (event.type === 'progress') show(event.stage, event.done, event.total);
 * const { metrics } = await run.done;
 */
export function startRun(
  specification: ExperimentSpecification,
  options: Omit<EvaluateOptions, 'signal' | 'onEvent'>,
): StartedRun {
  const controller = new AbortController();
  const queue = openEventQueue();
  const work = async (): Promise<EvaluatedRun> => {
    try {
      const { evaluate } = await import('./evaluate.ts');
      const run = await evaluate(specification, {
        ...options,
        signal: controller.signal,
        onEvent: queue.push,
      });
      queue.push({ type: 'finished', folder: run.folder });
      return run;
    } catch (error) {
      queue.push(failureOf(error));
      throw error;
    } finally {
      queue.end();
    }
  };
  const done = work();
  // The event `failed` has told it: a reader of events alone need not handle the promise, too.
  done.catch(() => undefined);
  return { events: queue.events, stop: () => controller.abort(), done };
}

function failureOf(error: unknown): RunEvent {
  if (error instanceof WinceError) {
    const { code, message, hint } = error;
    return { type: 'failed', code, message, hint };
  }
  return {
    type: 'failed',
    code: null,
    message: error instanceof Error ? error.message : String(error),
    hint: 'This is a defect of the program, not of your data. Please report it.',
  };
}
