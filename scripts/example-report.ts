/**
 * Writes the report of an example run that never was, to look at: `node scripts/example-report.ts OUT.html`,
 * with `--synthetic`, `--middle`, `--no-faces`, `--few`, `--hostile` for its other faces.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { renderReport } from '@wince/pages';
import { exampleFaces } from '../packages/pages/src/report/example-faces.fixture.ts';
import { exampleRun } from '../packages/pages/src/report/example-run.fixture.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    synthetic: { type: 'boolean', default: false },
    middle: { type: 'boolean', default: false },
    'no-faces': { type: 'boolean', default: false },
    few: { type: 'boolean', default: false },
    hostile: { type: 'boolean', default: false },
  },
});
const options = {
  subjects: values.few ? 9 : 102,
  classifiers: ['naive-bayes', 'knn', 'svm-linear', 'random-forest', 'logistic'],
  synthetic: values.synthetic,
  middle: values.middle,
  suffix: values.hostile ? `</svg><script>document.title='broken'</script>-${'x'.repeat(90)}` : '',
  faces: null,
};
const run = exampleRun(options);
const faces = values['no-faces'] ? null : await exampleFaces(run.samples);
const before = performance.now();
const page = await renderReport({ ...run, faces });
writeFileSync(positionals[0] ?? 'report.html', page);
process.stderr.write(`${page.length} characters in ${Math.round(performance.now() - before)} ms\n`);
