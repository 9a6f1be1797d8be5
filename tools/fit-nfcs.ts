/*
 * Fits the weights of the family `nfcs` on drawn faces and writes packages/core/src/families/face/nfcs/weights.ts:
 *
 *   npx node tools/fit-nfcs.ts
 *
 * A ridge regression for each action on the energies of its own region alone. Regions, measures and penalty were chosen by folds
 * that leave subjects out of these very faces; `npm run test:long -- nfcs` measures on subjects of other seeds.
 */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { MEASURED_ACTIONS } from '../packages/core/src/families/face/nfcs/actions.ts';
import { energiesOf, lightOf } from '../packages/core/src/families/face/nfcs/energies.ts';
import { ACTION_REGIONS, type ActionRegionName } from '../packages/core/src/families/face/nfcs/regions.ts';
import { openFaceAnalyser } from '../packages/runtime/src/measure/faces/index.ts';
import { memoryStore } from '../packages/runtime/src/store/index.ts';
import { type ActedFace, drawnActions, TRUE_ACTIONS } from './drawn-actions.ts';

/** Cohorts whose faces the weights are fitted on. */
const FITTED = [
  { subjects: 20, seed: 101, acting: 'as-in-life' },
  { subjects: 20, seed: 202, acting: 'freely' },
  { subjects: 36, seed: 303, acting: 'freely' },
] as const;

/** The penalty on weights, in rows. */
const PENALTY = 30;

/** A face of the fit: what it does, and the energies of its regions. */
export interface FittedFace {
  readonly actions: ActedFace['actions'];
  readonly covered: boolean;
  readonly energies: ReadonlyMap<ActionRegionName, Float64Array>;
}

/** The energies of a face's regions. */
export function fittedFace({
  actions,
  covered,
  registered,
}: Pick<ActedFace, 'actions' | 'covered' | 'registered'>): FittedFace {
  const lit = lightOf(registered);
  const names = Object.keys(ACTION_REGIONS) as ActionRegionName[];
  return { actions, covered, energies: new Map(names.map((name) => [name, energiesOf(lit, name)])) };
}

/** The text of `weights.ts`. */
export function weightsText(faces: readonly FittedFace[]): string {
  const regions = new Map(
    [...new Set(MEASURED_ACTIONS.map(({ region }) => region))].map((region) => {
      const rows = faces.map(({ energies }) => energies.get(region) ?? new Float64Array());
      // What lies on a face is not how its skin looks: under it, the confidence falls.
      const bare = rows.filter((_, i) => !faces[i].covered);
      const means = rows[0].map((_, k) => bare.reduce((sum, row) => sum + row[k], 0) / bare.length);
      const deviations = means.map((mean, k) =>
        Math.sqrt(bare.reduce((sum, row) => sum + (row[k] - mean) ** 2, 0) / bare.length),
      );
      return [region, { rows, means, deviations }] as const;
    }),
  );
  const actions = MEASURED_ACTIONS.map(({ name, region }) => {
    const of = regions.get(region);
    if (!of) throw new Error(`no region ${region}`);
    const scores = of.rows.map((row) =>
      row.map((value, k) => Math.max(-4, Math.min(4, (value - of.means[k]) / of.deviations[k]))),
    );
    const truth = faces.map((face) => TRUE_ACTIONS[name](face.actions));
    return [name, ridge(scores, truth)] as const;
  });
  const list = (values: ArrayLike<number>, digits: number) =>
    `[${Array.from(values, (value) => Number(value.toFixed(digits))).join(', ')}]`;
  return [
    '/* Written by tools/fit-nfcs.ts. */',
    '',
    '/** Mean and standard deviation of each energy of a region over the drawn faces on which nothing lies. */',
    'export const REGION_MOMENTS = {',
    ...[...regions].map(
      ([name, { means, deviations }]) =>
        `  ${name}: { means: ${list(means, 4)}, deviations: ${list(deviations, 4)} },`,
    ),
    '} as const satisfies Record<string, { readonly means: readonly number[]; readonly deviations: readonly number[] }>;',
    '',
    "/** Of each action, what a standard deviation of each energy of its region adds, and the action's mean. */",
    'export const ACTION_WEIGHTS = {',
    ...actions.map(
      ([name, { weights, offset }]) =>
        `  '${name}': { offset: ${offset.toFixed(4)}, weights: ${list(weights, 4)} },`,
    ),
    '} as const satisfies Record<string, { readonly offset: number; readonly weights: readonly number[] }>;',
    '',
  ].join('\n');
}

function ridge(rows: readonly Float64Array[], truth: readonly number[]) {
  const width = rows[0].length;
  const centre = rows[0].map((_, k) => rows.reduce((sum, row) => sum + row[k], 0) / rows.length);
  const mean = truth.reduce((sum, value) => sum + value, 0) / truth.length;
  const matrix = Array.from({ length: width }, () => new Float64Array(width + 1));
  for (const [i, row] of rows.entries()) {
    for (let a = 0; a < width; a++) {
      const left = row[a] - centre[a];
      for (let b = 0; b < width; b++) matrix[a][b] += left * (row[b] - centre[b]);
      matrix[a][width] += left * (truth[i] - mean);
    }
  }
  for (let a = 0; a < width; a++) matrix[a][a] += PENALTY;
  // The matrix is positive definite: no pivots are needed.
  for (let a = 0; a < width; a++) {
    for (let b = a + 1; b < width; b++) {
      const factor = matrix[b][a] / matrix[a][a];
      for (let c = a; c <= width; c++) matrix[b][c] -= factor * matrix[a][c];
    }
  }
  const weights = new Float64Array(width);
  for (let a = width - 1; a >= 0; a--) {
    let rest = matrix[a][width];
    for (let b = a + 1; b < width; b++) rest -= matrix[a][b] * weights[b];
    weights[a] = rest / matrix[a][a];
  }
  return { weights, offset: mean - weights.reduce((sum, weight, k) => sum + weight * centre[k], 0) };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const analyser = await openFaceAnalyser({ store: memoryStore(), threads: 1 });
  const faces: FittedFace[] = [];
  for (const cohort of FITTED) {
    for await (const face of drawnActions(analyser, cohort)) if (face.usable) faces.push(fittedFace(face));
  }
  await analyser.close();
  const file = new URL('../packages/core/src/families/face/nfcs/weights.ts', import.meta.url);
  await writeFile(file, weightsText(faces));
  console.log(`${faces.length} faces; now: npx biome check --write ${fileURLToPath(file)}`);
}
