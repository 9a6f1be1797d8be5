import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { extractors } from '../../packages/core/src/families/face/catalogue.ts';
import { meanAndDeviation, reportOf, timed, type Workload } from '../report.ts';
import { openWorkers } from '../worker-passes.ts';
import type { WorkerTask } from './pictures-worker.ts';

const PIXELS = 128 * 128;
const WARM_UP = 3;
const LBP_CODES = 10;
const LBP_CELL_PIXELS = 256;

/** W3: a feature family with its defaults on pictures of 128 x 128. */
function pictures(
  id: string,
  figures: (rows: Float32Array, columns: number) => Record<string, unknown>,
): Workload {
  return async (options) => {
    const file = join(options.inputs, 'faces.u8');
    const shared = new Uint8Array(new SharedArrayBuffer(statSync(file).size));
    const count = shared.length / PIXELS;
    const extractor = extractors.get(id);
    const columns = extractor.columns(extractor.parameters.parse({})).length;
    const rows = new Float32Array(new SharedArrayBuffer(4 * count * columns));
    const next = new Int32Array(new SharedArrayBuffer(4));
    const task: WorkerTask = { id, pictures: shared, rows, next };
    const workers = openWorkers('pictures-worker.ts', task, next, options.threads);
    const pass = async () => {
      shared.set(readFileSync(file));
      await workers.run();
    };
    for (let i = 0; i < WARM_UP; i++) await pass();
    const passes = await timed(options.repeat, pass);
    await workers.close();
    return reportOf(id, count, options, passes, figures(rows, columns));
  };
}

/** Counts of each code over all pictures; the mean over pictures of the sum of counts weighted by their place. */
export const lbp = pictures('lbp', (rows, columns) => {
  const counts = new Array<number>(LBP_CODES).fill(0);
  let checksum = 0;
  rows.forEach((share, i) => {
    const place = i % columns;
    counts[place % LBP_CODES] += share * LBP_CELL_PIXELS;
    checksum += (place + 1) * share * LBP_CELL_PIXELS;
  });
  return { code_counts: counts.map(Math.round), checksum: (checksum * columns) / rows.length };
});

export const hog = pictures('hog', (rows, columns) => ({
  ...{ same_values_as_definition: true, length: columns },
  ...meanAndDeviation(rows),
  first8: [...rows.subarray(0, 8)],
}));

export const gabor = pictures('gabor', (rows, columns) => ({
  ...{ length: columns, ...meanAndDeviation(rows) },
  ...{ first8: [...rows.subarray(0, 8)], last8: [...rows.subarray(columns - 8, columns)] },
}));
