import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importNetwork, memoryStore } from '@wince/runtime';
import { decodePicture } from '../../packages/runtime/src/media/picture.ts';
import { openNetwork } from '../../packages/runtime/src/networks/session.ts';
import { meanAndDeviation, reportOf, timed, type Workload } from '../report.ts';
import { openWorkers } from '../worker-passes.ts';
import type { WorkerTask } from './embed-worker.ts';
import { resized } from './fixed-point-resize.ts';

const SIDE = 224;
const MEAN_RGB = [129.1863, 104.7624, 93.594];

/**
 * W1: JPEG files decoded, resized, and through an imported network, all outputs in one pass: one session a worker, one thread a session,
 * one picture a run, as the program does it. What is subtracted is part of the graph.
 */
function embedding(workload: string, network: string, outputs: readonly string[]): Workload {
  return async (options) => {
    const folder = join(options.inputs, 'jpeg');
    const files = readdirSync(folder)
      .filter((name) => name.endsWith('.jpg'))
      .sort()
      .map((name) => join(folder, name));
    const home = mkdtempSync(join(tmpdir(), 'wince-bench-networks-'));
    try {
      const began = performance.now();
      const file = join(options.inputs, `${network}.onnx`);
      await importNetwork({ file, name: network, mean: MEAN_RGB.join(), colour: 'rgb', home });
      const lengths = await lengthsOf(network, outputs, home);
      const values = lengths.map(
        (length) => new Float32Array(new SharedArrayBuffer(4 * length * files.length)),
      );
      const next = new Int32Array(new SharedArrayBuffer(4));
      const task: WorkerTask = { files, network, home, side: SIDE, outputs, values, next };
      const workers = openWorkers('embed-worker.ts', task, next, options.threads);
      await workers.run();
      const load = (performance.now() - began) / 1000;
      const passes = await timed(options.repeat, workers.run);
      await workers.close();
      const input = meanAndDeviation(await inputOf(files));
      return reportOf(workload, files.length, options, passes, {
        ...{ variant: 'onnxruntime', batch: 1, load_seconds: load },
        ...{ input_mean: input.mean, input_std: input.std },
        ...Object.fromEntries(outputs.map((name, i) => [name, figures(values[i], files.length, lengths[i])])),
      });
    } finally {
      rmSync(home, { recursive: true });
    }
  };
}

async function lengthsOf(network: string, taps: readonly string[], home: string): Promise<readonly number[]> {
  const session = await openNetwork({ network, taps, store: memoryStore(), home });
  const lengths = session.outputs.map(({ shape }) => shape.reduce((product, size) => product * size, 1));
  await session.close();
  return lengths;
}

/** What goes into the network behind its preprocessing: RGB less the means. */
async function inputOf(files: readonly string[]): Promise<Float32Array> {
  const input = new Float32Array(files.length * 3 * SIDE * SIDE);
  for (const [i, file] of files.entries()) {
    const { image } = await decodePicture(file);
    const { data } = resized(image, SIDE);
    input.set(
      Float32Array.from(data, (level, at) => level - MEAN_RGB[at % 3]),
      i * data.length,
    );
  }
  return input;
}

function figures(values: Float32Array, rows: number, length: number) {
  return {
    shape: [rows, length],
    ...meanAndDeviation(values),
    first8: [...values.subarray(0, 8)],
  };
}

export const embed = embedding('embed', 'vggface', ['pool5', 'fc7']);
export const embedSmall = embedding('embed-small', 'small', ['embedding']);
