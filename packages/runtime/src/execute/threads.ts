import { BroadcastChannel, type Worker } from 'node:worker_threads';
import { Piscina } from 'piscina';
import type { Store } from '../store/index.ts';
import { type Executor, runInLanes } from './executor.ts';
import { resultOf } from './outcome.ts';
import { CLOSE, type ThreadAnswer, type ThreadSetup, type ThreadTask } from './thread-task.ts';
import type { Unit, UnitInput } from './unit.ts';
import { workerUrl } from './worker-file.ts';

// ONNX Runtime reports its use to its maker unless this is set before it is loaded, and threads of a worker cannot set it for the process; nothing of a recording may leave the machine.
process.env.ORT_DISABLE_TELEMETRY = '1';

/**
 * Runs units in worker threads, which start when they are needed and stay until the executor is closed.
 *
 * @param options `worker`: the file that serves units in a thread, as `workerUrl` takes it
 */
export function openThreads({
  store,
  workers,
  worker = 'unit-worker',
}: {
  readonly store: Store;
  readonly workers: number;
  readonly worker?: string;
}): Executor {
  const channel = `wince ${crypto.randomUUID()}`;
  const setup: ThreadSetup = { channel };
  const pool = new Piscina<ThreadTask, ThreadAnswer>({
    filename: workerUrl(worker),
    workerData: setup,
    minThreads: 0,
    maxThreads: workers,
    // One unit at a time, and a thread keeps what it has opened.
    concurrentTasksPerWorker: 1,
    idleTimeout: Number.POSITIVE_INFINITY,
    // An idle thread must hear that it is to close.
    atomics: 'disabled',
  });
  const used = new Set<number>();
  return {
    async run(units, options = {}) {
      const stop = new Int32Array(new SharedArrayBuffer(4));
      const halt = () => {
        Atomics.store(stop, 0, 1);
      };
      options.signal?.addEventListener('abort', halt, { once: true });
      const carryOut = async (unit: Unit) => {
        const task = { unit, store: store.address(unit.inputs.filter(isInStore)), stop };
        try {
          const { thread, outcome } = await pool.run(task);
          used.add(thread);
          return resultOf(outcome);
        } catch (error) {
          halt();
          throw error;
        }
      };
      try {
        return await runInLanes(units, workers, carryOut, options);
      } finally {
        options.signal?.removeEventListener('abort', halt);
      }
    },
    async close() {
      const holding = pool.threads.filter(({ threadId }) => used.has(threadId));
      await closeResources(channel, holding);
      await pool.destroy();
    },
  };
}

function isInStore(input: UnitInput): input is Exclude<UnitInput, { of: 'file' }> {
  return input.of !== 'file';
}

/** Tells threads to close what they hold, and waits until each has done so. */
async function closeResources(channel: string, threads: readonly Worker[]): Promise<void> {
  if (threads.length === 0) return;
  const waiting = new Set(threads.map(({ threadId }) => threadId));
  const line = new BroadcastChannel(channel);
  try {
    await new Promise<void>((resolve) => {
      const closed = (thread: number) => {
        waiting.delete(thread);
        if (waiting.size === 0) resolve();
      };
      line.onmessage = ({ data }) => closed(data);
      // A thread that broke down holds nothing any more.
      for (const thread of threads) {
        const { threadId } = thread;
        thread.once('exit', () => closed(threadId));
      }
      line.postMessage(CLOSE);
    });
  } finally {
    line.close();
  }
}
