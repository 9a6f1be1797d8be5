import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  areaUnderCurve,
  chanceInterval,
  defaultGrid,
  drawSubjects,
  parseExperiment,
  percentileInterval,
  pooledDraws,
  quantile,
  type ScoredRows,
  scoredRows,
} from '../../packages/core/src/index.ts';
import {
  type LeftOutScores,
  nuisanceScores,
  oracleScores,
} from '../../packages/phantom/src/cohort/fairness.fixture.ts';
import {
  buildHeadModel,
  drawFrame,
  drawSubject,
  makeCohort,
  PLAIN_SCENE,
} from '../../packages/phantom/src/index.ts';
import { pulseInPixels } from '../../packages/phantom/src/time/pulse-in-pixels.fixture.ts';
import { displacementError } from '../../packages/phantom/src/truth/displacement-error.fixture.ts';
import { defaultWorkers } from '../../packages/runtime/src/execute/index.ts';
import { openFaceAnalyser } from '../../packages/runtime/src/measure/faces/index.ts';
import { writeCohort } from '../../packages/runtime/src/phantom/write-cohort.ts';
import { evaluate } from '../../packages/runtime/src/runs/evaluate.ts';
import { memoryStore } from '../../packages/runtime/src/store/index.ts';
import { tryDetector } from '../../tools/face-detection.ts';

/**
 * The full figures of the phantom: the pulse in the pixels of ten tones, the displacement between frames, the fairness of
 * cohorts, 100 subjects before the default detector, whole clips written twice, and the default grid where nothing can be
 * learnt.
 *
 * What is expected where nothing can be learnt was written down before it was looked at. A 95 % interval misses the truth in
 * one case of twenty. So of the intervals of 40 independent cohorts at least 34 must hold 0.5 (fewer have a
 * probability of 0.3 %): the plain ones for models of another cohort, and those of `chanceInterval` where subjects are left out
 * in turn. The plain ones of left-out subjects fell short of that when they were first counted (33 and 32), as they must: see there. They are printed.
 * And of the cells of a cohort each must hold it in intervals that are wide enough to hold for all
 * cells at once (Bonferroni: 95 % together), about chance: plain ones of left-out subjects are too narrow here for the same reason as above. They were
 * the bound at first, and 3 of 40 cells of the usual seed missed them; a second cohort stands beside it since then. How many of the plain 95 % intervals
 * miss it is printed, and how many of `chanceInterval`.
 */
const SUBJECTS = 100;
const SEEDS = 40;
const AT_LEAST = 34;
/** The seed where nobody names one. */
const USUAL_SEED = 7;
/** A second cohort where nothing can be learnt. */
const OTHER_SEED = 11;

const folder = await mkdtemp(join(tmpdir(), 'wince-phantom-long-'));
const broken: string[] = [];
try {
  pulses();
  displacements();
  fairness();
  await detection();
  await clips();
  for (const seed of [USUAL_SEED, OTHER_SEED]) await nothingToLearn(seed);
} finally {
  await rm(folder, { recursive: true, force: true });
}
console.log(broken.length > 0 ? `phantom: broken: ${broken.join('; ')}` : 'phantom: all bounds hold');
process.exitCode = broken.length > 0 ? 1 : 0;

function hold(name: string, holds: boolean): void {
  if (!holds) broken.push(name);
}

function pulses(): void {
  for (let monk = 1; monk <= 10; monk++) {
    const subject = drawSubject(`long-${monk}`, 5, { monk });
    const { peak, truth, amplitude } = pulseInPixels(subject, { seed: 5, size: 96, seconds: 20 });
    const text = `pulse, tone ${monk}: peak ${peak.toFixed(2)}, truth ${truth.toFixed(2)} a minute`;
    console.log(`${text}; ${(100 * amplitude).toFixed(2)} % of mean green`);
    hold(`pulse of tone ${monk}`, Math.abs(peak - truth) < 2);
    hold(`amplitude of tone ${monk}`, amplitude >= 0.002 && amplitude <= 0.01);
  }
}

