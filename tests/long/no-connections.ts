/**
 * `wince demo`, `evaluate`, `train` and `predict` under strace: none of them opens a connection, not even to this machine. Needs strace.
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WINCE } from '../run-wince.ts';

if (spawnSync('strace', ['-V']).status !== 0) {
  console.log('There is no strace on this machine: nothing was traced.');
} else {
  const folder = await mkdtemp(join(tmpdir(), 'wince-traced-'));
  const cache = ['--cache', join(folder, 'cache')];
  const cohort = join(folder, 'demo', 'cohort');
  const model = join(folder, 'model.wince');
  const cell = ['--dataset', cohort, '--features', 'hog', '--select', 'none', '--classifiers', 'knn'];
  try {
    traced('demo', '--subjects', '3', '--out', join(folder, 'demo'), ...cache);
    traced('evaluate', ...cell, '--out', join(folder, 'run'), ...cache);
    traced('train', ...cell, '--cell', 'hog/none/knn', '--out', model, ...cache);
    const [picture] = (await readdir(cohort, { recursive: true })).filter((file) => file.endsWith('.jpg'));
    traced('predict', join(cohort, picture), '--model', model, ...cache);
    for (const call of ['demo', 'evaluate', 'train', 'predict']) {
      const lines = (await readFile(join(folder, `${call}.trace`), 'utf8')).split('\n');
      const connects = lines.filter((line) => line.includes('connect('));
      console.log(`${call}: ${connects.length} connections`);
      for (const line of connects) console.log(`  ${line}`);
      if (connects.length > 0) process.exitCode = 1;
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }

  function traced(call: string, ...args: readonly string[]): void {
    const trace = ['-f', '--seccomp-bpf', '-qq', '-e', 'trace=connect', '-o', join(folder, `${call}.trace`)];
    const { status, stderr } = spawnSync('strace', [...trace, process.execPath, WINCE, call, ...args]);
    if (status !== 0) throw new Error(`wince ${call} ended with status ${status}: ${stderr}`);
  }
}
