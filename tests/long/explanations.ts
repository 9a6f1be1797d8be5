import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ExplainedRegionName, type ExplanationDocument, parseExperiment } from '@wince/core';
import { evaluate, explainRun } from '@wince/runtime';
import { drawBrowCohort } from '../../tools/brow-cohort.ts';

/**
 * Explanations find the planted evidence: drawn neonates show pain by the brow alone, whatever else their faces do. Out of fold, the brow
 * gives most to the decision value of pictures with pain in at least four fifths of the subjects, for a handcrafted and for a deep cell;
 * the explanations change when weights are shuffled, and the share of the brow is above the one that it has then.
 */
const LEAST = 4 / 5;
const SUBJECTS = Number(process.env.WINCE_EXPLANATIONS_SUBJECTS ?? 30);
const CELLS = ['lbp/none/svm-linear', 'faceres/none/svm-linear'];
const EFFORT = { shuffles: 10, noisyCopies: 1, randomOrders: 2 };

const folder = await mkdtemp(join(tmpdir(), 'wince-long-explanations-'));
const work = { cache: process.env.WINCE_CACHE ?? join(folder, 'cache'), workers: 2 };
try {
  const dataset = join(folder, 'brow');
  await drawBrowCohort(dataset, { subjects: SUBJECTS, pictures: 4, seed: 31 });
  const specification = parseExperiment(
    {
      ...{ dataset, positive: 'pain', features: ['lbp', 'faceres'], selection: ['none'] },
      ...{ classifiers: ['svm-linear'], primary: CELLS[0] },
    },
    'a long test',
  );
  const run = await evaluate(specification, { ...work, out: join(folder, 'run'), faces: false });
  const short: string[] = [];
  for (const cell of CELLS) {
    const { accuracy, auc } = run.metrics.cells.find((own) => own.cell === cell) ?? {};
    const first = new Map<string, string>();
    for (const row of run.predictions)
      if (row.cell === cell && row.truth === 'pain' && !first.has(row.subject))
        first.set(row.subject, row.sample);
    const { document } = await explainRun(join(folder, 'run'), {
      ...{ ...work, cell, samples: [...first.values()], methods: ['occlusion'], effort: EFFORT },
    });
    const found = browFirst(document);
    console.log(`\n${cell}: accuracy ${accuracy?.toFixed(2)}, AUC ${auc?.toFixed(2)}`);
    console.log(`  the brow gives most to pain in ${found} of ${document.rows.length} subjects`);
    if (found < LEAST * document.rows.length) short.push(`${cell}: the brow is first in ${found} subjects`);
    for (const { decision, rows, checks, regions } of document.summary) {
      console.log(
        `  decided as ${decision}, ${rows} rows: ${regions.map(({ region, share }) => `${region} ${share.toFixed(2)}`).join(', ')}`,
      );
      if (!checks) continue;
      console.log(
        `  weights shuffled ${text(checks.shuffled_classifier)}, untrained network ${text(checks.untrained_network)}, noise ${text(checks.under_noise)}, other folds ${text(checks.over_folds)}, better than random ${checks.better_than_random.toFixed(2)}; ${checks.verdict}`,
      );
      if (rows >= 5 && checks.verdict !== 'depends-on-the-model')
        short.push(`${cell}: the verdict is ${checks.verdict}`);
    }
    const brow = document.summary
      .find(({ decision }) => decision === 'pain')
      ?.regions.find(({ region }) => region === 'brow');
    console.log(
      `  share of the brow ${text(brow?.share ?? null)}, with shuffled weights ${text(brow?.by_chance ?? null)}`,
    );
    if (!((brow?.share ?? 0) > (brow?.by_chance ?? 1)))
      short.push(`${cell}: the share of the brow is that by chance`);
  }
  for (const line of short) console.log(line);
  if (short.length > 0) process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** In how many rows the brow gives more to the decision value than any other region. */
function browFirst({ rows }: ExplanationDocument): number {
  return rows.filter(({ maps: [map] }) => {
    let most: { region: ExplainedRegionName; contribution: number } | undefined;
    for (const own of map?.regions ?? []) if (own.contribution > (most?.contribution ?? 0)) most = own;
    return most?.region === 'brow';
  }).length;
}

function text(value: number | null): string {
  return value === null ? '-' : value.toFixed(2);
}
