import { Worker } from 'node:worker_threads';

/** Workers that share the items of a pass: each takes the next one that nobody has taken. */
export interface WorkerPasses {
  /** Tells all workers to begin, and waits until each has found nothing more to take. */
  run(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts workers.
 *
 * @param file of the worker, beside `workloads`
 * @param next the number of the next item, which the workers count up
 */
export function openWorkers(file: string, task: object, next: Int32Array, threads: number): WorkerPasses {
  const url = new URL(`workloads/${file}`, import.meta.url);
  const workers = Array.from({ length: threads }, () => new Worker(url, { workerData: task }));
  return {
    async run() {
      next[0] = 0;
      await Promise.all(
        workers.map(
          (worker) =>
            new Promise((resolve, reject) => {
              worker.once('message', resolve).once('error', reject);
              worker.postMessage('go');
            }),
        ),
      );
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}
