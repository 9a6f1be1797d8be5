import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { reportOf, timed, type Workload } from '../report.ts';
import { openWorkers } from '../worker-passes.ts';
import { readColourSpec } from './pulse-inputs.ts';
import type { WorkerTask } from './pulse-worker.ts';

const WARM_UP = 2;

/** W7: heart rates of many subjects from the colours of their skin. */
export const pulse: Workload = async (options) => {
  const file = join(options.inputs, 'rgb.f32');
  const { subjects, samples, fps, true_mean_bpm } = readColourSpec(options.inputs);
  const colours = new Float32Array(new SharedArrayBuffer(statSync(file).size));
  const rates = new Float64Array(new SharedArrayBuffer(8 * subjects));
  const next = new Int32Array(new SharedArrayBuffer(4));
  const task: WorkerTask = { subjects, samples, fps, colours, rates, next };
  const workers = openWorkers('pulse-worker.ts', task, next, options.threads);
  const pass = async () => {
    new Uint8Array(colours.buffer).set(readFileSync(file));
    await workers.run();
  };
  for (let i = 0; i < WARM_UP; i++) await pass();
  const passes = await timed(options.repeat, pass);
  await workers.close();
  const errors = rates.map((rate, subject) => Math.abs(rate - true_mean_bpm[subject]));
  return reportOf('pulse', subjects, options, passes, {
    bpm: [...rates],
    mae_bpm: errors.reduce((sum, error) => sum + error, 0) / subjects,
  });
};
