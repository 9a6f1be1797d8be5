import { parentPort, workerData } from 'node:worker_threads';
import { openFlow } from '@wince/kernels';
import { areaMeans, quadrantsOf } from '../../packages/core/src/families/strain/areas.ts';
import { flowParameters } from '../../packages/core/src/families/strain/flow-parameters.ts';
import { strainMagnitude } from '../../packages/core/src/families/strain/tensor.ts';

/** What a worker of this benchmark is given: all in shared memory. */
export interface WorkerTask {
  readonly side: number;
  /** Square grey frames, one behind the other. */
  readonly frames: Uint8Array;
  /** For each pair of successive frames: mean strain of four quadrants, mean length of the flow. */
  readonly rows: Float64Array;
  /** The first pair that no worker has taken. */
  readonly next: Int32Array;
}

/** Pairs that a worker takes at once: few enough to share them out, enough that most frames are expanded once. */
const RUN = 10;

const { side, frames, rows, next }: WorkerTask = workerData;
const pixels = side * side;
const pairs = frames.length / pixels - 1;
const workspace = openFlow({ width: side, height: side, parameters: flowParameters.parse({}) });
const pictures = [workspace.newPicture(), workspace.newPicture()];
const field = workspace.newField();
const map = new Float32Array(pixels);
const quadrants = quadrantsOf(side, side);

function meanLength(): number {
  let sum = 0;
  for (let i = 0; i < pixels; i++) sum += Math.sqrt(field.u[i] * field.u[i] + field.v[i] * field.v[i]);
  return sum / pixels;
}

parentPort?.on('message', () => {
  for (let from = Atomics.add(next, 0, RUN); from < pairs; from = Atomics.add(next, 0, RUN)) {
    const to = Math.min(from + RUN, pairs);
    for (let frame = from; frame <= to; frame++) {
      workspace.expand(frames.subarray(frame * pixels, (frame + 1) * pixels), pictures[frame % 2]);
      if (frame === from) continue;
      workspace.flow(pictures[(frame + 1) % 2], pictures[frame % 2], field);
      strainMagnitude(field, map);
      const row = rows.subarray((frame - 1) * 5, frame * 5);
      areaMeans(map, quadrants, row);
      row[4] = meanLength();
    }
  }
  parentPort?.postMessage('done');
});
