import { holdsLabel } from '../../evaluation/abstention/label-set.ts';
import { randomFrom } from '../../numbers/random.ts';
import { labelSets, pointsOf } from './conformal.ts';

/** Rows of each label that a drawn subject has. */
const ROWS = 4;
/** Subjects that coverage is measured on, in each cohort. */
const TESTED = 200;

/** How much of the rows of one label is covered, over cohorts. */
export interface SimulatedCoverage {
  readonly label: 0 | 1;
  readonly mean: number;
  /** Standard deviation between cohorts. */
  readonly deviation: number;
  /** The 5 % and 95 % quantiles of cohorts. */
  readonly range: readonly [number, number];
}

/**
 * Draws cohorts of calibration subjects and of new subjects, whose rows share an offset of the subject, and counts how many rows of the new
 * ones keep their true label at a level of 0.9.
 */
export function simulateCoverage({
  subjects,
  cohorts,
  unit,
}: {
  readonly subjects: number;
  readonly cohorts: number;
  readonly unit: 'one-row' | 'all-rows';
}) {
  const level = 0.9;
  const found = [0, 1].map(() => new Float64Array(cohorts));
  for (let cohort = 0; cohort < cohorts; cohort++) {
    const random = randomFrom('coverage', cohort, subjects, unit);
    const draw = (count: number) => {
      const y: number[] = [];
      const names: string[] = [];
      const raw: number[] = [];
      for (let s = 0; s < count; s++) {
        const offset = random.normal();
        for (const label of [0, 1]) {
          for (let r = 0; r < ROWS; r++) {
            y.push(label);
            names.push(`s${s}`);
            raw.push(2 * label + offset + 0.5 * random.normal());
          }
        }
      }
      return { y: Uint8Array.from(y), subjects: names, raw: Float64Array.from(raw) };
    };
    const points = pointsOf(draw(subjects), unit, `cohort ${cohort}`);
    const tested = draw(TESTED);
    const sets = labelSets([{ ...points, given: tested.raw }], level);
    for (const label of [0, 1] as const) {
      const own = [...tested.y.keys()].filter((row) => tested.y[row] === label);
      found[label][cohort] = own.filter((row) => holdsLabel(sets[row], label)).length / own.length;
    }
  }
  return {
    exact: Math.ceil(level * (subjects + 1) - 1e-9) / (subjects + 1),
    coverage: ([0, 1] as const).map((label): SimulatedCoverage => {
      const values = found[label];
      const mean = values.reduce((sum, each) => sum + each, 0) / cohorts;
      const variance = values.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (cohorts - 1);
      const ascending = values.slice().sort();
      const at = (share: number) => ascending[Math.round(share * (cohorts - 1))];
      return { label, mean, deviation: Math.sqrt(variance), range: [at(0.05), at(0.95)] };
    }),
  };
}
