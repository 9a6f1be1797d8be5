/**
 * Runs one workload of the side-by-side benchmark and prints what the peer prints for it, as one JSON object.
 *
 *     npm run --silent bench -- WORKLOAD --inputs DIR [--json] [--threads 2] [--repeat 1] [--folds N]
 *
 * Without --json it prints one line for people. Workloads, their inputs and their clock: bench/README.md.
 */
import { parseArgs } from 'node:util';
import { findWorkload } from './workloads.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    inputs: { type: 'string' },
    json: { type: 'boolean', default: false },
    threads: { type: 'string', default: '2' },
    repeat: { type: 'string', default: '1' },
    folds: { type: 'string', default: '0' },
  },
});
const [name = ''] = positionals;
const workload = await findWorkload(name);
if (!values.inputs) throw new Error('Say where the inputs lie: --inputs DIR.');
const report = await workload({
  inputs: values.inputs,
  threads: Number(values.threads),
  repeat: Number(values.repeat),
  folds: Number(values.folds),
});
const { seconds, per_second, peak_rss_mb } = report;
if (values.json) console.log(JSON.stringify(report));
else
  console.log(
    `${name}: ${seconds.toFixed(3)} s, ${per_second.toFixed(2)} a second, ${peak_rss_mb.toFixed(0)} MB`,
  );
