/**
 * Runs workloads by wince and by the Python peer in turn, checks that both did the same work, and writes the ratios.
 *
 *     npm run bench:peer -- --peer peer.py --inputs DIR [--workloads lbp,hog] [--pairs 5] [--repeat 1] [--threads 2] [--folds N]
 *
 * `peer.py` is the peer of the side-by-side benchmark; it needs Debian's python3-numpy, -scipy, -opencv, -torch, -sklearn and -skimage. Writes
 * `bench/results/DATE-COMMIT.md`, where each ratio is that of the medians, and ends with status 1 where a rule of agreement is broken.
 * The protocol runs two pairs, the others five, where --pairs says nothing else. Of each run the best of `--repeat` passes counts, on both sides. Times of a loaded machine mean little: the load is written down.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { type Comparable, comparable, disagreements } from './agreement.ts';
import { WORKLOADS } from './workloads.ts';

/** What the peer is asked for: the fastest of its variants that compute the same values. */
const PEER_OPTIONS: Readonly<Record<string, readonly string[]>> = {
  embed: ['--variant', 'torch-jit-cl', '--batch', '4'],
  'embed-small': ['--variant', 'torch-jit-cl', '--batch', '4'],
  protocol: ['--variant', 'torch', '--fold-jobs', '2'],
  'protocol-noselect': ['--fold-jobs', '2'],
  hog: ['--variant', 'skimage'],
  gabor: ['--variant', 'fft'],
  video: ['--variant', 'ffmpeg-pipe'],
};

const { values } = parseArgs({
  options: {
    peer: { type: 'string' },
    inputs: { type: 'string' },
    workloads: { type: 'string', default: Object.keys(WORKLOADS).join() },
    pairs: { type: 'string' },
    threads: { type: 'string', default: '2' },
    folds: { type: 'string', default: '0' },
    repeat: { type: 'string', default: '1' },
    python: { type: 'string', default: '/usr/bin/python3' },
    out: { type: 'string', default: fileURLToPath(new URL('results', import.meta.url)) },
  },
});
const { peer, inputs, threads, folds, repeat, python } = values;
if (!peer || !inputs) throw new Error('Name the peer and the folder of inputs: --peer peer.py --inputs DIR.');

interface Pair {
  readonly ours: Comparable;
  readonly theirs: Comparable;
  /** Of the last minute, before the pair. */
  readonly load: number;
}

let isAgreed = true;
const lines: string[] = [];
for (const workload of values.workloads.split(',')) {
  const isProtocol = workload.startsWith('protocol');
  const count = Number(values.pairs ?? (isProtocol ? 2 : 5));
  const limited = isProtocol && folds !== '0' ? ['--folds', folds] : [];
  const pairs: Pair[] = [];
  for (let i = 0; i < count; i++) {
    const load = loadavg()[0];
    const common = ['--inputs', inputs, '--threads', threads, '--repeat', repeat, ...limited];
    const script = fileURLToPath(new URL('run.ts', import.meta.url));
    const ours = reportBy(process.execPath, [script, workload, '--json', ...common]);
    const theirs = reportBy(python, [peer, workload, ...common, ...(PEER_OPTIONS[workload] ?? [])]);
    pairs.push({ ours, theirs, load });
    console.error(
      `${workload}, pair ${i + 1}: wince ${ours.seconds.toFixed(2)} s, peer ${theirs.seconds.toFixed(2)} s`,
    );
  }
  const broken = disagreements(pairs[0].ours, pairs[0].theirs);
  if (broken.length > 0) isAgreed = false;
  lines.push(line(workload, pairs, broken));
  for (const rule of broken) console.error(`BROKEN: ${workload}: ${rule}`);
}

const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
const date = new Date().toISOString().slice(0, 10);
const page = [
  `# Side by side, ${date}, ${commit}`,
  '',
  `${cpus().length} processors (${cpus()[0]?.model}), ${threads} threads, Node ${process.versions.node}. Ratios of medians; loads before each pair.`,
  '',
  '| workload | pairs | wince, s | peer, s | times as fast | agreement | without inner fits of Platt scaling | load |',
  '|---|---|---|---|---|---|---|---|',
  ...lines,
  '',
].join('\n');
mkdirSync(values.out, { recursive: true });
writeFileSync(`${values.out}/${date}-${commit}.md`, page);
console.log(page);
if (!isAgreed) process.exitCode = 1;

function reportBy(program: string, call: readonly string[]): Comparable {
  const text = execFileSync(program, [...call], {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return comparable.parse(JSON.parse(text.trim().split('\n').at(-1) ?? ''));
}

/** Of a protocol: how many times as fast it is without what the peer has not. Empty for all else. */
function withoutInnerFits(pairs: readonly Pair[], theirs: number): string {
  const seconds = pairs.flatMap(({ ours }) => {
    const found = z.number().safeParse(ours.result.seconds_without_inner_fits);
    return found.success ? [found.data / ours.n] : [];
  });
  return seconds.length === 0 ? '' : (theirs / median(seconds)).toFixed(2);
}

function median(all: readonly number[]): number {
  const sorted = all.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

function line(workload: string, pairs: readonly Pair[], broken: readonly string[]): string {
  // Per item, as the peer may work fewer.
  const ours = median(pairs.map((pair) => pair.ours.seconds / pair.ours.n));
  const theirs = median(pairs.map((pair) => pair.theirs.seconds / pair.theirs.n));
  const { n } = pairs[0].ours;
  const cells = [
    ...[
      workload,
      `${pairs.length}`,
      (ours * n).toFixed(2),
      (theirs * n).toFixed(2),
      (theirs / ours).toFixed(2),
    ],
    broken.length === 0 ? 'all rules hold' : broken.join('; '),
    withoutInnerFits(pairs, theirs),
    pairs.map(({ load }) => load.toFixed(1)).join(', '),
  ];
  return `| ${cells.join(' | ')} |`;
}
