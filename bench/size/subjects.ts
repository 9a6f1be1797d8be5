import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseExperiment, randomFrom } from '@wince/core';
import { evaluate } from '@wince/runtime';

/**
 * How long a whole run takes with many subjects of two rows: leave one subject out, all columns kept.
 *
 *     npx node bench/size/subjects.ts [--subjects 5000] [--columns 20] [--workers 2] [CLASSIFIER ...]
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    subjects: { type: 'string', default: '5000' },
    columns: { type: 'string', default: '20' },
    workers: { type: 'string', default: '2' },
  },
});
const [subjects, columns, workers] = [values.subjects, values.columns, values.workers].map(Number);
const classifiers = positionals.length > 0 ? positionals : ['naive-bayes', 'logistic'];

const folder = await mkdtemp(join(tmpdir(), 'wince-bench-'));
try {
  const random = randomFrom('many subjects');
  const dataset = ['path,subject,label'];
  const table = [`sample,${Array.from({ length: columns }, (_, c) => `f${c}`).join(',')}`];
  for (let s = 0; s < subjects; s++) {
    for (let r = 0; r < 2; r++) {
      const path = `s${s}-${r}.jpg`;
      dataset.push(`${path},s${s},${r === 0 ? 'rest' : 'pain'}`);
      const row = Array.from({ length: columns }, (_, c) => random.normal() + (c < 3 ? 0.7 * r : 0));
      table.push(`${path},${row.map((value) => value.toFixed(5)).join(',')}`);
    }
  }
  await writeFile(join(folder, 'dataset.csv'), `${dataset.join('\n')}\n`);
  await writeFile(join(folder, 'table.csv'), `${table.join('\n')}\n`);
  const specification = parseExperiment(
    {
      ...{
        dataset: join(folder, 'dataset.csv'),
        positive: 'pain',
        features: [`table:${join(folder, 'table.csv')}`],
      },
      ...{ selection: ['none'], classifiers },
    },
    'the bench',
  );
  const began = performance.now();
  const seconds = () => ((performance.now() - began) / 1000).toFixed(1);
  const run = await evaluate(specification, {
    ...{ out: join(folder, 'run'), cache: join(folder, 'cache'), workers, faces: false },
    onEvent: (event) => {
      if (event.type === 'stage') console.log(`${seconds()} s: ${event.stage}`);
    },
  });
  const aucs = run.metrics.cells.map(({ classifier, auc }) => `${classifier} AUC ${auc?.toFixed(4)}`);
  console.log(
    `${subjects} subjects of two rows, ${columns} columns: ${seconds()} s in all; ${aucs.join(', ')}`,
  );
  console.log(`largest memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`);
} finally {
  await rm(folder, { recursive: true });
}
