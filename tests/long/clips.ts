import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseExperiment } from '../../packages/core/src/index.ts';
import { defaultWorkers, evaluate, writeCohort } from '../../packages/runtime/src/index.ts';

/**
 * Pictures, strain and both on video cohorts of the phantom, subjects left out: 24 subjects, a fixed seed. Where the still is
 * the same and only the time course differs, strain must beat pictures; on pain against the cry nothing is required, and
 * what comes out is printed whichever way it points. **Synthetic: no accuracy on neonates.**
 *
 *     node tests/long/clips.ts [--time-course COHORT] [--cry COHORT] [--cache DIR]
 *
 * A cohort that was drawn before is used as it is: `wince phantom --video --contrast time-course --seconds 22`.
 */
const PICTURES = 'faceres+hog+geometry';
const SETS = [PICTURES, 'strain', `${PICTURES}+strain`];
const CLASSIFIERS = ['random-forest', 'svm-linear'];

const { values: given } = parseArgs({
  options: { 'time-course': { type: 'string' }, cry: { type: 'string' }, cache: { type: 'string' } },
});
const folder = await mkdtemp(join(tmpdir(), 'wince-clips-long-'));
const broken: string[] = [];

try {
  for (const contrast of ['time-course', 'cry'] as const) {
    let cohort = given[contrast];
    if (cohort === undefined) {
      cohort = join(folder, contrast);
      const workers = defaultWorkers();
      await writeCohort({ out: cohort, subjects: 24, seed: 7, workers, video: 'mp4', seconds: 22, contrast });
    }
    const cell = (features: string, classifier: string) => `${features}/relieff-50/${classifier}`;
    const specification = parseExperiment(
      {
        dataset: join(cohort, 'dataset.csv'),
        features: ['strain'],
        mixes: SETS.filter((set) => set !== 'strain'),
        selection: ['relieff'],
        keep: [50],
        classifiers: CLASSIFIERS,
        reference_normalisation: 'both',
        primary: cell('strain', CLASSIFIERS[0]),
        comparisons: CLASSIFIERS.flatMap((classifier) => [
          [cell('strain', classifier), cell(PICTURES, classifier)],
          [cell(`${PICTURES}+strain`, classifier), cell(PICTURES, classifier)],
          [cell(`${PICTURES}+strain`, classifier), cell('strain', classifier)],
        ]),
      },
      'the long test',
    );
    const { metrics, manifest } = await evaluate(specification, {
      out: join(folder, `${contrast}-run`),
      cache: given.cache ?? join(folder, 'cache'),
      workers: defaultWorkers(),
      faces: false,
    });
    console.log(`\n${contrast}: ${manifest.task}; synthetic, not an accuracy on neonates`);
    for (const one of metrics.cells) {
      console.log(
        `  ${one.cell}: accuracy ${percent(one.accuracy)} ${range(one.ci95.accuracy, percent)}, AUC ${unit(one.auc)} ${range(one.ci95.auc, unit)}, ${one.samples} clips of ${one.subjects} subjects`,
      );
    }
    for (const {
      cells: [first, second],
      pooled,
    } of metrics.comparisons) {
      const { difference, ci95, p_exchange } = pooled.auc;
      console.log(
        `  ${first} less ${second}: AUC ${unit(difference)} ${range(ci95, unit)}, p by exchange ${unit(p_exchange)}; accuracy ${percent(pooled.accuracy.difference)} ${range(pooled.accuracy.ci95, percent)}`,
      );
    }
    if (contrast !== 'time-course') continue;
    const primary = metrics.comparisons[0].pooled.auc.ci95;
    if (!(primary && primary[0] > 0))
      broken.push('strain does not beat pictures where only the time course differs');
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
for (const reason of broken) console.log(reason);
process.exitCode = broken.length === 0 ? 0 : 1;

function percent(value: number | null): string {
  return value === null ? 'none' : `${(100 * value).toFixed(1)} %`;
}

function unit(value: number | null): string {
  return value === null ? 'none' : value.toFixed(3);
}

function range(
  ci: readonly [number | null, number | null] | null,
  form: (value: number | null) => string,
): string {
  return ci === null ? '[none]' : `[${form(ci[0])}, ${form(ci[1])}]`;
}
