/**
 * Times LBP, HOG and Gabor with their defaults on 204 pictures of 128 x 128, and, given the peer's script, the peer in
 * turn with them, and checks that both computed the same.
 *
 *     npx node bench/features/run.ts --inputs DIR [--workloads lbp,hog,gabor] [--threads 1,2] [--repeat 7] [--peer PEER.py]
 *
 * DIR holds `faces.u8`. The clock covers the features, not the reading of the file, the start of workers or the warm-up.
 * Prints one JSON document; times of a loaded machine mean little.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { extractors } from '../../packages/core/src/families/face/catalogue.ts';
import type { WorkerTask } from './worker.ts';
import { type Figures, WORKLOADS, type Workload } from './workloads.ts';

const PIXELS = 128 * 128;
const WARM_UP = 3;

interface Timing {
  readonly variant: string;
  readonly perSecond: number;
  readonly figures: Figures;
}

async function timeOurs(
  workload: Workload,
  pictures: Uint8Array,
  threads: number,
  repeat: number,
): Promise<Timing> {
  const extractor = extractors.get(workload.id);
  const columns = extractor.columns(extractor.parameters.parse({})).length;
  const count = pictures.length / PIXELS;
  const rows = new Float32Array(new SharedArrayBuffer(count * columns * 4));
  const next = new Int32Array(new SharedArrayBuffer(4));
  const task: WorkerTask = { id: workload.id, pictures, rows, next };
  const workers = Array.from(
    { length: threads },
    () => new Worker(new URL('worker.ts', import.meta.url), { workerData: task }),
  );
  const pass = async () => {
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
  };
  for (let i = 0; i < WARM_UP; i++) await pass();
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < repeat; i++) {
    const start = performance.now();
    await pass();
    best = Math.min(best, performance.now() - start);
  }
  await Promise.all(workers.map((worker) => worker.terminate()));
  return { variant: 'wince', perSecond: (1000 * count) / best, figures: workload.figures(rows, columns) };
}

const peerReport = z.object({ per_second: z.number(), result: z.looseObject({}) });

function timePeer(
  script: string,
  workload: Workload,
  variant: string,
  options: Options,
  threads: number,
): Timing {
  const variants = workload.id === 'lbp' ? [] : ['--variant', variant];
  const counts = ['--threads', String(threads), '--repeat', String(options.repeat)];
  const text = execFileSync(
    options.python,
    [script, workload.id, '--inputs', options.inputs, ...counts, ...variants],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const report = peerReport.parse(JSON.parse(text));
  const numbers = z.union([z.number().transform((value) => [value]), z.array(z.number())]);
  const figures: Record<string, readonly number[]> = {};
  for (const [name, value] of Object.entries(report.result)) {
    const parsed = numbers.safeParse(value);
    if (parsed.success) figures[name] = parsed.data;
  }
  return { variant, perSecond: report.per_second, figures };
}

/** The largest relative difference of the figures that are ours from the same of the peer. */
function disagreement(ours: Figures, peer: Figures): number {
  let largest = 0;
  for (const [name, values] of Object.entries(ours)) {
    const theirs = peer[name];
    if (theirs?.length !== values.length) throw new Error(`the peer does not report "${name}"`);
    values.forEach((value, i) => {
      largest = Math.max(largest, Math.abs(value - theirs[i]) / Math.max(Math.abs(theirs[i]), 1e-12));
    });
  }
  return largest;
}

interface Options {
  readonly inputs: string;
  readonly python: string;
  readonly repeat: number;
}

const { values } = parseArgs({
  options: {
    inputs: { type: 'string' },
    workloads: { type: 'string', default: WORKLOADS.map(({ id }) => id).join() },
    threads: { type: 'string', default: '1,2' },
    repeat: { type: 'string', default: '7' },
    peer: { type: 'string' },
    python: { type: 'string', default: 'python3' },
  },
});
if (!values.inputs) {
  console.error('Say where faces.u8 lies: --inputs DIR');
  process.exit(2);
}
const options: Options = { inputs: values.inputs, python: values.python, repeat: Number(values.repeat) };
const file = readFileSync(join(options.inputs, 'faces.u8'));
const pictures = new Uint8Array(new SharedArrayBuffer(file.length));
pictures.set(file);

const measured: object[] = [];
let agreed = true;
for (const workload of WORKLOADS.filter(({ id }) => values.workloads.split(',').includes(id))) {
  for (const threads of values.threads.split(',').map(Number)) {
    const ours = await timeOurs(workload, pictures, threads, options.repeat);
    const peers = [...workload.peers, ...workload.others].map((variant) => {
      if (!values.peer) return undefined;
      const peer = timePeer(values.peer, workload, variant, options, threads);
      const ratio = ours.perSecond / peer.perSecond;
      if (workload.others.includes(variant)) return { variant, perSecond: peer.perSecond, ratio };
      const difference = disagreement(ours.figures, peer.figures);
      const agrees = difference <= workload.tolerance;
      agreed &&= agrees;
      return { variant, perSecond: peer.perSecond, ratio, largestRelativeDifference: difference, agrees };
    });
    measured.push({
      workload: workload.id,
      threads,
      perSecond: ours.perSecond,
      peers: peers.filter(Boolean),
    });
  }
}
console.log(JSON.stringify({ node: process.version, pictures: pictures.length / PIXELS, measured }, null, 2));
if (!agreed) process.exit(1);
