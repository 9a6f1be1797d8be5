import { workerData } from 'node:worker_threads';
import type * as ort from 'onnxruntime-node';
import { type Outcome, outcomeOf } from '../execute/index.ts';
import { openSession } from './session.ts';
import type { SessionThreadTask, ToSessionThread, ValuesFromThread } from './session-thread.ts';

const { onnx, device }: SessionThreadTask = workerData;
const { Tensor } = await import('onnxruntime-node');
let opened: Promise<ort.InferenceSession> | undefined;

/** Does what the thread was asked for. */
export default function runInThread(message: ToSessionThread): Promise<Outcome<unknown>> {
  return outcomeOf(async () => {
    opened ??= openSession(onnx, 1, device);
    const session = await opened;
    if (message.kind === 'describe') {
      return { inputMetadata: session.inputMetadata, outputMetadata: session.outputMetadata };
    }
    if (message.kind === 'release') return session.release();
    const feeds = Object.fromEntries(
      Object.entries(message.feeds).map(([name, { type, data, dims }]) => [
        name,
        new Tensor(type, data, dims),
      ]),
    );
    const results = await session.run(feeds);
    const values: ValuesFromThread = {};
    for (const [name, { data, dims }] of Object.entries(results)) values[name] = { data, dims };
    return values;
  });
}
