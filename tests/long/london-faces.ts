import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** The default grid on london-faces from an empty cache, as a stranger's first call: its wall time, and the table. */
const LIMIT_S = 300;
const dataset = fileURLToPath(new URL('../../../shared/data/london-faces/dataset.csv', import.meta.url));
const wince = fileURLToPath(new URL('../../packages/cli/bin/wince.js', import.meta.url));

const interval = z.tuple([z.number(), z.number()]).nullable();
const metricsFile = z.object({
  cells: z.array(
    z.object({
      cell: z.string(),
      samples: z.int(),
      subjects: z.int(),
      accuracy: z.number(),
      auc: z.number().nullable(),
      ci95: z.object({ accuracy: interval, auc: interval }),
    }),
  ),
});

if (!existsSync(dataset)) {
  console.log('london-faces: skipped, no ../shared beside this checkout');
} else {
  const folder = await mkdtemp(join(tmpdir(), 'wince-long-london-'));
  try {
    const run = join(folder, 'run');
    const began = Date.now();
    const status = await wait([
      ...['evaluate', '--dataset', dataset, '--positive', 'smiling', '--out', run],
      ...['--cache', join(folder, 'cache')],
    ]);
    const seconds = (Date.now() - began) / 1000;
    if (status !== 0) throw new Error(`wince ended with status ${status}`);
    const { cells } = metricsFile.parse(JSON.parse(await readFile(join(run, 'metrics.json'), 'utf8')));
    const below = cells.filter(({ ci95 }) => (ci95.auc?.[1] ?? 1) < 0.5 || (ci95.accuracy?.[1] ?? 1) < 0.5);
    for (const { cell } of below) console.log(`below chance with its whole interval: ${cell}`);
    const complete = cells.every(({ samples, subjects }) => samples === 204 && subjects === 102);
    console.log(`${cells.length} cells on 204 pictures of 102 subjects: ${complete}`);
    console.log(
      `wall time ${seconds.toFixed(0)} s on ${cpus().length} cores (to be under ${LIMIT_S} s on 2)`,
    );
    if (!complete || cells.length < 15 || seconds > LIMIT_S || below.length > 0) process.exitCode = 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function wait(args: readonly string[]): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [wince, ...args], { stdio: 'inherit' });
    child.on('error', reject);
    child.on('close', resolve);
  });
}