function displacements(): void {
  const strains: number[] = [];
  for (const what of ['face', 'head'] as const) {
    const shares = Array.from({ length: 10 }, (_, i) => {
      const model = buildHeadModel(drawSubject(`moved-${i}`, 5, { monk: i + 1 }));
      const at = (share: number) =>
        drawFrame(model, {
          ...PLAIN_SCENE,
          size: 256,
          ...(what === 'head'
            ? { pose: { yaw: 2 * share, pitch: -share, roll: 5 * share } }
            : {
                actions: {
                  ...PLAIN_SCENE.actions,
                  lidsOpen: 0,
                  browBulge: share,
                  eyeSqueeze: share,
                  nasolabialFurrow: share,
                  openLips: share,
                  verticalStretch: 0.6 * share,
                },
              }),
        });
      const { still, carried, strain } = displacementError(at(0.45), at(what === 'face' ? 0.65 : 1.2));
      if (what === 'face') strains.push(strain);
      return carried / still;
    });
    const [least, most] = [Math.min(...shares), Math.max(...shares)];
    console.log(
      `displacement, ${what} moves: the error left is ${(100 * least).toFixed(0)} to ${(100 * most).toFixed(0)} % of that in place`,
    );
    hold(`displacement of a moving ${what}`, most < 0.5);
  }
  const worst = Math.max(...strains);
  console.log(
    `strain: ${(100 * Math.min(...strains)).toFixed(0)} to ${(100 * worst).toFixed(0)} % from finite differences`,
  );
  hold('strain', worst < 0.25);
}

interface HeldAuc {
  readonly auc: number;
  /** Whether its 95 % interval by subject holds 0.5. */
  readonly holds: boolean;
}

/** @param folds how many models the scores come from: several have a wider interval about chance; null: the plain one */
function aucOf(
  { truth, score, subjects }: LeftOutScores,
  seed: number,
  folds: number | null = null,
): HeldAuc {
  const auc = areaUnderCurve(truth, score);
  if (auc === null) throw new Error('both labels are needed');
  const names = Array.from({ length: Math.max(...subjects) + 1 }, (_, i) => `S${i}`);
  const decision = Uint8Array.from(score, (s) => (s >= 0.5 ? 1 : 0));
  const rows = { truth, score, decision, subject: subjects, subjects: names };
  const { ci95 } = percentileInterval(pooledDraws(rows, drawSubjects(names, 1000, seed)).auc);
  if (ci95 === null) throw new Error('no draw has both labels');
  const [low, high] = folds === null ? ci95 : chanceInterval(auc, ci95, folds);
  return { auc, holds: low <= 0.5 && high >= 0.5 };
}

function fairness(): void {
  const seeds = Array.from({ length: SEEDS }, (_, i) => i + 1);
  const print = (name: string, found: readonly HeldAuc[]): number => {
    const values = found.map(({ auc }) => auc);
    const mean = values.reduce((a, b) => a + b) / values.length;
    const holds = found.filter((one) => one.holds).length;
    console.log(
      `${name}: AUC ${Math.min(...values).toFixed(3)} to ${Math.max(...values).toFixed(3)}, mean ${mean.toFixed(3)}; ${holds} of ${SEEDS} intervals hold 0.5`,
    );
    return holds;
  };
  const cohorts = (difficulty: number, from: number) =>
    seeds.map((seed) => makeCohort({ subjects: 24, seed: from + seed, difficulty }));
  const usual = cohorts(0.5, 0);
  const oracle = usual.map((cohort, i) => aucOf(oracleScores(cohort), seeds[i]));
  print('oracle, difficulty 0.5', oracle);
  hold(
    'oracle at difficulty 0.5',
    oracle.every(({ auc }) => auc > 0.95),
  );
  for (const [name, scores, difficulty] of [
    ['nuisance', nuisanceScores, 0.5],
    ['oracle', oracleScores, 1],
  ] as const) {
    const tested = cohorts(difficulty, 0);
    const others = cohorts(difficulty, 1000);
    const leftOut = tested.map((cohort, i) => aucOf(scores(cohort), seeds[i]));
    print(`${name}, difficulty ${difficulty}, subject left out, plain`, leftOut);
    const wider = tested.map((cohort, i) => aucOf(scores(cohort), seeds[i], cohort.subjects.length));
    const widerHolds = print(`${name}, difficulty ${difficulty}, subject left out, about chance`, wider);
    hold(`${name} at difficulty ${difficulty}, subject left out`, widerHolds >= AT_LEAST);
    const across = tested.map((cohort, i) => aucOf(scores(cohort, others[i]), seeds[i]));
    const holds = print(`${name}, difficulty ${difficulty}, fitted on another cohort`, across);
    hold(`${name} at difficulty ${difficulty}`, holds >= AT_LEAST);
    hold(`${name} of the usual cohort`, leftOut[USUAL_SEED - 1].holds);
  }
}

