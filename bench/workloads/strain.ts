import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { reportOf, timed, type Workload } from '../report.ts';
import { openWorkers } from '../worker-passes.ts';
import type { WorkerTask } from './strain-worker.ts';

const SIDE = 256;
const FIGURES = 5;
const WARM_UP = 2;

/** W4: optical flow and strain of successive frames. */
export const strain: Workload = async (options) => {
  const file = join(options.inputs, 'frames.u8');
  const frames = new Uint8Array(new SharedArrayBuffer(statSync(file).size));
  const pairs = frames.length / SIDE ** 2 - 1;
  const rows = new Float64Array(new SharedArrayBuffer(8 * FIGURES * pairs));
  const next = new Int32Array(new SharedArrayBuffer(4));
  const task: WorkerTask = { side: SIDE, frames, rows, next };
  const workers = openWorkers('strain-worker.ts', task, next, options.threads);
  const pass = async () => {
    frames.set(readFileSync(file));
    await workers.run();
  };
  for (let i = 0; i < WARM_UP; i++) await pass();
  const passes = await timed(options.repeat, pass);
  await workers.close();
  const means = Array.from(
    { length: FIGURES },
    (_, figure) =>
      rows.filter((_, i) => i % FIGURES === figure).reduce((sum, value) => sum + value, 0) / pairs,
  );
  return reportOf('strain', pairs, options, passes, {
    ...{ quadrant_mean: means.slice(0, 4), flow_magnitude_mean: means[4] },
    first_pair: [...rows.subarray(0, FIGURES)],
  });
};
