import { expect, it } from 'vitest';
import { randomFrom } from '../numbers/random.ts';
import { chanceInterval, drawSubjects, percentileInterval, pooledDraws } from './intervals.ts';
import { areaUnderCurve } from './metrics.ts';

const SUBJECTS = 24;
const ROWS_EACH = 4;
const COLUMNS = 40;
const ROWS = SUBJECTS * ROWS_EACH;
const TRIALS = 500;

/** Scores of rows that say nothing of their labels, each by the difference of the means of other subjects' rows. */
function trial(seed: number, leftOut: boolean) {
  const random = randomFrom('nothing to learn', seed);
  const data = Float64Array.from({ length: ROWS * COLUMNS }, () => random.normal());
  const training = leftOut ? data : Float64Array.from({ length: ROWS * COLUMNS }, () => random.normal());
  const subject = Int32Array.from({ length: ROWS }, (_, row) => Math.floor(row / ROWS_EACH));
  const truth = Uint8Array.from({ length: ROWS }, (_, row) => row % 2);
  const all = new Float64Array(COLUMNS);
  const own = Array.from({ length: SUBJECTS }, () => new Float64Array(COLUMNS));
  for (let row = 0; row < ROWS; row++) {
    for (let c = 0; c < COLUMNS; c++) {
      const value = (truth[row] === 1 ? 1 : -1) * training[row * COLUMNS + c];
      all[c] += value;
      own[subject[row]][c] += value;
    }
  }
  const score = Float64Array.from({ length: ROWS }, (_, row) => {
    let sum = 0;
    for (let c = 0; c < COLUMNS; c++) {
      const weight = all[c] - (leftOut ? own[subject[row]][c] : 0);
      sum += weight * data[row * COLUMNS + c];
    }
    return sum;
  });
  const subjects = Array.from({ length: SUBJECTS }, (_, i) => `S${i}`);
  const decision = Uint8Array.from(score, (s) => +(s > 0));
  const auc = areaUnderCurve(truth, score);
  const { ci95 } = percentileInterval(
    pooledDraws({ truth, score, decision, subject, subjects }, drawSubjects(subjects, 300, seed)).auc,
  );
  if (auc === null || ci95 === null) throw new Error('both labels are there');
  return { auc, ci95 };
}

function held(leftOut: boolean, folds: number | null): number {
  let count = 0;
  for (let seed = 0; seed < TRIALS; seed++) {
    const { auc, ci95 } = trial(seed, leftOut);
    const [low, high] = folds === null ? ci95 : chanceInterval(auc, ci95, folds);
    if (low <= 0.5 && high >= 0.5) count++;
  }
  return count / TRIALS;
}

// Three standard errors of a share over 500 trials are 5 in 100 at 0.83 and 3 at 0.95; bootstrap over 24 subjects costs 2 or 3 more.
it('holds chance as often as it says, where the plain interval of left-out subjects does not', () => {
  const plain = held(true, null);
  expect(plain).toBeGreaterThan(0.75);
  expect(plain).toBeLessThan(0.88);
  expect(held(true, SUBJECTS)).toBeGreaterThan(0.9);
});

it('stays as it is for models of other subjects, whose plain interval holds', () => {
  expect(held(false, 1)).toBeGreaterThan(0.9);
  expect(chanceInterval(0.6, [0.5, 0.8], 1)).toEqual([0.6 - (0.6 - 0.5), 0.6 + (0.8 - 0.6)]);
});