/** The default grid on the pictures of a cohort whose faces say nothing of their labels. */
async function nothingToLearn(seed: number): Promise<void> {
  const workers = defaultWorkers();
  const { dataset } = await writeCohort({
    subjects: 24,
    seed,
    difficulty: 1,
    out: join(folder, `hard-${seed}`),
    workers,
  });
  const specification = parseExperiment({ ...defaultGrid, dataset, seed }, 'the long test');
  const run = await evaluate(specification, {
    out: join(folder, `run-${seed}`),
    cache: join(folder, 'cache'),
    workers,
    faces: false,
  });
  const { predictions } = run;
  const cells = run.metrics.cells;
  let missed = 0;
  let missedWider = 0;
  for (const { cell, auc, ci95 } of cells) {
    if (auc === null || ci95.auc === null) throw new Error(`${cell} has no AUC`);
    const [low, high] = ci95.auc;
    const own = predictions.filter((row) => row.cell === cell);
    const joint = jointInterval(scoredRows(own, 'pain'), cells.length);
    const { subjects } = run.metrics.cells[0];
    const all = chanceInterval(auc, joint, subjects);
    const holds = low <= 0.5 && high >= 0.5;
    if (!holds) missed++;
    const wider = chanceInterval(auc, [low, high], subjects);
    if (!(wider[0] <= 0.5 && wider[1] >= 0.5)) missedWider++;
    console.log(
      `difficulty 1, seed ${seed}, ${cell}: AUC ${auc.toFixed(3)}, 95 % ${low.toFixed(3)} to ${high.toFixed(3)}${holds ? '' : ' misses 0.5'}; for all cells at once ${joint[0].toFixed(3)} to ${joint[1].toFixed(3)}, about chance ${all[0].toFixed(3)} to ${all[1].toFixed(3)}`,
    );
    hold(`${cell} at difficulty 1, seed ${seed}`, all[0] <= 0.5 && all[1] >= 0.5);
  }
  console.log(
    `difficulty 1, seed ${seed}: ${missed} of ${cells.length} plain 95 % intervals miss 0.5, ${missedWider} of those about chance`,
  );
}

/** The interval of an AUC that holds together with those of all other cells in 95 % of all cohorts (Bonferroni). */
function jointInterval(rows: ScoredRows, cells: number): [number, number] {
  const values = pooledDraws(rows, drawSubjects(rows.subjects, 20_000, 7))
    .auc.filter((value) => !Number.isNaN(value))
    .sort();
  const tail = 0.025 / cells;
  return [quantile(values, tail), quantile(values, 1 - tail)];
}

async function clips(): Promise<void> {
  for (const video of ['mp4', 'webm'] as const) {
    const hashes: string[] = [];
    for (const workers of [1, 2]) {
      const out = join(folder, `${video}-${workers}`);
      await writeCohort({ subjects: 2, seed: 7, size: 96, video, out, workers });
      hashes.push(await hashOf(out));
    }
    console.log(
      `${video}: two cohorts of two clips of 34 s ${hashes[0] === hashes[1] ? 'are' : 'are not'} the same bytes`,
    );
    hold(`bytes of ${video}`, hashes[0] === hashes[1]);
  }
}

async function hashOf(root: string): Promise<string> {
  const hash = createHash('sha256');
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  for (const file of files.sort()) hash.update(file.slice(root.length)).update(await readFile(file));
  return hash.digest('hex');
}

async function detection(): Promise<void> {
  const analyser = await openFaceAnalyser({ store: memoryStore() });
  try {
    for (const lie of ['upright', 'any angle'] as const) {
      for (const expressions of ['neutral', 'pain'] as const) {
        const trial = { subjects: SUBJECTS, seed: 101, lie, expressions };
        const { pictures, found, used, error } = await tryDetector(analyser, trial);
        const errors = Object.entries(error).map(
          ([group, value]) => `${group} ${(100 * value).toFixed(1)} %`,
        );
        console.log(
          `${lie}, ${expressions}: found ${found} of ${pictures}, usable ${used}; error ${errors.join(', ')}`,
        );
        hold(`faces ${lie}, ${expressions}`, found / pictures >= (lie === 'upright' ? 0.95 : 0.9));
        if (expressions === 'neutral') hold(`landmarks ${lie}`, error.all < 0.08);
      }
    }
  } finally {
    await analyser.close();
  }
}
