import { logit } from '../../numbers/logit.ts';
import { drawSubjects, type Interval, percentileInterval } from '../intervals.ts';
import { errorsOfBins } from './calibration-error.ts';
import { type CalibrationLine, fitLine } from './calibration-line.ts';
import type { ProbabilityRows } from './probability-rows.ts';
import { binOfRows, EQUAL_MASS, EQUAL_WIDTH, type RowBins } from './reliability-bins.ts';

/** 95 % intervals of calibration errors and of the calibration line, by bootstrap over subjects. */
export interface CalibrationIntervals {
  /** How often subjects were drawn. */
  readonly draws: number;
  readonly ece: { readonly equal_width: Interval; readonly equal_mass: Interval };
  readonly mce: { readonly equal_width: Interval; readonly equal_mass: Interval };
  readonly intercept: Interval;
  readonly slope: Interval;
}

const MOST_DRAWS = 200;
const LEAST_DRAWS = 40;
/** Rows that are looked at in all, about: regressions are fitted anew in each draw. */
const DRAWN_ROWS = 1_000_000;

/**
 * 95 % intervals of ECE, MCE, intercept and slope: percentiles over draws of subjects with all their rows. Bins stay those of all rows. Rows of a subject
 * that is drawn twice count twice, which raises the errors of a draw: intervals of ECE and MCE lie rather too high.
 *
 * @param line that of all rows, near which those of the draws are
 * @param seed the same seed and subjects give the same draws
 */
export function calibrationIntervals(
  rows: ProbabilityRows,
  line: CalibrationLine,
  seed: string | number,
): CalibrationIntervals {
  const { truth, subject, subjects, weight } = rows;
  const draws = Math.min(MOST_DRAWS, Math.max(LEAST_DRAWS, Math.floor(DRAWN_ROWS / truth.length)));
  const drawn = drawSubjects(subjects, draws, seed);
  const odds = rows.score.map(logit);
  const bins = [EQUAL_WIDTH, EQUAL_MASS] as const;
  const ofSubjects = bins.map((kind) => sumsBySubject(rows, binOfRows(rows, kind)));
  const found = Array.from({ length: 6 }, () => new Float64Array(draws));
  const weights = new Float64Array(truth.length);
  for (let draw = 0; draw < draws; draw++) {
    const times = drawn.times.subarray(draw * drawn.subjects, (draw + 1) * drawn.subjects);
    ofSubjects.forEach((sums, kind) => {
      const { ece, mce } = errorsOfBins(sumDrawn(sums.weights, times), sumDrawn(sums.excess, times));
      found[kind][draw] = ece;
      found[2 + kind][draw] = mce;
    });
    for (let r = 0; r < weights.length; r++) weights[r] = weight[r] * times[subject[r]];
    const { intercept, slope } = fitLine({ truth, odds, weight: weights }, line);
    found[4][draw] = intercept ?? Number.NaN;
    found[5][draw] = slope ?? Number.NaN;
  }
  const [eceWidth, eceMass, mceWidth, mceMass, intercept, slope] = found.map(percentileInterval);
  return {
    draws,
    ece: { equal_width: eceWidth, equal_mass: eceMass },
    mce: { equal_width: mceWidth, equal_mass: mceMass },
    ...{ intercept, slope },
  };
}

/** For each bin, the sums of each subject. */
interface SubjectSums {
  readonly weights: readonly Float64Array[];
  readonly excess: readonly Float64Array[];
}

function sumsBySubject(
  { truth, score, weight, subject, subjects }: ProbabilityRows,
  { count, bin }: RowBins,
): SubjectSums {
  const [weights, excess] = [0, 1].map(() =>
    Array.from({ length: count }, () => new Float64Array(subjects.length)),
  );
  for (let r = 0; r < truth.length; r++) {
    weights[bin[r]][subject[r]] += weight[r];
    excess[bin[r]][subject[r]] += weight[r] * (score[r] - truth[r]);
  }
  return { weights, excess };
}

/** The sum of each bin over drawn subjects. */
function sumDrawn(sums: readonly Float64Array[], times: Uint16Array): Float64Array {
  return Float64Array.from(sums, (own) => {
    let sum = 0;
    for (let s = 0; s < times.length; s++) sum += times[s] * own[s];
    return sum;
  });
}
