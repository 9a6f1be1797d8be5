/**
 * A dataset.csv of a million rows of a hundred subjects with a table of features: the plan of an experiment. Prints the time and the
 * largest memory of the command.
 */
import { spawnSync } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { WINCE } from '../run-wince.ts';

const [ROWS, SUBJECTS, SECONDS, GIGABYTES] = [1_000_000, 100, 300, 6];
const folder = await mkdtemp(join(tmpdir(), 'wince-many-rows-'));
try {
  const [csv, table] = ['dataset.csv', 'table.csv'].map((name) => createWriteStream(join(folder, name)));
  csv.write('path,subject,label\n');
  table.write('sample,a,b,c\n');
  for (let i = 0; i < ROWS; i++) {
    const path = `S${i % SUBJECTS}/${i}.jpg`;
    csv.write(`${path},S${i % SUBJECTS},${i % 3 ? 'rest' : 'pain'}\n`);
    table.write(`${path},${Math.sin(i).toFixed(6)},${Math.cos(3 * i).toFixed(6)},${i % 97}\n`);
  }
  for (const stream of [csv, table]) await finished(stream.end());
  await writeFile(join(folder, 'dataset.yaml'), 'positive: pain\n');
  const began = performance.now();
  // The command says at its end how much memory it took.
  const saying = "process.on('exit', () => console.error('largest', process.resourceUsage().maxRSS))";
  const { status, stderr } = spawnSync(process.execPath, [
    ...['--import', `data:text/javascript,${encodeURIComponent(saying)}`],
    ...[WINCE, 'evaluate', '--dataset', folder, '--features', `table:${join(folder, 'table.csv')}`],
    ...['--select', 'none', '--classifiers', 'naive-bayes', '--dry-run', '--cache', join(folder, 'cache')],
  ]);
  const seconds = (performance.now() - began) / 1000;
  const gigabytes = Number(/largest (\d+)/.exec(String(stderr))?.[1]) / 2 ** 20;
  console.log(`${ROWS} rows, status ${status}: ${seconds.toFixed(1)} s (at most ${SECONDS}),`);
  console.log(`${gigabytes.toFixed(2)} GB (at most ${GIGABYTES}).`);
  if (status !== 0) console.log(String(stderr));
  if (status !== 0 || !(seconds <= SECONDS && gigabytes <= GIGABYTES)) process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
