import type * as ort from 'onnxruntime-node';
import { Piscina } from 'piscina';
import { type Outcome, resultOf, workerUrl } from '../execute/index.ts';
import type { Device } from './device.ts';

/** What a thread that runs a network is told when it starts. */
export interface SessionThreadTask {
  readonly onnx: Uint8Array | string;
  readonly device: Device;
}

export type ToSessionThread =
  | { readonly kind: 'describe' }
  | { readonly kind: 'release' }
  | {
      readonly kind: 'run';
      readonly feeds: Readonly<Record<string, Pick<ort.Tensor, 'type' | 'data' | 'dims'>>>;
    };

export type ValuesFromThread = Record<string, Pick<ort.Tensor, 'data' | 'dims'>>;

/** What this package uses of a session of the runtime. */
export interface RunnableSession
  extends Pick<ort.InferenceSession, 'inputMetadata' | 'outputMetadata' | 'release'> {
  run(feeds: Readonly<Record<string, ort.Tensor>>): Promise<ValuesFromThread>;
}

/**
 * A session in a thread of its own: the runtime computes in the thread that asks it, which can do nothing else meanwhile.
 *
 * @throws those of `openSession`
 */
export async function openSessionInThread(
  onnx: Uint8Array | string,
  device: Device,
): Promise<RunnableSession> {
  const task: SessionThreadTask = { onnx, device };
  const pool = new Piscina<ToSessionThread, Outcome<never>>({
    filename: workerUrl('networks/session-worker'),
    workerData: task,
    minThreads: 1,
    maxThreads: 1,
    concurrentTasksPerWorker: 1,
    idleTimeout: Number.POSITIVE_INFINITY,
    atomics: 'disabled',
  });
  const ask = async (message: ToSessionThread) => resultOf(await pool.run(message));
  try {
    const { inputMetadata, outputMetadata } = await ask({ kind: 'describe' });
    return {
      inputMetadata,
      outputMetadata,
      async run(feeds) {
        const plain = Object.entries(feeds).map(([name, { type, data, dims }]) => [
          name,
          { type, data, dims },
        ]);
        return ask({ kind: 'run', feeds: Object.fromEntries(plain) });
      },
      async release() {
        await ask({ kind: 'release' });
        await pool.destroy();
      },
    };
  } catch (error) {
    await pool.destroy();
    throw error;
  }
}
