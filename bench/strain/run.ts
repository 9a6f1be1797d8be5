/**
 * Times optical flow and strain of successive frames, 119 pairs of 256 x 256, and, given the peer's script, the peer in
 * turn with them, and checks that both computed the same within 1 %.
 *
 *     npx node bench/strain/run.ts --inputs DIR [--threads 2] [--repeat 5] [--peer PEER.py] [--python python3]
 *
 * DIR holds `frames.u8`. The clock covers reading the file and computing, not the start of workers or the warm-up. Prints one
 * JSON document and ends with status 1 without agreement. Times of a loaded machine mean little, so the load is printed, and
 * the processor's time a pair, which others on the machine move less: the peer's is what five passes take more than one.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import type { WorkerTask } from './worker.ts';

const SIDE = 256;
const WARM_UP = 2;
const TOLERANCE = 0.01;

const figuresOf = z.object({
  quadrant_mean: z.array(z.number()).length(4),
  flow_magnitude_mean: z.number(),
  first_pair: z.array(z.number()).length(5),
});
type Figures = z.infer<typeof figuresOf>;
const peerReport = z.object({ per_second: z.number(), result: figuresOf });

interface Timing {
  readonly perSecond: number;
  /** Milliseconds of processor time a pair; undefined where it was not measured. */
  readonly cpu: number | undefined;
  readonly figures: Figures;
}

async function openOurs(file: string, threads: number) {
  const shared = (bytes: number) => new SharedArrayBuffer(bytes);
  const frames = new Uint8Array(shared(statSync(file).size));
  const pairs = frames.length / SIDE ** 2 - 1;
  const rows = new Float64Array(shared(pairs * 5 * 8));
  const next = new Int32Array(shared(4));
  const task: WorkerTask = { side: SIDE, frames, rows, next };
  const workers = Array.from(
    { length: threads },
    () => new Worker(new URL('worker.ts', import.meta.url), { workerData: task }),
  );
  const pass = async (): Promise<number> => {
    const start = performance.now();
    frames.set(readFileSync(file));
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
    return performance.now() - start;
  };
  for (let i = 0; i < WARM_UP; i++) await pass();
  return {
    pass: async (): Promise<Timing> => {
      const before = process.cpuUsage();
      const perSecond = (1000 * pairs) / (await pass());
      const { user, system } = process.cpuUsage(before);
      return { perSecond, cpu: (user + system) / 1000 / pairs, figures: figures(rows) };
    },
    close: () => Promise.all(workers.map((worker) => worker.terminate())),
  };
}

function figures(rows: Float64Array): Figures {
  const pairs = rows.length / 5;
  const means = [0, 1, 2, 3, 4].map(
    (column) => rows.filter((_, i) => i % 5 === column).reduce((sum, value) => sum + value, 0) / pairs,
  );
  return {
    quadrant_mean: means.slice(0, 4),
    flow_magnitude_mean: means[4],
    first_pair: [...rows.subarray(0, 5)],
  };
}

function timePeer(script: string, python: string, inputs: string, threads: number): Timing {
  const counts = ['--threads', String(threads), '--repeat', '1'];
  const text = execFileSync(python, [script, 'strain', '--inputs', inputs, ...counts], { encoding: 'utf8' });
  const { per_second, result } = peerReport.parse(JSON.parse(text));
  return { perSecond: per_second, cpu: undefined, figures: result };
}

/** Milliseconds of processor time that the peer takes a pair. */
function peerCpu(script: string, python: string, inputs: string, threads: number): number {
  const code =
    'import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL); ' +
    'used = resource.getrusage(resource.RUSAGE_CHILDREN); print(used.ru_utime + used.ru_stime)';
  const seconds = (repeat: number): number => {
    const call = [script, 'strain', '--inputs', inputs, '--threads', `${threads}`, '--repeat', `${repeat}`];
    return Number(execFileSync(python, ['-c', code, python, ...call], { encoding: 'utf8' }));
  };
  const pairs = statSync(join(inputs, 'frames.u8')).size / SIDE ** 2 - 1;
  return (1000 * (seconds(5) - seconds(1))) / 4 / pairs;
}

/** The largest relative difference of any figure. */
function difference(ours: Figures, theirs: Figures): number {
  const flat = (all: Figures) => [...all.quadrant_mean, all.flow_magnitude_mean, ...all.first_pair];
  const expected = flat(theirs);
  return Math.max(...flat(ours).map((value, i) => Math.abs(value / expected[i] - 1)));
}

const { values } = parseArgs({
  options: {
    inputs: { type: 'string' },
    threads: { type: 'string', default: '2' },
    repeat: { type: 'string', default: '5' },
    peer: { type: 'string' },
    python: { type: 'string', default: '/usr/bin/python3' },
  },
});
if (!values.inputs) throw new Error('name the folder of inputs: --inputs DIR');
const [threads, repeat] = [Number(values.threads), Number(values.repeat)];
const ours = await openOurs(join(values.inputs, 'frames.u8'), threads);
const timings: { wince: Timing; peer?: Timing }[] = [];
// In turn, so that both meet the same load.
for (let i = 0; i < repeat; i++) {
  const wince = await ours.pass();
  timings.push(
    values.peer ? { wince, peer: timePeer(values.peer, values.python, values.inputs, threads) } : { wince },
  );
}
await ours.close();
const peers = timings.flatMap(({ peer }) => (peer ? [peer] : []));
const median = (all: readonly number[]) => all.toSorted((a, b) => a - b)[all.length >> 1];
const rate = (all: readonly Timing[]) => median(all.map(({ perSecond }) => perSecond));
const winces = timings.map(({ wince }) => wince);
const apart = peers.length > 0 ? difference(winces[0].figures, peers[0].figures) : undefined;
const report = {
  workload: 'strain',
  threads,
  pairs_per_second: { wince: rate(winces), peer: peers.length > 0 ? rate(peers) : undefined },
  ratio: peers.length > 0 ? rate(winces) / rate(peers) : undefined,
  cpu_ms_per_pair: {
    wince: median(winces.flatMap(({ cpu }) => (cpu === undefined ? [] : [cpu]))),
    peer: values.peer ? peerCpu(values.peer, values.python, values.inputs, threads) : undefined,
  },
  largest_difference: apart,
  agree: apart === undefined ? undefined : apart < TOLERANCE,
  load: loadavg()[0],
  all: timings.map(({ wince, peer }) => [wince.perSecond, peer?.perSecond]),
  figures: winces[0].figures,
};
console.log(JSON.stringify(report, null, 2));
if (report.agree === false) process.exitCode = 1;
