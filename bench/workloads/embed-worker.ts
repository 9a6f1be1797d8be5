import { readFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { memoryStore } from '@wince/runtime';
import { decodePicture } from '../../packages/runtime/src/media/picture.ts';
import { type NetworkSession, openNetwork } from '../../packages/runtime/src/networks/session.ts';
import { resized } from './fixed-point-resize.ts';

/** What a worker of this benchmark is given. */
export interface WorkerTask {
  /** Pictures, in their order. */
  readonly files: readonly string[];
  /** An imported network, and the folder where it is. */
  readonly network: string;
  readonly home: string;
  /** A side of its pictures in pixels. */
  readonly side: number;
  readonly outputs: readonly string[];
  /** Of each output the values of all pictures, in shared memory. */
  readonly values: readonly Float32Array[];
  /** The number of the next picture that nobody has taken. */
  readonly next: Int32Array;
}

const { files, network, home, side, outputs, values, next }: WorkerTask = workerData;
const WARM_UP = 3;
let opened: NetworkSession | undefined;

async function open(): Promise<NetworkSession> {
  const session = await openNetwork({ network, taps: outputs, store: memoryStore(), home, threads: 1 });
  const black = { width: side, height: side, data: new Uint8Array(3 * side * side) };
  for (let i = 0; i < WARM_UP; i++) await session.run(black);
  return session;
}

/** Begins to decode the next picture that nobody has taken: its bytes are read at once, so that the decoder has them before the network runs. */
function take() {
  const place = Atomics.add(next, 0, 1);
  if (place >= files.length) return null;
  const decoded = decodePicture(readFileSync(files[place]));
  return { place, image: decoded.then(({ image }) => resized(image, side)) };
}

async function work(session: NetworkSession): Promise<void> {
  for (let own = take(); own; ) {
    const image = await own.image;
    // The next picture is decoded while the network works on this one.
    const ahead = take();
    const found = await session.run(image);
    for (const [i, name] of outputs.entries()) {
      const data = found.get(name)?.data ?? [];
      values[i].set(data, own.place * data.length);
    }
    own = ahead;
  }
}

/** The first message opens the network, every other one is a pass over the pictures. */
parentPort?.on('message', async () => {
  if (opened) await work(opened);
  else opened = await open();
  parentPort?.postMessage('done');
});
