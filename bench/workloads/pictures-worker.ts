import { parentPort, workerData } from 'node:worker_threads';
import { extractors } from '../../packages/core/src/families/face/catalogue.ts';

/** What a worker of this benchmark is given: all in shared memory. */
export interface WorkerTask {
  readonly id: string;
  /** 128 x 128 grey pictures, one behind the other. */
  readonly pictures: Uint8Array;
  /** One row of features a picture. */
  readonly rows: Float32Array;
  /** The number of the next picture that nobody has taken. */
  readonly next: Int32Array;
}

const PIXELS = 128 * 128;

const { id, pictures, rows, next }: WorkerTask = workerData;
const extractor = extractors.get(id);
const parameters = extractor.parameters.parse({});
const width = extractor.columns(parameters).length;
const count = pictures.length / PIXELS;
const colour = { width: 0, height: 0, data: new Uint8Array() };
const landmarks = new Float64Array();

/** Extracts the pictures that no other worker has taken yet, and answers when none is left. */
parentPort?.on('message', () => {
  for (let i = Atomics.add(next, 0, 1); i < count; i = Atomics.add(next, 0, 1)) {
    const data = pictures.subarray(i * PIXELS, (i + 1) * PIXELS);
    const face = { grey: { width: 128, height: 128, data }, colour, landmarks };
    extractor.extract(face, parameters, rows.subarray(i * width, (i + 1) * width));
  }
  parentPort?.postMessage('done');
});
