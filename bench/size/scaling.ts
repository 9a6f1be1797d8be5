/**
 * How the strict protocol grows with rows, columns, subjects and worker threads: runs the workloads `protocol` and `protocol-noselect` on drawn tables of
 * many sizes, each in a process of its own, and writes what they took; sizes that the file of numbers has are left. Without --measure it only draws the figure anew.
 *
 *     npx node bench/size/scaling.ts [--measure] [--rows-each 8]
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { type FeatureSizes, writeFeatures } from '../small-inputs.ts';
import { drawScaling, type MEASURES, SCALING_FIGURE, SCALING_NUMBERS, scaling } from './scaling-chart.ts';

const { values } = parseArgs({
  options: { measure: { type: 'boolean', default: false }, 'rows-each': { type: 'string', default: '8' } },
});

/** The size that all others differ from in one number. */
const BASE = { subjects: 31, rowsEach: Number(values['rows-each']), columns: 1024, planted: 20, threads: 1 };

const VARIED: readonly {
  readonly measure: (typeof MEASURES)[number];
  readonly sizes: Partial<typeof BASE>;
}[] = [
  ...[1, 2, 4].map((times) => ({ measure: 'rows' as const, sizes: { rowsEach: times * BASE.rowsEach } })),
  ...[256, 512, 1024, 2048].map((columns) => ({ measure: 'columns' as const, sizes: { columns } })),
  // The same number of rows.
  ...[8, 31, 62].map((subjects) => ({
    measure: 'subjects' as const,
    sizes: { subjects, rowsEach: Math.round((BASE.subjects * BASE.rowsEach) / subjects) },
  })),
  ...Array.from({ length: cpus().length }, (_, i) => ({
    measure: 'threads' as const,
    sizes: { threads: i + 1 },
  })),
];

const report = z.object({
  peak_rss_mb: z.number(),
  result: z.object({ cpu_seconds: z.number(), measured_seconds: z.number() }),
});

type Scaling = z.infer<typeof scaling>;

const found = existsSync(SCALING_NUMBERS)
  ? scaling.parse(JSON.parse(readFileSync(SCALING_NUMBERS, 'utf8')))
  : null;
const whole = values.measure ? measureAll(found?.points ?? []) : found;
if (!whole) throw new Error('Nothing was measured yet: --measure.');
writeFileSync(SCALING_FIGURE, drawScaling(whole));

/** Measures what is not known yet, and writes each point down as it comes. */
function measureAll(known: Scaling['points']): Scaling {
  const points: Scaling['points'] = [];
  const isSame = (one: Size, other: Size) => JSON.stringify(sizeOf(one)) === JSON.stringify(sizeOf(other));
  const write = () => {
    const rest = known.filter(
      (one) => !points.some((other) => one.measure === other.measure && isSame(one, other)),
    );
    const [date] = new Date().toISOString().split('T');
    const whole = { date, processors: cpus().length, load: loadavg()[0], points: [...points, ...rest] };
    writeFileSync(SCALING_NUMBERS, `${JSON.stringify(whole, null, 1)}\n`);
    return whole;
  };
  for (const { measure, sizes } of VARIED) {
    for (const workload of ['protocol', 'protocol-noselect'] as const) {
      const { subjects, rowsEach, columns, planted, threads } = { ...BASE, ...sizes };
      const rows = subjects * rowsEach;
      const size = { workload, rows, columns, subjects, threads };
      const same = [...points, ...known].find((point) => isSame(point, size));
      const took = same ?? measureOne(workload, { subjects, rowsEach, columns, planted }, threads);
      const { processor_seconds, seconds, memory_mb } = took;
      points.push({ measure, ...size, processor_seconds, seconds, memory_mb });
      if (!same) console.log(JSON.stringify(points.at(-1)));
      write();
    }
  }
  return write();
}

type Size = Pick<Scaling['points'][number], 'workload' | 'rows' | 'columns' | 'subjects' | 'threads'>;

function sizeOf({ workload, rows, columns, subjects, threads }: Size) {
  return [workload, rows, columns, subjects, threads];
}

function measureOne(workload: string, sizes: FeatureSizes, threads: number) {
  const folder = mkdtempSync(join(tmpdir(), 'wince-scaling-'));
  try {
    writeFeatures(folder, sizes);
    const run = join(import.meta.dirname, '../run.ts');
    const options = ['--inputs', folder, '--json', '--threads', String(threads)];
    const { peak_rss_mb, result } = report.parse(
      JSON.parse(execFileSync(process.execPath, [run, workload, ...options], { encoding: 'utf8' })),
    );
    const { cpu_seconds, measured_seconds } = result;
    return { processor_seconds: cpu_seconds, seconds: measured_seconds, memory_mb: peak_rss_mb };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
